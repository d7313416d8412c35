"""What does the catalogue hold of given titles? Records as they came, rows as the list shows them.

Functions of a reader's connection.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from desktop_app.records.stored import Stored
from desktop_app.records.title import Price, Record, SourceKind, Standing, Title, Verdict

if TYPE_CHECKING:
    from desktop_app.records.payload import Sibling

K = TypeVar("K")
VERDICTS = tuple(Verdict)
"""Most urgent first; the database holds a verdict as its place in this order."""

_RECORDS = """
SELECT title.id, title.work, title.source, title.content_hash, title.isbn,
    product_document.document AS product, work.document AS work_text
FROM json_each(:ids) AS wanted
JOIN title ON title.id = wanted.value
JOIN product_document ON product_document.pid = title.pid
LEFT JOIN work ON work.id = title.work_document
WHERE title.gone = 0 OR :gone
ORDER BY wanted.key
"""
_TITLES = """
SELECT title.* FROM json_each(:pids) AS wanted JOIN title ON title.pid = wanted.value
ORDER BY wanted.key
"""
_CELLS = """
SELECT pid, flow, verdict, count, baseline FROM standing
WHERE pid IN (SELECT value FROM json_each(:pids))
"""


def record_of(title_id: str, work: str, source: SourceKind, document: Mapping[str, Any]) -> Record:
    """A record with the hash of its document."""
    from desktop_app.records.document import content_hash

    return Record(title_id, work, source, document, content_hash(document))


def records(
    connection: sqlite3.Connection, ids: Sequence[str], *, gone: bool = False
) -> list[Record]:
    """The records of these titles in this order; unknown ids are left out, and without ``gone``
    titles that are not on show any more."""
    return [each.record() for each in stored(connection, ids, gone=gone)]


def stored(
    connection: sqlite3.Connection, ids: Sequence[str], *, gone: bool = False
) -> list[Stored]:
    """The same without parsing their documents."""
    wanted = {"ids": json.dumps(list(ids)), "gone": gone}
    return [
        Stored(id_, work, SourceKind(source), *rest)
        for id_, work, source, *rest in connection.execute(_RECORDS, wanted)
    ]


def titles(
    connection: sqlite3.Connection, pids: Iterable[int], flows: Sequence[str]
) -> list[Title]:
    """The rows of the list in this order, with their standing for ``flows``."""
    wanted = {"pids": json.dumps(list(pids))}
    rows = connection.execute(_TITLES, wanted).fetchall()
    cells = _cells(connection, wanted, set(flows)) if flows and rows else {}
    return [_title(row, cells.get(row["pid"], {})) for row in rows]


def isbns(connection: sqlite3.Connection, pids: Iterable[int]) -> list[str]:
    """The ISBNs of these rows in this order; "" where a title has none."""
    rows = connection.execute(
        "SELECT title.isbn FROM json_each(?) AS wanted JOIN title ON title.pid = wanted.value"
        " ORDER BY wanted.key",
        (json.dumps(list(pids)),),
    )
    return [row[0] for row in rows]


def pids_where(connection: sqlite3.Connection, condition: str, value: str) -> list[int]:
    """Rows of titles on show, by an equality on ``id``, ``work`` or ``isbn``."""
    sql = {
        "id": "SELECT pid FROM title WHERE id = ? AND gone = 0",
        "work": "SELECT pid FROM title WHERE work = ? AND gone = 0 ORDER BY pid",
        "isbn": "SELECT pid FROM title WHERE isbn = ? AND gone = 0 ORDER BY pid",
    }[condition]
    return [int(row[0]) for row in connection.execute(sql, (value,))]


def isbn_owners(connection: sqlite3.Connection, isbns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The title ids on show that carry each ISBN-13; ISBNs nobody carries are left out."""
    owners: dict[str, tuple[str, ...]] = {}
    rows = connection.execute(
        "SELECT isbn, id FROM title WHERE gone = 0 AND isbn <> ''"
        " AND isbn IN (SELECT value FROM json_each(?)) ORDER BY pid",
        (json.dumps(list(isbns)),),
    )
    for row in rows:
        owners[row["isbn"]] = (*owners.get(row["isbn"], ()), row["id"])
    return owners


def siblings(
    connection: sqlite3.Connection, works: Sequence[str]
) -> dict[str, tuple[Sibling, ...]]:
    """The products on show of each work, with what one price is measured against another by."""
    from desktop_app.records.payload import Sibling

    found: dict[str, tuple[Sibling, ...]] = {}
    rows = connection.execute(
        "SELECT work, id, form, prices FROM title WHERE gone = 0"
        " AND work IN (SELECT value FROM json_each(?)) ORDER BY pid",
        (json.dumps(list(works)),),
    )
    for row in rows:
        one = Sibling(row["id"], row["form"], _prices(row["prices"]))
        found[row["work"]] = (*found.get(row["work"], ()), one)
    return found


def title_ids(connection: sqlite3.Connection) -> list[str]:
    """All titles on show."""
    rows = connection.execute("SELECT id FROM title WHERE gone = 0 ORDER BY pid")
    return [row[0] for row in rows]


def get_state(connection: sqlite3.Connection) -> dict[str, str]:
    """What the last synchronisations left: names and values as text."""
    return {row[0]: row[1] for row in connection.execute("SELECT name, value FROM state")}


def set_state(connection: sqlite3.Connection, values: Mapping[str, str | None]) -> None:
    """Write names and values; None removes the name."""
    for name, value in values.items():
        if value is None:
            connection.execute("DELETE FROM state WHERE name = ?", (name,))
        else:
            connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def _cells(
    connection: sqlite3.Connection, wanted: Mapping[str, str], flows: set[str]
) -> dict[int, dict[str, Standing]]:
    """For each title and flow the most urgent of its subjects."""
    rows = connection.execute(_CELLS, dict(wanted))
    return most_urgent(row for row in rows if row[1] in flows)


def most_urgent(
    rows: Iterable[tuple[K, str, int, int, str | None]],
) -> dict[K, dict[str, Standing]]:
    """By title and flow, from rows of (title, flow, verdict, count, baseline): verdict order first;
    among equals the one with more to do."""
    best: dict[K, dict[str, tuple[int, int, str | None]]] = {}
    for title, flow, verdict, count, baseline in rows:
        cells = best.setdefault(title, {})
        found = cells.get(flow)
        if found is None or (verdict, -count) < (found[0], -found[1]):
            cells[flow] = verdict, count, baseline
    return {
        title: {flow: _standing(*each) for flow, each in cells.items()}
        for title, cells in best.items()
    }


@lru_cache(maxsize=4_096)
def _standing(verdict: int, count: int, baseline: str | None) -> Standing:
    """Kept, because a page of a list has a thousand cells, and most are alike."""
    return Standing(VERDICTS[verdict], count, baseline)


def _title(row: sqlite3.Row, standing: Mapping[str, Standing]) -> Title:
    day = row["publication_date"]
    return Title(
        id=row["id"],
        work=row["work"],
        isbn=row["isbn"],
        title=row["title"],
        subtitle=row["subtitle"],
        contributors=row["contributors"],
        imprint=row["imprint"],
        series=row["series"],
        form=row["form"],
        form_label=row["form_label"],
        status=row["status"],
        status_label=row["status_label"],
        publication_date=date.fromisoformat(day) if day else None,
        prices=_prices(row["prices"]),
        cover_url=row["cover_url"],
        source=SourceKind(row["source"]),
        standing=standing,
    )


@lru_cache(maxsize=1_024)
def _prices(kept: str) -> tuple[Price, ...]:
    return tuple(
        Price(Decimal(amount), currency, kind, qualifier)
        for amount, currency, kind, qualifier in json.loads(kept)
    )
