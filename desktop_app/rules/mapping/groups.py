"""The rows of a table that are about a list: a step for each, as its entries are written.

An entry for each, the only one that fits, the first in an order, or all of them as one text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.records.payload import Row
from desktop_app.rules.mapping.cells import Step, Writing, cells_of, made_row, plant, shown
from desktop_app.rules.mapping.paths import ABSENT, Steps, entries, read, step
from desktop_app.rules.mapping.rows import GroupRow
from desktop_app.rules.mapping.selectors import Entry
from desktop_app.rules.mapping.transforms import code

_LONG = 18
_KEY_TABLE = str.maketrans({"[": "_", "]": "_", " ": "_"})


def group(row: GroupRow) -> Step:
    """The step that writes the row's target."""
    if row.single:
        return _single(row)
    return _joined(row) if row.join else _each(row)


def _each(row: GroupRow) -> Step:
    cells, nothing = cells_of(row.rows), _nothing(row)

    def put(writing: Writing) -> None:
        found = _fitting(row, writing)
        if found is None:
            return
        if not found:
            plant(writing.tree, row.place, [])
            writing.rows.append(nothing)
            return
        trees: list[dict[str, Any]] = []
        plant(writing.tree, row.place, trees)
        for key, entry in _keyed(row, found):
            tree: dict[str, Any] = {}
            trees.append(tree)
            cells.put(entry, tree, writing.rows, f"{row.target}[{key}].", writing.known)

    return put


def _single(row: GroupRow) -> Step:
    """The only entry that fits, or the first where the table says so and gives the order.

    Several are no reason to pick one otherwise: then there is none.
    """
    cells, nothing, prefix = cells_of(row.rows), _nothing(row), f"{row.target}."
    of_cover = any(each.name == "front_cover" for each in row.only)

    def put(writing: Writing) -> None:
        found, known = _fitting(row, writing), writing.known
        if found is None:
            return
        if row.first and found:
            found = [_keyed(row, found)[0][1]]
        entry = found[0] if len(found) == 1 else None
        if entry is None or not all(each.keeps(entry, known) for each in row.then):
            plant(writing.tree, row.place, None)
            writing.rows.append(nothing)
            return
        tree: dict[str, Any] = {}
        plant(writing.tree, row.place, tree)
        first = len(writing.rows)
        cells.put(entry, tree, writing.rows, prefix, known)
        if of_cover and known.cover and first < len(writing.rows):
            # The first row of the cover tells why it is this one, as long as the rows are kept.
            told = writing.rows[first]
            writing.rows[first] = told._replace(rule=f"{told.rule}; {known.word}")

    return put


def _joined(row: GroupRow) -> Step:
    """The values of all entries as one text, each once, in their order."""
    inner, nothing = row.rows[0], _nothing(row)
    rule = f"{inner.transform.words}, joined"

    def put(writing: Writing) -> None:
        found = _fitting(row, writing)
        if found is None:
            return
        if not found:
            plant(writing.tree, row.place, [])
            writing.rows.append(nothing)
            return
        values: dict[str, None] = {}
        for _, entry in _keyed(row, found):
            given = read(entry, inner.names)
            told = ABSENT if given is ABSENT else inner.transform.apply(given)
            values |= dict.fromkeys([shown(told)] if shown(told) else [])
        said = row.join.join(values) or None
        plant(writing.tree, row.place, said)
        writing.rows.append(made_row((row.target, said or "", inner.source, rule)))

    return put


def _nothing(row: GroupRow) -> Row:
    return Row(row.target, "", f"{row.path}[]{row.suffix}", "none that fits")


def _fitting(row: GroupRow, writing: Writing) -> list[Entry] | None:
    """The entries that may go; None when the source cannot tell."""
    found = entries(writing.document, row.names)
    if found is ABSENT:
        return None
    fitting = found or []
    for each in row.only:
        keeps, known = each.keeps, writing.known
        fitting = [entry for entry in fitting if keeps(entry, known)]
    return fitting


def _keyed(row: GroupRow, found: list[Entry]) -> list[tuple[str, Entry]]:
    """Entries with names that stay theirs whatever the order in which the source gives them."""
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in found:
        groups.setdefault(tuple([_part(entry, each) for each in row.key]), []).append(entry)
    return list(_named(row, groups))


def _named(
    row: GroupRow, groups: Mapping[tuple[str, ...], list[Entry]]
) -> Iterator[tuple[str, Entry]]:
    for parts in sorted(groups, key=_order) if len(groups) > 1 else groups:
        key = "-".join(parts).translate(_KEY_TABLE)
        same = groups[parts]
        if len(same) > 1:
            same = sorted(same, key=lambda entry: _rank(row, entry))
        yield key, same[0]
        for place, entry in enumerate(same[1:], 2):
            yield f"{key}#{place}", entry


def _rank(row: GroupRow, entry: Entry) -> tuple[list[str], str]:
    parts = [_part(entry, each) for each in row.rank]
    return parts, json.dumps(entry, sort_keys=True, default=str)


def _part(entry: Entry, names: Steps) -> str:
    """A part of a key as text; nothing for what is missing or is not a plain value."""
    given = step(entry, names[0]) if len(names) == 1 else read(entry, names)
    found = None if given is ABSENT or given is None else code(given)
    return found if isinstance(found, str) else ""


def _order(parts: tuple[str, ...]) -> list[tuple[int, str]]:
    return [_natural(part) for part in parts]


def _natural(part: str) -> tuple[int, str]:
    """Numbers in the order of their size, before words."""
    if part.isascii() and part.isdigit() and len(part) < _LONG:
        return int(part), part
    return 10**_LONG, part
