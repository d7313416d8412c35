"""What would go to a destination? The payload of one subject: bytes, hash, and a row per value.

Pure: the same record, flow and table give the same bytes on any day and on any machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import Payload, Row
from desktop_app.records.subject import milestone_of
from desktop_app.records.title import Record
from desktop_app.rules.mapping.paths import ABSENT, Steps, entries, read
from desktop_app.rules.mapping.selectors import Context, context
from desktop_app.rules.mapping.table import AnyRow, ConstantRow, GroupRow, Table, ValueRow, table_of
from desktop_app.rules.mapping.transforms import Mapped, code
from desktop_app.rules.mapping.writers import written
from desktop_app.rules.onix.build import build as product

_LONG = 18
_KEY_TABLE = str.maketrans({"[": "_", "]": "_", " ": "_"})


def build(
    record: Record,
    flow: Flow,
    subject: str,
    cover: CoverChoice | None = None,
    hashes: Mapping[str, str] | None = None,
) -> Payload:
    """The payload for one subject of a flow. Never raises for any document of JSON values.

    ``cover`` is a person's choice where a title has several front covers, ``hashes`` are the
    SHA-256 of files that were fetched, by address.

    JSON is written in UTF-8 without spaces, keys in the table's order, money and measures as
    text, so that reading and writing it again gives the same bytes. A value that the source
    cannot tell is left out; one that is not there is null. Other forms are in ``writers``.
    """
    if flow.format in RELEASES:
        return product(record, flow, subject, cover)
    known = table_of(flow)
    seen = replace(context(record.document, flow, cover), hashes=hashes or {})
    document = record.document
    if about(known, subject) and known.scope:
        document = known.scope.within(document, seen, subject)
        seen = replace(seen, printed=_printed(document.get(known.scope.alias)))
    writer = _Writer(document, seen)
    for row in rows_of(known, subject):
        writer.put(row)
    data = written(known, writer.tree, subject)
    return Payload(
        subject=subject,
        flow=flow.name,
        format=flow.format,
        mapping_version=known.version,
        content_type=known.content_type,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=tuple(writer.rows),
    )


def rows_of(known: Table, subject: str) -> Iterable[AnyRow]:
    """The table's rows for a subject: the common ones, then those of its milestone.

    What is not about a title has rows of its own where titles have some too.
    """
    if known.scope_rows and about(known, subject):
        return known.scope_rows
    milestone = known.milestones.get(milestone_of(subject))
    return (*known.rows, *milestone.rows) if milestone else known.rows


def _printed(entry: Any) -> frozenset[str] | None:
    ids = entry.get("productIds") if isinstance(entry, Mapping) else None
    return frozenset(map(str, ids)) if isinstance(ids, list | tuple) else None


def hashed(flow: Flow) -> bool:
    """Whether payloads of a flow tell the checksums of files."""
    rows = () if flow.format in RELEASES else table_of(flow).rows
    return any(
        each.transform.name == "sha256"
        for row in rows
        if isinstance(row, GroupRow)
        for each in row.rows
    )


def about(known: Table, subject: str) -> bool:
    """Whether a subject is an entry of the list that the table names, and not a title."""
    return known.scope is not None and subject.startswith(f"{known.scope.kind}:")


def shown(value: Mapped) -> str:
    """A mapped value as a row shows it; nothing for null."""
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, list) else str(value)


class _Writer:
    """Grows the tree and the rows of one payload side by side."""

    def __init__(self, document: Mapping[str, Any], known: Context) -> None:
        self.tree: dict[str, Any] = {}
        self.rows: list[Row] = []
        self._document = document
        self._known = known

    def put(self, row: AnyRow) -> None:
        if isinstance(row, ValueRow):
            self._value(row, self._document, self.tree, "")
        elif isinstance(row, ConstantRow):
            self._constant(row)
        elif row.single:
            self._single(row)
        else:
            self._each(row)

    def _value(
        self, row: ValueRow, document: Mapping[str, Any], tree: dict[str, Any], prefix: str
    ) -> None:
        given = read(document, row.names)
        found = ABSENT if given is ABSENT else row.transform.apply(given)
        if found is ABSENT:
            return
        if row.transform.name == "market_countries" and isinstance(found, list):
            found = self._known.market.within(found)
        if row.transform.name == "sha256":
            found = self._known.hashes.get(found) if isinstance(found, str) else None
        if row.codes is not None and isinstance(found, str):
            found = row.codes.get(found, found)
        _plant(tree, row.place, found)
        self.rows.append(Row(prefix + row.target, shown(found), row.source, row.transform.words))

    def _constant(self, row: ConstantRow) -> None:
        said = self._known.market.name if row.fact == "market" else row.text
        _plant(self.tree, row.place, said)
        self.rows.append(Row(row.target, said, "", "constant"))

    def _single(self, row: GroupRow) -> None:
        """The only entry that fits, or the first where the table says so and gives the order.

        Several are no reason to pick one otherwise: then there is none.
        """
        found = self._fitting(row)
        if found is None:
            return
        if row.first:
            found = [entry for _, entry in _keyed(row, found)][:1]
        entry = found[0] if len(found) == 1 else None
        if entry is None or not all(each.keeps(entry, self._known) for each in row.then):
            self._nothing(row, None)
            return
        tree: dict[str, Any] = {}
        _plant(self.tree, row.place, tree)
        first = len(self.rows)
        for each in row.rows:
            self._value(each, entry, tree, f"{row.target}.")
        if self._known.cover and any(each.name == "front_cover" for each in row.only):
            self._say_who_chose(first)

    def _say_who_chose(self, place: int) -> None:
        """The first row of the cover tells why it is this one, for as long as the rows are kept."""
        if place < len(self.rows):
            row = self.rows[place]
            self.rows[place] = replace(row, rule=f"{row.rule}; {self._known.word}")

    def _each(self, row: GroupRow) -> None:
        found = self._fitting(row)
        if found is None:
            return
        if not found:
            self._nothing(row, [])
            return
        if row.join:
            self._joined(row, found)
            return
        trees: list[dict[str, Any]] = []
        _plant(self.tree, row.place, trees)
        for key, entry in _keyed(row, found):
            tree: dict[str, Any] = {}
            trees.append(tree)
            for each in row.rows:
                self._value(each, entry, tree, f"{row.target}[{key}].")

    def _joined(self, row: GroupRow, found: list[Mapping[str, Any]]) -> None:
        """The values of all entries as one text, each once, in their order."""
        inner = row.rows[0]
        values: dict[str, None] = {}
        for _, entry in _keyed(row, found):
            given = read(entry, inner.names)
            told = ABSENT if given is ABSENT else inner.transform.apply(given)
            values |= dict.fromkeys([shown(told)] if shown(told) else [])
        said = row.join.join(values) or None
        _plant(self.tree, row.place, said)
        self.rows.append(
            Row(row.target, said or "", inner.source, f"{inner.transform.words}, joined")
        )

    def _fitting(self, row: GroupRow) -> list[Mapping[str, Any]] | None:
        """The entries that may go; None when the source cannot tell."""
        found = entries(self._document, row.names)
        if found is ABSENT:
            return None
        return [
            entry
            for entry in found or ()
            if all(each.keeps(entry, self._known) for each in row.only)
        ]

    def _nothing(self, row: GroupRow, value: list[str] | None) -> None:
        _plant(self.tree, row.place, value)
        self.rows.append(Row(row.target, "", f"{row.path}[]{row.suffix}", "none that fits"))


def _plant(tree: dict[str, Any], place: Steps, value: Any) -> None:
    for name in place[:-1]:
        tree = tree.setdefault(name, {})
    tree[place[-1]] = value


def _keyed(
    row: GroupRow, found: list[Mapping[str, Any]]
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Entries with names that stay theirs whatever the order in which the source gives them."""
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for entry in found:
        groups.setdefault(tuple(_part(entry, each) for each in row.key), []).append(entry)
    for parts in sorted(groups, key=lambda each: [_natural(part) for part in each]):
        key = "-".join(parts).translate(_KEY_TABLE)
        same = groups[parts]
        if len(same) > 1:
            same = sorted(same, key=lambda entry: _rank(row, entry))
        for place, entry in enumerate(same, 1):
            yield key if place == 1 else f"{key}#{place}", entry


def _rank(row: GroupRow, entry: Mapping[str, Any]) -> tuple[list[str], str]:
    parts = [_part(entry, each) for each in row.rank]
    return parts, json.dumps(entry, sort_keys=True, default=str)


def _part(entry: Mapping[str, Any], names: Steps) -> str:
    """A part of a key as text; nothing for what is missing or is not a plain value."""
    given = read(entry, names)
    found = None if given is ABSENT else code(given)
    return found if isinstance(found, str) else ""


def _natural(part: str) -> tuple[int, str]:
    """Numbers in the order of their size, before words."""
    if part.isascii() and part.isdigit() and len(part) < _LONG:
        return int(part), part
    return 10**_LONG, part
