"""How does a page of records get into the catalogue? Compared by hash: only news is written.

Functions of a writer's connection; they run inside its transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from desktop_app.records.title import Record, SourceKind
from desktop_app.store.catalogue_aside import mark_of, put_aside
from desktop_app.store.catalogue_batch import (
    Batch,
    Facets,
    list_row,
    shown_of,
    texts_of,
    title_values,
)
from desktop_app.store.catalogue_prices import put_prices
from desktop_app.store.catalogue_read import record_of, records
from desktop_app.store.change_log import tell
from desktop_app.store.columns import Columns, columns

_SLICE = 1_000

_TITLE = """
INSERT INTO title (id, work, work_document, source, content_hash, isbn, title, subtitle,
    contributors, imprint, series, form, form_label, status, status_label, publication_date,
    prices, cover_url)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET work = excluded.work, work_document = excluded.work_document,
    source = excluded.source, content_hash = excluded.content_hash, gone = 0,
    isbn = excluded.isbn, title = excluded.title, subtitle = excluded.subtitle,
    contributors = excluded.contributors, imprint = excluded.imprint, series = excluded.series,
    form = excluded.form, form_label = excluded.form_label, status = excluded.status,
    status_label = excluded.status_label, publication_date = excluded.publication_date,
    prices = excluded.prices, cover_url = excluded.cover_url
RETURNING pid
"""
_DOCUMENT = """
INSERT INTO product_document (pid, document) VALUES (?, ?)
ON CONFLICT (pid) DO UPDATE SET document = excluded.document
"""
_WORK = """
INSERT INTO work (id, document) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET document = excluded.document
"""
_LIST = """
INSERT INTO list (pid, date, imprint, status, month, form, isbn, name)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (pid) DO UPDATE SET date = excluded.date, imprint = excluded.imprint,
    status = excluded.status, month = excluded.month, form = excluded.form,
    isbn = excluded.isbn, name = excluded.name
"""
_FORGET_WORDS = """
INSERT INTO find (find, rowid, title, subtitle, contributors, imprint, series)
SELECT 'delete', pid, title, subtitle, contributors, imprint, series FROM words WHERE pid = ?
"""
_FORGET_ISBN = """
INSERT INTO find_isbn (find_isbn, rowid, isbn) SELECT 'delete', pid, isbn FROM list WHERE pid = ?
"""
_FIND = """
INSERT INTO find (rowid, title, subtitle, contributors, imprint, series) VALUES (?, ?, ?, ?, ?, ?)
"""
_WORDS = """
INSERT OR REPLACE INTO words (pid, title, subtitle, contributors, imprint, series)
VALUES (?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class PutResult:
    """``changed_ids`` are the titles that are new or differ, those of sibling products too."""

    new: int
    changed: int
    same: int
    changed_ids: tuple[str, ...]


def put(connection: sqlite3.Connection, given: Iterable[Record]) -> PutResult:
    """Store records in slices, so that memory holds one slice of however many there are.

    A title met twice in one slice counts once, the last one wins.
    """
    new = changed = same = 0
    touched: dict[str, None] = {}
    left = iter(given)
    while page := list(islice(left, _SLICE)):
        done = _put_slice(connection, page)
        new, changed, same = new + done.new, changed + done.changed, same + done.same
        touched |= dict.fromkeys(done.changed_ids)
    tell(connection, list(touched))
    return PutResult(new, changed, same, tuple(touched))


def _put_slice(connection: sqlite3.Connection, page: Sequence[Record]) -> PutResult:
    by_id = {record.id: record for record in page}
    known = _known(connection, list(by_id))
    new = changed = same = 0
    touched: list[str] = []
    works: dict[str, None] = {}
    seen: list[tuple[int]] = []
    facets = Facets(connection)
    batch = Batch(connection, facets)
    for record in by_id.values():
        before = known.get(record.id)
        mark = mark_of(record.aside)
        kept = before and before["content_hash"] == record.content_hash and not before["gone"]
        if before and kept and before["aside"] == mark:
            same += 1
            seen.append((before["pid"],))
            continue
        pid = before["pid"] if before else 0
        if not kept:
            texts = texts_of(record)
            key = "" if texts[1] is None else record.work or record.id
            if texts[1] is not None and _store_work(connection, key, texts[1]):
                works[key] = None
            if before:
                _store(connection, facets, record, key, texts[0])
            else:
                pid = batch.add(record, key, texts[0], mark)
        if before and before["aside"] != mark:
            put_aside(connection, pid, record, mark)
        seen.append((pid,))
        touched.append(record.id)
        new, changed = (new, changed + 1) if before else (new + 1, changed)
    batch.write()
    connection.executemany("INSERT OR IGNORE INTO seen (pid) VALUES (?)", seen)
    moved = _refresh_siblings(connection, list(works))
    siblings = [each for each in moved if each not in set(touched)]
    same -= sum(each in by_id for each in siblings)
    return PutResult(new, changed + len(siblings), same, tuple(touched + siblings))


def mark_seen(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Titles that the source has but that could not be taken: they are not gone."""
    connection.execute(
        "INSERT OR IGNORE INTO seen SELECT pid FROM title"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )


def vanished(connection: sqlite3.Connection, source: SourceKind) -> tuple[int, int]:
    """How many titles on show the full reading did not meet, and how many are on show."""
    row = connection.execute(
        "SELECT count(*), coalesce(sum(pid NOT IN (SELECT pid FROM seen)), 0)"
        " FROM title WHERE gone = 0 AND source = ?",
        (source.value,),
    ).fetchone()
    return int(row[1]), int(row[0])


def hide_vanished(connection: sqlite3.Connection, source: SourceKind) -> tuple[str, ...]:
    """Take titles that the full reading did not meet out of lists; the records are kept."""
    rows = connection.execute(
        "SELECT pid, id FROM title WHERE gone = 0 AND source = ?"
        " AND pid NOT IN (SELECT pid FROM seen)",
        (source.value,),
    ).fetchall()
    for row in rows:
        pid = (row["pid"],)
        connection.execute(_FORGET_WORDS, pid)
        connection.execute(_FORGET_ISBN, pid)
        connection.execute("DELETE FROM words WHERE pid = ?", pid)
        connection.execute("DELETE FROM price WHERE pid = ?", pid)
        connection.execute("DELETE FROM list WHERE pid = ?", pid)
        connection.execute("UPDATE title SET gone = 1 WHERE pid = ?", pid)
    ids = tuple(row["id"] for row in rows)
    tell(connection, ids)
    return ids


def _known(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, sqlite3.Row]:
    rows = connection.execute(
        "SELECT id, pid, content_hash, aside, gone FROM title"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: row for row in rows}


def _store(
    connection: sqlite3.Connection, facets: Facets, record: Record, work_key: str, text: str
) -> None:
    """Write one record that the catalogue knows already."""
    shown = shown_of(record)
    pid = _store_title(connection, record, shown, work_key)
    connection.execute(_DOCUMENT, (pid, text))
    _store_search(connection, facets, pid, shown)


def _store_work(connection: sqlite3.Connection, key: str, text: str) -> bool:
    """Write the document of a work; whether there was another one before."""
    before = connection.execute("SELECT document FROM work WHERE id = ?", (key,)).fetchone()
    if before and before["document"] == text:
        return False
    connection.execute(_WORK, (key, text))
    return before is not None


def _store_title(
    connection: sqlite3.Connection, record: Record, shown: Columns, work_key: str
) -> int:
    values = title_values(record, shown, work_key)
    return int(connection.execute(_TITLE, values).fetchone()[0])


def _store_search(connection: sqlite3.Connection, facets: Facets, pid: int, shown: Columns) -> None:
    before = connection.execute("SELECT * FROM words WHERE pid = ?", (pid,)).fetchone()
    if before is None or tuple(before)[1:] != shown.words:
        if before is not None:
            connection.execute(_FORGET_WORDS, (pid,))
        connection.execute(_WORDS, (pid, *shown.words))
        connection.execute(_FIND, (pid, *shown.words))
    listed = connection.execute("SELECT isbn FROM list WHERE pid = ?", (pid,)).fetchone()
    if listed is not None and listed["isbn"] != shown.isbn:
        connection.execute(_FORGET_ISBN, (pid,))
    connection.execute(_LIST, list_row(facets, pid, shown))
    put_prices(connection, pid, shown, known=listed is not None)
    if listed is None or listed["isbn"] != shown.isbn:
        connection.execute("INSERT INTO find_isbn (rowid, isbn) VALUES (?, ?)", (pid, shown.isbn))


def _refresh_siblings(connection: sqlite3.Connection, works: Sequence[str]) -> list[str]:
    """Products of a changed work changed with it.

    Those of the same page are looked at too: a source that tells one work in two ways on one
    page leaves the last of them, and every product must say what is kept.
    """
    touched: list[str] = []
    facets = Facets(connection)
    for work in works:
        rows = connection.execute(
            "SELECT id FROM title WHERE work_document = ? AND gone = 0", (work,)
        ).fetchall()
        for kept in records(connection, [row["id"] for row in rows]):
            fresh = record_of(kept.id, kept.work, kept.source, kept.document)
            if fresh.content_hash == kept.content_hash:
                continue
            shown = columns(fresh)
            pid = _store_title(connection, fresh, shown, work)
            _store_search(connection, facets, pid, shown)
            touched.append(fresh.id)
    return touched
