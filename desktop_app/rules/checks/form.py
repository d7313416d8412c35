"""Has a payload what its format cannot do without, and does it fit? As the mapping says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from desktop_app.records.payload import Row
from desktop_app.rules.checks.case import EDITORIAL, PRODUCTION, Case, Finding, listed
from desktop_app.rules.mapping.compiled import rows_of
from desktop_app.rules.mapping.rows import AnyRow, GroupRow, ValueRow
from desktop_app.rules.mapping.table import table_of

_KEYS = re.compile(r"\[[^\]]*\]")


def format_holds(case: Case) -> Iterator[Finding]:
    """Every value that the format needs is there, and none is longer than it takes."""
    known = table_of(case.flow)
    wanted = list(_limited(rows_of(known, case.payload.subject), ""))
    if not wanted:
        return
    told: dict[str, list[str]] = {}
    for each in case.payload.rows:
        told.setdefault(_KEYS.sub("", each.target), []).append(each.value)
    for target, row in wanted:
        values = told.get(target, [])
        if row.required and _lacks(row, target, values, told):
            if isinstance(row, ValueRow) and row.transform.name == "sha256":
                yield Finding(
                    _place(row),
                    f"{_unfetched(target, case.payload.rows)} never fetched, so the checksum is "
                    "not known.",
                    "Look at the title's files once, or run: colophon assets fetch.",
                    PRODUCTION,
                    to_fetch="" not in told.get(f"{target.rpartition('.')[0]}.url", ()),
                )
                continue
            yield Finding(
                _place(row),
                f"{case.flow.destination} needs {_called(target)} and there is none.",
                "Fill it in in Consonance, then refresh this title.",
                EDITORIAL,
            )
        most = row.most if isinstance(row, ValueRow) else 0
        longest = max(map(len, values), default=0)
        if most and longest > most:
            yield Finding(
                _place(row),
                f"{_called(target).capitalize()} has {longest} characters; "
                f"{case.flow.destination} takes {most}.",
                "Shorten it in Consonance, or change the limit in the mapping.",
                EDITORIAL,
            )


def _limited(rows: Iterable[AnyRow], prefix: str) -> Iterator[tuple[str, ValueRow | GroupRow]]:
    for row in rows:
        if isinstance(row, ValueRow) and (row.required or row.most):
            yield f"{prefix}{row.target}", row
        elif isinstance(row, GroupRow):
            if row.required:
                yield row.target, row
            yield from _limited(row.rows, f"{row.target}.")


def _lacks(
    row: ValueRow | GroupRow, target: str, values: list[str], told: dict[str, list[str]]
) -> bool:
    if isinstance(row, GroupRow):
        return not any(each.startswith(f"{target}.") for each in told)
    # In a list every entry needs it; a list without entries is another matter.
    inside = "[]." in row.source
    return "" in values or (not values and not inside)


def _unfetched(target: str, rows: Iterable[Row]) -> str:
    """The files of which only the name is known, as the beginning of a sentence."""
    group = target.partition(".")[0]
    found = {each.target: each.value for each in rows if _KEYS.sub("", each.target) == target}
    lacking = {each.removesuffix("sha256") for each, value in found.items() if not value}
    names = [
        each.value
        for each in rows
        if each.value
        and each.target.endswith(".filename")
        and each.target.removesuffix("filename") in lacking
    ]
    if not names:
        return f"The file of the {group} was"
    return f"The file {names[0]} was" if len(names) == 1 else f"The files {listed(names)} were"


def _place(row: ValueRow | GroupRow) -> str:
    return row.source.partition(" by ")[0] if isinstance(row, ValueRow) else row.path


def _called(target: str) -> str:
    return target.replace("_", " ").replace(".", ", ")
