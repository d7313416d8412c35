"""How do rows of CSV become one file in which every cell stands below its own name?

Rows have the columns of their format, or those that came with them where a publisher's own mapping
made them. A file may hold both, and rows of several mappings: its header names every column that a
row of it has, and each row is laid out below it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TypeAlias

from desktop_app.companions.gateway.config import GatewayFlow
from desktop_app.records.resources import resource_text

# A text may be as long as a request.
csv.field_size_limit(1 << 26)

_FORM = "item-csv"
_END = "\r\n"

Name: TypeAlias = tuple[str, int]
"""A column's name, and how many of its row have it before; -1 where the name is made up."""


def is_sheet(flow: GatewayFlow) -> bool:
    """Whether a flow's rows become one file."""
    return flow.folder is not None and flow.format == _FORM


def written(form: str, rows: Sequence[tuple[str, str]]) -> str:
    """The header and the rows; each row comes with its columns, a line of CSV, or "" for those of
    the format.

    A row whose columns are the first ones of the file keeps its bytes, and is filled up with empty
    cells: strict readers want rows of one length. One that is too short for its format, or no row
    of CSV, stays as it came.
    """
    names, rare = _described(form)
    usual = _counted(names[: len(names) - rare])
    placed = [(row, _placed(form, row, told), told) for row, told in rows]
    every: dict[Name, None] = {}
    if not all(told for _, told in rows) or not rows:
        every |= dict.fromkeys(usual)
    for of_format in (True, False):
        for _, cells, told in placed:
            if (not told) is of_format:
                every |= dict.fromkeys(cells)
    head = tuple(every)
    lines = (
        row if not told and len(cells) < len(usual) else _laid(row, cells, head)
        for row, cells, told in placed
    )
    return _line([name for name, _ in head]) + "".join(lines)


def header(form: str, *, rare: bool = True) -> str:
    """The first line of a file of the format's own columns, with or without those at its end that
    are rarely filled."""
    names, few = _described(form)
    return _line(names if rare else names[: len(names) - few])


def _placed(form: str, row: str, told: str) -> dict[Name, str]:
    """The cells of a row by their columns; what nobody named is told to be so."""
    cells = _cells(row)
    known = _names(told) if told else _counted(_described(form)[0])
    if not told and len(cells) > len(known):
        known = ()  # no row of the format: any of its cells could be the one too many
    unnamed = tuple((f"unnamed_{n}", -1) for n in range(len(known) + 1, len(cells) + 1))
    return dict(zip((*known, *unnamed), cells, strict=False))


def _laid(row: str, cells: dict[Name, str], head: tuple[Name, ...]) -> str:
    if not cells:
        return row
    if tuple(cells) == head[: len(cells)]:
        return row.removesuffix(_END) + "," * (len(head) - len(cells)) + _END
    return _line([cells.get(name, "") for name in head])


def _cells(row: str) -> tuple[str, ...]:
    """Nothing for what is not one row of CSV."""
    try:
        found = list(csv.reader(io.StringIO(row, newline=""), strict=True))
    except csv.Error:
        return ()
    return tuple(found[0]) if len(found) == 1 else ()


@lru_cache(maxsize=100)
def _names(told: str) -> tuple[Name, ...]:
    return _counted(_cells(told))


@lru_cache(maxsize=100)
def _counted(names: tuple[str, ...]) -> tuple[Name, ...]:
    return tuple((name, names[:place].count(name)) for place, name in enumerate(names))


def _line(cells: Sequence[str]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator=_END).writerow(cells)
    return made.getvalue()


@cache
def _described(form: str) -> tuple[tuple[str, ...], int]:
    """The columns as the format's description names them, and how many are rarely filled."""
    name = f"{form.replace('-', '_')}.v1.table.json"
    fields = json.loads(resource_text("formats", name))["fields"]
    return tuple(each["name"] for each in fields), sum("whenSet" in each for each in fields)
