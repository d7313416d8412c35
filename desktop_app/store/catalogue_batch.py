"""How do many new titles get into the catalogue? A table at a time, not a title at a time.

Functions of a writer's connection; they run inside its transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.records.document import canonical
from desktop_app.records.title import Record
from desktop_app.store.catalogue_prices import amounts
from desktop_app.store.columns import Columns, columns

_TITLES = """
INSERT INTO title (pid, id, work, work_document, source, content_hash, isbn, title, subtitle,
    contributors, imprint, series, form, form_label, status, status_label, publication_date,
    prices, cover_url, aside)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_DOCUMENTS = "INSERT INTO product_document (pid, document) VALUES (?, ?)"
_WORDS = """
INSERT INTO words (pid, title, subtitle, contributors, imprint, series) VALUES (?, ?, ?, ?, ?, ?)
"""
_FIND = """
INSERT INTO find (rowid, title, subtitle, contributors, imprint, series) VALUES (?, ?, ?, ?, ?, ?)
"""
_LIST = """
INSERT INTO list (pid, date, imprint, status, month, form, isbn, name)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_PRICES = "INSERT OR IGNORE INTO price (amount, currency, pid) VALUES (?, ?, ?)"
_FIND_ISBN = "INSERT INTO find_isbn (rowid, isbn) VALUES (?, ?)"
_ASIDES = "INSERT INTO product_aside (pid, packed) VALUES (?, ?)"
_WORK_ASIDES = """
INSERT INTO work_aside (id, packed) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET packed = excluded.packed
"""


class Facets:
    """The values that lists are filtered by, each looked up once in a slice of titles."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str], tuple[int, str]] = {}

    def number(self, facet: str, value: str, label: str) -> int:
        """The number of a value; ``label`` is what it is called from now on, if anything."""
        key = facet, value
        number, called = self._known.get(key) or self._found(facet, value, label)
        if label and called != label:
            self._connection.execute(
                "UPDATE facet_value SET label = ? WHERE id = ?", (label, number)
            )
            called = label
        self._known[key] = number, called
        return number

    def _found(self, facet: str, value: str, label: str) -> tuple[int, str]:
        row = self._connection.execute(
            "SELECT id, label FROM facet_value WHERE facet = ? AND value = ?", (facet, value)
        ).fetchone()
        if row is not None:
            return int(row["id"]), row["label"]
        called = label or value
        made = self._connection.execute(
            "INSERT INTO facet_value (facet, value, label) VALUES (?, ?, ?) RETURNING id",
            (facet, value, called),
        ).fetchone()
        return int(made[0]), called


class Batch:
    """New titles of one slice: collected first, written together by ``write``."""

    def __init__(self, connection: sqlite3.Connection, facets: Facets) -> None:
        self._connection = connection
        self._facets = facets
        self._next = 0
        self._titles: list[tuple[Any, ...]] = []
        self._documents: list[tuple[int, str]] = []
        self._words: list[tuple[Any, ...]] = []
        self._lists: list[tuple[Any, ...]] = []
        self._prices: list[tuple[int, str, int]] = []
        self._asides: list[tuple[int, bytes]] = []
        self._work_asides: dict[str, bytes] = {}

    def add(self, record: Record, work_key: str, text: str, mark: bytes) -> int:
        """Take a title that the catalogue does not know; returns the row that it will have.

        ``text`` is its document as it is kept, ``work_key`` that of its work, kept already.
        """
        pid = self._free()
        shown = shown_of(record)
        self._titles.append((pid, *title_values(record, shown, work_key), mark))
        self._documents.append((pid, text))
        self._words.append((pid, *shown.words))
        self._lists.append(list_row(self._facets, pid, shown))
        self._prices += [(amount, currency, pid) for amount, currency in amounts(shown.prices)]
        if record.aside is not None:
            self._asides.append((pid, record.aside.product))
            # As for the document: the key that ``title.work_document`` holds.
            self._work_asides[record.work or record.id] = record.aside.work
        return pid

    def write(self) -> None:
        """Write all that was taken."""
        for sql, rows in (
            (_TITLES, self._titles),
            (_DOCUMENTS, self._documents),
            (_WORDS, self._words),
            (_FIND, self._words),
            (_LIST, self._lists),
            (_PRICES, self._prices),
            (_FIND_ISBN, [(row[0], row[6]) for row in self._lists]),
            (_ASIDES, self._asides),
            (_WORK_ASIDES, list(self._work_asides.items())),
        ):
            self._connection.executemany(sql, rows)

    def _free(self) -> int:
        if not self._next:
            row = self._connection.execute("SELECT max(pid) FROM title").fetchone()
            self._next = int(row[0] or 0)
        self._next += 1
        return self._next


def shown_of(record: Record) -> Columns:
    """The columns of a record, which may have been made where it was read."""
    made = record.written.shown if record.written else None
    return made if isinstance(made, Columns) else columns(record)


def texts_of(record: Record) -> tuple[str, str | None]:
    """The document without its work, and its work if it has one, as they are kept."""
    if record.written:
        return _storable(record.written.product), _storable(record.written.work)
    document = dict(record.document)
    if not isinstance(document.get("work"), Mapping):
        return _storable(canonical(document)), None
    work = document.pop("work")
    return _storable(canonical(document)), _storable(canonical(work))


def title_values(record: Record, shown: Columns, work_key: str) -> tuple[Any, ...]:
    """What a row of ``title`` holds from ``id`` to ``cover_url``."""
    return (
        record.id, record.work, work_key, record.source.value, record.content_hash,
        shown.isbn, shown.title, shown.subtitle, shown.contributors, shown.imprint,
        shown.series, shown.form, shown.form_label, shown.status, shown.status_label,
        shown.publication_date, shown.prices, shown.cover_url,
    )  # fmt: skip


def list_row(facets: Facets, pid: int, shown: Columns) -> tuple[Any, ...]:
    """What a row of ``list`` holds, its verdicts apart."""
    return pid, *_filters(facets, shown), shown.isbn, shown.name


def _filters(facets: Facets, shown: Columns) -> Iterator[int]:
    day = shown.publication_date
    yield int(day.replace("-", "")) if day else 0
    yield facets.number("imprint", shown.imprint, shown.imprint)
    yield facets.number("status", shown.status, shown.status_label)
    yield facets.number("month", day[:7], day[:7])
    yield facets.number("form", shown.form, shown.form_label)


def _storable(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate; escaped, it survives the way back
        return json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    return text
