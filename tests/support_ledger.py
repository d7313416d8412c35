"""A real ledger with short cuts: whole plans are settled at once, without an engine."""

from __future__ import annotations

import sqlite3

from desktop_app.records import instant
from desktop_app.records.plan import Plan
from desktop_app.records.state import OPEN, State
from desktop_app.store import ledger_baseline, ledger_line
from desktop_app.store.ledger import Ledger


class LedgerParts(Ledger):
    async def settle_all(self, plan: Plan, state: State) -> None:
        """Submit a plan and bring every item that waits to this state."""
        job = await self.submit(plan.id)

        def work(conn: sqlite3.Connection) -> None:
            now = instant.now()
            rows = conn.execute(
                "SELECT id FROM item WHERE job = ? AND state = 'waiting'", (job,)
            ).fetchall()
            for row in rows:
                move(conn, row["id"], state, now)

        await self.db.awrite(work)

    async def move_open(self, flow: str, subject: str, state: State) -> None:
        """Bring the item that leads for a subject to another state."""

        def work(conn: sqlite3.Connection) -> None:
            row = conn.execute(
                "SELECT id FROM item WHERE flow = ? AND subject = ? AND lead = 1", (flow, subject)
            ).fetchone()
            if row:
                move(conn, row["id"], state, instant.now())

        await self.db.awrite(work)


def move(conn: sqlite3.Connection, item: int, state: State, now: str) -> None:
    if state in OPEN:
        conn.execute(
            "UPDATE item SET state = ?, held_by = '', updated_at = ? WHERE id = ?",
            (state, now, item),
        )
    else:
        ledger_line.end(conn, item, state, "", now)
    ledger_baseline.move(conn, item, state, now)
