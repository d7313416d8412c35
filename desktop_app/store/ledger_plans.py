"""How is a reviewed plan kept and found again, byte for byte?"""

from __future__ import annotations

import sqlite3

from desktop_app.records.errors import NotFoundError, StoreError
from desktop_app.records.payload import Payload
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.state import State
from desktop_app.store import ledger_codec as codec

_KEEP_COLUMNS = """
INSERT INTO mapping_columns (mapping_version, columns) VALUES (?, ?)
ON CONFLICT (mapping_version) DO UPDATE SET columns = excluded.columns
    WHERE columns <> excluded.columns
"""
_INSERT_ITEM = """
INSERT INTO plan_item (plan, position, subject, flow, titles, name, isbn, state, action, reason,
    payload_sha256, lineage_sha256, format, mapping_version, problems, difference, record_hash,
    baseline_sha256)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_ITEMS = """
SELECT plan_item.*, payload.data, payload.content_type, lineage.data AS lineage
FROM plan_item
JOIN payload ON payload.sha256 = payload_sha256
JOIN lineage ON lineage.sha256 = lineage_sha256
WHERE plan = ? ORDER BY position
"""


def save_plan(conn: sqlite3.Connection, plan: Plan) -> None:
    """Store the plan. The same plan again is nothing new; another under its id is refused."""
    stored = conn.execute("SELECT created FROM plan WHERE id = ?", (plan.id,)).fetchone()
    if stored is not None:
        if stored["created"] != plan.created:
            raise StoreError(f"There is another plan {plan.id} already.", not_done="Not stored.")
        return
    conn.execute(
        "INSERT INTO plan (id, created, titles, flows, overrides, note, ways)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            plan.id,
            plan.created,
            codec.to_json(plan.titles),
            codec.to_json(plan.flows),
            codec.to_json(dict(plan.overrides)),
            plan.note,
            codec.to_json(dict(plan.ways)),
        ),
    )
    for position, item in enumerate(plan.items):
        _save_item(conn, plan.id, position, item)


def _save_item(conn: sqlite3.Connection, plan: str, position: int, item: PlanItem) -> None:
    payload = item.payload
    lineage = keep_payload(conn, payload)
    name, isbn = codec.label(payload)
    conn.execute(
        _INSERT_ITEM,
        (
            plan,
            position,
            item.subject,
            item.flow,
            codec.to_json(item.titles),
            name,
            isbn,
            item.state,
            item.action or "",
            item.reason,
            payload.sha256,
            lineage,
            payload.format,
            payload.mapping_version,
            codec.problems_to_json(item.problems),
            codec.difference_to_json(item.difference),
            item.record_hash,
            item.baseline_sha256,
        ),
    )


def keep_payload(conn: sqlite3.Connection, payload: Payload) -> str:
    """Keep bytes and rows once each; returns the name of the rows."""
    conn.execute(
        "INSERT INTO payload (sha256, content_type, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (payload.sha256, payload.content_type, payload.data),
    )
    if payload.columns:
        conn.execute(_KEEP_COLUMNS, (payload.mapping_version, payload.columns))
    lineage, packed = codec.pack_rows(payload.rows)
    conn.execute(
        "INSERT INTO lineage (sha256, data) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (lineage, packed),
    )
    return lineage


def load_plan(conn: sqlite3.Connection, plan_id: str) -> Plan:
    """The plan as it was stored; raises NotFoundError."""
    row = conn.execute("SELECT * FROM plan WHERE id = ?", (plan_id,)).fetchone()
    if row is None:
        raise NotFoundError(
            f"There is no plan {plan_id} here.",
            not_done="Nothing was sent.",
            next_step="A plan is kept in the home and the profile in which it was made: "
            "send it there, or make another one here.",
        )
    return Plan(
        id=row["id"],
        created=row["created"],
        titles=codec.strings(row["titles"]),
        flows=codec.strings(row["flows"]),
        items=tuple(_item(each) for each in conn.execute(_ITEMS, (plan_id,))),
        overrides=codec.mapping(row["overrides"]),
        note=row["note"],
        ways=codec.mapping(row["ways"]),
    )


def _item(row: sqlite3.Row) -> PlanItem:
    return PlanItem(
        subject=row["subject"],
        flow=row["flow"],
        titles=codec.strings(row["titles"]),
        state=State(row["state"]),
        action=Action(row["action"]) if row["action"] else None,
        reason=row["reason"],
        payload=Payload(
            subject=row["subject"],
            flow=row["flow"],
            format=row["format"],
            mapping_version=row["mapping_version"],
            content_type=row["content_type"],
            data=row["data"],
            sha256=row["payload_sha256"],
            rows=codec.unpack_rows(row["lineage"]),
        ),
        problems=codec.problems_from_json(row["problems"]),
        difference=codec.difference_from_json(row["difference"]),
        record_hash=row["record_hash"],
        baseline_sha256=row["baseline_sha256"],
    )
