"""What does each row of a mapping say, for people?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.rules.mapping.own import parts, targets
from desktop_app.rules.mapping.selectors import SELECTORS
from desktop_app.rules.mapping.transforms import TRANSFORMS

Raw = Mapping[str, Any]

_PICKS = {
    "each": "every entry of {}",
    "one": "the only entry of {}",
    "first": "the first entry of {}",
}


@dataclass(frozen=True, slots=True)
class RowInWords:
    """``part`` is the milestone or subject whose row it is, "" for the format's; ``own`` says
    that the publisher's own mapping has it so."""

    target: str
    part: str
    words: str
    source: str = ""
    rule: str = ""
    audience: tuple[str, ...] = ()
    own: bool = False


def in_words(given: Raw, own: Raw | None = None) -> list[RowInWords]:
    """Every row of a whole mapping, those in lists each by itself."""
    mine = {part.name: set(targets(part.rows)) for part in parts(own or {})}
    return [
        each
        for part in parts(given)
        for row in part.rows
        for each in _row(row, part.name, row["to"] in mine.get(part.name, set()))
    ]


def row_words(row: Raw) -> str:
    """One row in one line, with what its entries tell."""
    told = next(_row(row, "", own=False)).words
    inner = ", ".join(f"{each['to']} from {each['from']}" for each in row.get("rows", ()))
    return f"{told}: {inner}" if inner else told


def _row(row: Raw, part: str, own: bool) -> Iterator[RowInWords]:
    target, audience = str(row["to"]), tuple(row.get("audience", ()))
    pick = next((each for each in _PICKS if each in row), "")
    if not pick:
        source, rule = str(row.get("from", "")), str(row.get("rule", ""))
        words = f"{_told(row)}{_limits(row)}"
        yield RowInWords(target, part, words, source, rule, audience, own)
        return
    path = str(row[pick])
    words = f"{_list_words(row, pick)}{_limits(row)}"
    yield RowInWords(target, part, words, path, pick, audience, own)
    for each in row["rows"]:
        yield RowInWords(
            f"{target}.{each['to']}", part, f"{_told(each)}{_limits(each)}",
            f"{path}[].{each['from']}", str(each["rule"]), audience, own,
        )  # fmt: skip


def _told(row: Raw) -> str:
    if "constant" in row:
        return f"always {row['constant']!r}"
    if "flow" in row:
        return f"the {row['flow']} of the flow"
    table = f", words from the table {row['table']}" if "table" in row else ""
    return f"{row['from']}, {TRANSFORMS[str(row['rule'])].words}{table}"


def _list_words(row: Raw, pick: str) -> str:
    told = [_PICKS[pick].format(row[pick])]
    if row.get("only"):
        told.append(f"that is: {_conditions(row['only'])}")
    if row.get("if"):
        told.append(f"sent only if: {_conditions(row['if'])}")
    if row.get("key"):
        told.append(f"told apart by {', '.join(row['key'])}")
    if "join" in row:
        told.append(f"joined by {row['join']!r}")
    return "; ".join(told)


def _conditions(names: Sequence[str]) -> str:
    said = ((SELECTORS[each].keeps.__doc__ or each).split(".")[0] for each in names)
    return "; ".join(" ".join(each.split()) for each in said)


def _limits(row: Raw) -> str:
    said = []
    if row.get("required"):
        said.append("without it nothing goes")
    if row.get("max"):
        said.append(f"at most {row['max']} characters")
    if row.get("when_set"):
        said.append("left out where there is none")
    if row.get("audience"):
        said.append(f"only for {' and '.join(row['audience'])}")
    return f" ({', '.join(said)})" if said else ""
