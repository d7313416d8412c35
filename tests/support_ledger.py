"""The ledger's own functions without an engine: plans are stored, submitted and settled at once."""

from __future__ import annotations

import sqlite3

from desktop_app.records import instant
from desktop_app.records.plan import Plan
from desktop_app.records.settlement import Change
from desktop_app.records.state import OPEN, State
from desktop_app.store import (
    ledger_baseline,
    ledger_codec,
    ledger_line,
    ledger_plans,
    ledger_submit,
)
from desktop_app.store.db import Database


class LedgerParts:
    def __init__(self, db: Database) -> None:
        self.db = db
        self.id = str(db.read(lambda c: c.execute("SELECT id FROM ledger").fetchone()[0]).result())

    async def save_plan(self, plan: Plan) -> None:
        await self.db.awrite(lambda conn: ledger_plans.save_plan(conn, plan))

    async def plan(self, plan_id: str) -> Plan:
        return await self.db.aread(lambda conn: ledger_plans.load_plan(conn, plan_id))

    async def confirm_rule(self, flow: str, rule: str, source_kind: str, reason: str) -> None:
        await self.db.awrite(
            lambda conn: conn.execute(
                "INSERT OR REPLACE INTO confirmation VALUES (?, ?, ?, ?, ?)",
                (flow, rule, source_kind, reason, instant.now()),
            )
        )

    async def changes(self, after: int) -> list[Change]:
        def read(conn: sqlite3.Connection) -> list[Change]:
            found = []
            for row in conn.execute("SELECT * FROM change WHERE seq > ? ORDER BY seq", (after,)):
                about = conn.execute(
                    "SELECT flow, subject, titles FROM item WHERE id = ? AND ? = 'item'",
                    (row["id"], row["kind"]),
                ).fetchone()
                more = (about[0], about[1], ledger_codec.strings(about[2])) if about else ()
                found.append(Change(row["seq"], row["kind"], row["id"], *more))
            return found

        return await self.db.aread(read)

    async def settle_all(self, plan: Plan, state: State) -> None:
        def work(conn: sqlite3.Connection) -> None:
            now = instant.now()
            job = ledger_submit.submit(
                conn, self.id, plan.id, note="", not_before="", undo_until="", now=now
            )
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
