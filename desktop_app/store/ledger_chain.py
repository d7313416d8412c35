"""Does history still say what it said? A chain of hashes over every item that came to an end."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from desktop_app.records.settlement import ChainReport
from desktop_app.store.ledger_codec import to_json

_FACTS = (
    "id", "job", "subject", "flow", "titles", "state", "action", "reason", "key", "revision",
    "payload_sha256", "run", "receipt", "resend_of",
)  # fmt: skip
_ATTEMPT_FACTS = ("number", "started", "ended", "http_status", "outcome", "message", "details")
_BATCH = 500


def append(conn: sqlite3.Connection, item: int, what: str = "ended") -> None:
    """Add one item as it is now. ``what`` is ended, or reopened when a person sends it on."""
    head = conn.execute("SELECT hash FROM chain ORDER BY seq DESC LIMIT 1").fetchone()
    digest = _digest(conn, item)
    conn.execute(
        "INSERT INTO chain (item, what, digest, hash) VALUES (?, ?, ?, ?)",
        (item, what, digest, _link(head["hash"] if head else "", item, what, digest)),
    )


def _link(before: str, item: int, what: str, digest: str) -> str:
    return hashlib.sha256(f"{before}\n{item}\n{what}\n{digest}".encode()).hexdigest()


def _digest(conn: sqlite3.Connection, item: int) -> str:
    row = conn.execute("SELECT * FROM item WHERE id = ?", (item,)).fetchone()
    if row is None:
        return ""
    attempts = [
        [each[name] for name in _ATTEMPT_FACTS]
        + [hashlib.sha256(each["response"]).hexdigest() if each["response"] else ""]
        for each in conn.execute("SELECT * FROM attempt WHERE item = ? ORDER BY number", (item,))
    ]
    envelope = conn.execute("SELECT data FROM envelope WHERE item = ?", (item,)).fetchone()
    facts = [[row[name] for name in _FACTS], attempts]
    body = hashlib.sha256(to_json(facts).encode("utf-8", "surrogatepass"))
    body.update(envelope["data"] if envelope else b"")
    return body.hexdigest()


def verify(conn: sqlite3.Connection) -> ChainReport:
    """Walk the chain, then compare each ended item and its payload with what was chained."""
    rows = 0
    before = ""
    last: dict[int, tuple[int, str, str]] = {}
    for rows, row in enumerate(_links(conn), start=1):
        link = _link(before, row["item"], row["what"], row["digest"])
        if row["seq"] != rows or link != row["hash"]:
            return _broken(rows, rows, "its link to the row before does not fit")
        before = row["hash"]
        last[row["item"]] = (row["seq"], row["what"], row["digest"])
    counted = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chain'").fetchone()
    if counted is not None and counted["seq"] != rows:
        return _broken(rows + 1, rows, "rows after it are missing")
    return _items_as_chained(conn, last, rows)


def _links(conn: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    cursor = conn.execute("SELECT * FROM chain ORDER BY seq")
    while batch := cursor.fetchmany(_BATCH):
        yield from batch


def _items_as_chained(
    conn: sqlite3.Connection, last: dict[int, tuple[int, str, str]], rows: int
) -> ChainReport:
    payloads: dict[str, bool] = {}
    for item, (seq, what, digest) in sorted(last.items(), key=lambda each: each[1][0]):
        if what != "ended":
            continue
        if _digest(conn, item) != digest:
            return _broken(seq, rows, f"item {item} was altered since")
        sha256 = conn.execute("SELECT payload_sha256 FROM item WHERE id = ?", (item,)).fetchone()[0]
        if sha256 not in payloads:
            data = conn.execute("SELECT data FROM payload WHERE sha256 = ?", (sha256,)).fetchone()
            payloads[sha256] = bool(data) and hashlib.sha256(data["data"]).hexdigest() == sha256
        if not payloads[sha256]:
            return _broken(seq, rows, f"the payload of item {item} was altered since")
    return ChainReport(True, rows, f"All {rows} rows of history are as they were written.")


def _broken(seq: int, rows: int, why: str) -> ChainReport:
    return ChainReport(
        False, rows, f"History is not verified from row {seq} on: {why}.", broken_at=seq
    )
