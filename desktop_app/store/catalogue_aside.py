"""How does the catalogue keep what only Source shows? Packed, beside the record, read for one."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace

from desktop_app.records.aside import Aside, together, unpack
from desktop_app.records.title import Record
from desktop_app.store.catalogue_read import records

_PRODUCT = """
INSERT INTO product_aside (pid, packed) VALUES (?, ?)
ON CONFLICT (pid) DO UPDATE SET packed = excluded.packed
"""
_WORK = """
INSERT INTO work_aside (id, packed) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET packed = excluded.packed
"""
_PACKED = """
SELECT product_aside.packed AS product, work_aside.packed AS work
FROM title JOIN product_aside ON product_aside.pid = title.pid
LEFT JOIN work_aside ON work_aside.id = title.work_document
WHERE title.id = ?
"""


def mark_of(aside: Aside | None) -> bytes:
    """What changes when anything of it does; b"" for none."""
    if aside is None:
        return b""
    return hashlib.sha256(aside.work + aside.product).digest()[:16]


def put_aside(connection: sqlite3.Connection, pid: int, record: Record, mark: bytes) -> None:
    """Keep what came beside a record; forget it when nothing came."""
    aside = record.aside
    if aside is None:
        connection.execute("DELETE FROM product_aside WHERE pid = ?", (pid,))
    else:
        connection.execute(_PRODUCT, (pid, aside.product))
        # As for the document: the key that ``title.work_document`` holds.
        connection.execute(_WORK, (record.work or record.id, aside.work))
    connection.execute("UPDATE title SET aside = ? WHERE pid = ?", (mark, pid))


def whole(connection: sqlite3.Connection, title_id: str) -> Record | None:
    """The record with everything that its source told, also of a title that is gone. It carries
    its ``aside`` if there is one."""
    found = records(connection, [title_id], gone=True)
    if not found:
        return None
    record = found[0]
    row = connection.execute(_PACKED, (title_id,)).fetchone()
    if row is None:
        return record
    aside = Aside(row["product"], row["work"] or b"")
    told = unpack(aside.product)
    if work := unpack(aside.work):
        told["work"] = work
    return replace(record, document=together(record.document, told), aside=aside)
