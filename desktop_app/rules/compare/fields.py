"""Where do two payloads of mapped values differ, as far as the other side can tell at all?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop_app.records.payload import Row
from desktop_app.rules.compare.products import Found
from desktop_app.rules.mapping.paths import ABSENT, read
from desktop_app.rules.onix.codes import FORMS

_OWN = frozenset({"id", "ids", "createdAt", "updatedAt"})
"""What only Consonance numbers and dates: another program has words of its own for it."""

_BY_NUMBER = {"texts": "text", "web_links": "url"}
"""Lists whose entries are named by such a number, with the field that tells them apart."""

_FORMS = frozenset({"form", "form.code"})
_KEY = re.compile(r"([a-z_]+)\[([^\]]*)\]\.(.+)")
_PARTIAL = re.compile(r"\d{4}(-\d\d)?")


def differ(theirs: Sequence[Row], ours: Sequence[Row], told: Mapping[str, Any]) -> Found:
    """Target to what theirs says and what ours says; ``told`` is the document of theirs.

    A target of which their file cannot speak is left out; see ``untold``.
    """
    left, right = _named(theirs), _named(ours)
    left = _renamed(left, right)
    found: Found = {}
    for target in dict.fromkeys((*right, *left)):
        their, our = left.get(target), right.get(target)
        row = our or their
        if row is None or _own(row):
            continue
        if their is None and not _tells(told, row.source):
            continue
        said = their.value if their else _partial(told, row), our.value if our else ""
        if not _agree(target, *said):
            found[target] = said
    return found


def _agree(target: str, theirs: str, ours: str) -> bool:
    left, right = _plain(theirs), _plain(ours)
    if target in _FORMS:
        # A form has a code in ONIX 2.1, which Consonance keeps, and another in ONIX 3.
        left, right = FORMS.get(left, left), FORMS.get(right, right)
    return left == right or month_holds(left, right)


def untold(ours: Iterable[Row], told: Mapping[str, Any]) -> set[str]:
    """The targets with a value of which a file of that kind says nothing."""
    return {
        re.sub(r"\[[^\]]*\]", "", each.target)
        for each in ours
        if each.value and not _own(each) and not _tells(told, each.source)
    }


def month_holds(one: str, other: str) -> bool:
    """Whether one is a month or a year that holds the day of the other."""
    shorter, longer = sorted((one.strip(), other.strip()), key=len)
    return bool(_PARTIAL.fullmatch(shorter)) and longer.startswith(f"{shorter}-")


def _named(rows: Iterable[Row]) -> dict[str, Row]:
    return {each.target: each for each in rows}


def _own(row: Row) -> bool:
    *above, last = row.source.partition(" ")[0].split(".")
    # The words for a code are the program's own; the code beside them is what is told.
    worded = last == "description" and bool(above) and above[-1].startswith("onix")
    return last in _OWN or worded


def _plain(value: str) -> str:
    return " ".join(value.split())


def _tells(told: Mapping[str, Any], source: str) -> bool:
    """Whether the document can tell what stands at the first place that a source names."""
    path = re.split(r" by | \+ ", source)[0].partition("; ")[0].strip()
    return not path or _reaches(told, path.split("[]"))


def _reaches(told: Any, parts: Sequence[str]) -> bool:
    names = tuple(filter(None, parts[0].split(".")))
    found = read(told, names) if isinstance(told, Mapping) else ABSENT
    if found is ABSENT:
        return False
    if len(parts) == 1 or found is None or not isinstance(found, list | tuple) or not found:
        return True
    return any(_reaches(each, parts[1:]) for each in found)


def _partial(told: Mapping[str, Any], row: Row) -> str:
    """A month or a year that no mapping takes for a date, as their file has it."""
    if "[]" in row.source or " " in row.source or not row.source:
        return ""
    given = read(told, tuple(row.source.split(".")))
    return given if isinstance(given, str) and _PARTIAL.fullmatch(given) else ""


def _renamed(left: dict[str, Row], right: Mapping[str, Row]) -> dict[str, Row]:
    """Their entries of lists that Consonance numbers, under the numbers of ours."""
    names: dict[tuple[str, str], str] = {}
    for root, field in _BY_NUMBER.items():
        theirs, ours = _entries(left, root, field), _entries(right, root, field)
        for key, value in list(theirs.items()):
            same = next((each for each, said in ours.items() if said == value), None)
            if same is not None:
                names[root, key] = same
                del theirs[key], ours[same]
        names |= {(root, key): other for key, other in zip(theirs, ours, strict=False)}
    made: dict[str, Row] = {}
    for target, row in left.items():
        found = _KEY.fullmatch(target)
        known = names.get((found[1], found[2])) if found else None
        made[f"{found[1]}[{known}].{found[3]}" if found and known else target] = row
    return made


def _entries(rows: Mapping[str, Row], root: str, field: str) -> dict[str, str]:
    made = {}
    for target, row in rows.items():
        found = _KEY.fullmatch(target)
        if found and found[1] == root and found[3] == field:
            made[found[2]] = _plain(row.value)
    return made
