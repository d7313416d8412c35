"""How does each title stand at each destination? A derived table that lists and counts read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple

from desktop_app.records.standing import StandingRow
from desktop_app.records.title import Standing, Verdict
from desktop_app.store.catalogue_read import VERDICTS, most_urgent
from desktop_app.store.change_log import tell
from desktop_app.store.db import Database

__all__ = ["StandingRow", "StandingTable"]

_PUT = """
INSERT OR REPLACE INTO standing (flow, subject, pid, verdict, count, baseline, payload_sha256,
    baseline_sha256, rule_version, valid_until)
SELECT ?, ?, pid, ?, ?, ?, ?, ?, ?, ? FROM title WHERE id = ? AND gone = 0
"""
_COVER = """
UPDATE title SET cover_url = ? WHERE id = ? AND content_hash = ? AND cover_url <> ?
"""
_MASKS = """
UPDATE list SET verdicts = (
    SELECT coalesce(sum(DISTINCT 1 << cell), 0)
    FROM (SELECT min(verdict) AS cell FROM standing WHERE standing.pid = list.pid GROUP BY flow)
)
WHERE pid IN (SELECT pid FROM title WHERE id IN (SELECT value FROM json_each(?)))
"""
_ALL = """
SELECT standing.*, title.id AS title FROM standing JOIN title ON title.pid = standing.pid
WHERE title.gone = 0 ORDER BY flow, subject, title.pid
"""
_SOME = """
FROM standing JOIN title ON title.pid = standing.pid
WHERE title.gone = 0 AND flow IN (SELECT value FROM json_each(?))
    AND (? OR title.id IN (SELECT value FROM json_each(?)))
    AND verdict IN (SELECT value FROM json_each(?))
"""


class StandingTable:
    """Lives in the catalogue's file. Holds rows of enabled flows only: whoever disables a flow
    drops it here, for lists filter by all flows that have rows."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, rows: Sequence[StandingRow]) -> None:
        """Replace rows by subject and flow; a row of a title that is not on show is ignored."""

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(_PUT, [_values(row) for row in rows])
            _refresh(connection, list(dict.fromkeys(row.title for row in rows)))

        await self._db.awrite(work)

    async def replace(
        self, titles: Sequence[str], flows: Sequence[str], rows: Sequence[StandingRow]
    ) -> None:
        """In one commit: what these titles had for these flows goes, ``rows`` come."""

        def work(connection: sqlite3.Connection) -> None:
            _delete(connection, titles, flows)
            connection.executemany(_PUT, [_values(row) for row in rows])
            _refresh(connection, list(dict.fromkeys([*titles, *(row.title for row in rows)])))

        await self._db.awrite(work)

    async def show_covers(self, covers: Sequence[tuple[str, str, str]]) -> None:
        """Which picture lists show of a title: (address, title, hash of the record it is about).
        A record that is another one meanwhile is left as it is."""

        def work(connection: sqlite3.Connection) -> None:
            moved = [
                title
                for url, title, record in covers
                if connection.execute(_COVER, (url, title, record, url)).rowcount
            ]
            tell(connection, moved, "standing")

        await self._db.awrite(work)

    async def drop(
        self, titles: Sequence[str] | None = None, flows: Sequence[str] | None = None
    ) -> None:
        """Remove rows of these titles and flows; None means all of them."""

        def work(connection: sqlite3.Connection) -> None:
            touched = _delete(connection, titles, flows)
            _refresh(connection, touched)

        await self._db.awrite(work)

    async def for_titles(self, titles: Sequence[str]) -> dict[str, dict[str, Standing]]:
        """For each title and flow the most urgent of its subjects; titles without rows are out."""

        def work(connection: sqlite3.Connection) -> dict[str, dict[str, Standing]]:
            return most_urgent(
                connection.execute(
                    "SELECT title.id, flow, verdict, count, baseline FROM standing"
                    " JOIN title ON title.pid = standing.pid"
                    " WHERE title.id IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(titles)),),
                )
            )

        return await self._db.aread(work)

    async def counts(self) -> dict[Verdict, int]:
        """For each verdict the number of titles with at least one such cell."""

        def work(connection: sqlite3.Connection) -> dict[Verdict, int]:
            sums = ", ".join(
                f"coalesce(sum(verdicts >> {place} & 1), 0)" for place in range(len(VERDICTS))
            )
            row = connection.execute(f"SELECT {sums} FROM list").fetchone()  # noqa: S608 - numbers
            return {verdict: int(row[place]) for place, verdict in enumerate(VERDICTS)}

        return await self._db.aread(work)

    async def some(
        self,
        flows: Sequence[str],
        *,
        titles: Sequence[str] | None = None,
        verdicts: Sequence[Verdict] = tuple(Verdict),
        limit: int,
    ) -> tuple[list[StandingRow], int]:
        """Rows of these flows, titles (None: all) and verdicts by title and subject, at most
        ``limit``, and how many there are."""
        wanted = (
            json.dumps(list(flows)),
            titles is None,
            json.dumps(list(titles or ())),
            json.dumps([VERDICTS.index(each) for each in verdicts]),
        )

        def work(connection: sqlite3.Connection) -> tuple[list[StandingRow], int]:
            total = connection.execute(f"SELECT count(*) {_SOME}", wanted).fetchone()[0]
            rows = connection.execute(
                f"SELECT standing.*, title.id AS title {_SOME}"
                " ORDER BY title.pid, flow, subject LIMIT ?",
                (*wanted, limit),
            )
            return [_row(row) for row in rows], int(total)

        return await self._db.aread(work)

    async def expired(self, now: str) -> list[str]:
        """Titles with a row that was valid until before ``now`` (ISO text, compared as text)."""

        def work(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT DISTINCT title.id FROM standing JOIN title ON title.pid = standing.pid"
                " WHERE valid_until <> '' AND valid_until < ?",
                (now,),
            )
            return [row[0] for row in rows]

        return await self._db.aread(work)

    async def leading_to(self, flow: str, subjects: Sequence[str]) -> list[str]:
        """Every title that leads to one of these subjects for a flow."""

        def work(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT DISTINCT title.id FROM standing JOIN title ON title.pid = standing.pid"
                " WHERE flow = ? AND subject IN (SELECT value FROM json_each(?))",
                (flow, json.dumps(list(subjects))),
            )
            return [row[0] for row in rows]

        return await self._db.aread(work)

    async def all_rows(self) -> list[StandingRow]:
        """Everything, ordered by flow and subject."""
        return await self._db.aread(
            lambda connection: [_row(row) for row in connection.execute(_ALL)]
        )


def _values(row: StandingRow) -> tuple[object, ...]:
    _, _, _, _, *rest = astuple(row)
    return (row.flow, row.subject, VERDICTS.index(row.verdict), *rest, row.title)


def _row(row: sqlite3.Row) -> StandingRow:
    return StandingRow(
        subject=row["subject"],
        title=row["title"],
        flow=row["flow"],
        verdict=VERDICTS[row["verdict"]],
        count=row["count"],
        baseline=row["baseline"],
        payload_sha256=row["payload_sha256"],
        baseline_sha256=row["baseline_sha256"],
        rule_version=row["rule_version"],
        valid_until=row["valid_until"],
    )


def _delete(
    connection: sqlite3.Connection, titles: Sequence[str] | None, flows: Sequence[str] | None
) -> list[str]:
    """Delete rows; returns the titles that had some."""
    conditions, values = ["TRUE"], []
    if titles is not None:
        conditions.append(
            "pid IN (SELECT pid FROM title WHERE id IN (SELECT value FROM json_each(?)))"
        )
        values.append(json.dumps(list(titles)))
    if flows is not None:
        conditions.append("flow IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(flows)))
    where = " AND ".join(conditions)
    rows = connection.execute(
        f"SELECT DISTINCT title.id FROM title JOIN standing USING (pid) WHERE {where}",  # noqa: S608 - fixed text
        values,
    ).fetchall()
    connection.execute(f"DELETE FROM standing WHERE {where}", values)  # noqa: S608 - fixed text
    return [row[0] for row in rows]


def _refresh(connection: sqlite3.Connection, titles: Sequence[str]) -> None:
    connection.execute(_MASKS, (json.dumps(list(titles)),))
    tell(connection, titles, "standing")
