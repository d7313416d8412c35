"""Which plans were kept to be sent later, with what is in them and what became of them?"""

from __future__ import annotations

import json
import sqlite3

from desktop_app.records.errors import NotFoundError
from desktop_app.records.plan import KeptPlan
from desktop_app.records.state import State, account
from desktop_app.store import ledger_codec as codec

_ANY = """
SELECT plan.*,
    (SELECT number FROM job WHERE job.plan = plan.id AND dry_run = 0) AS job,
    (SELECT json_group_array(state) FROM plan_item WHERE plan_item.plan = plan.id) AS states
FROM plan
"""
_ONE = f"{_ANY} WHERE id = ?"
# A dry run keeps its plan too: a person saw it, and may want just that.
_KEPT = f"""{_ANY}
WHERE kept_at <> '' OR id IN (SELECT plan FROM job WHERE dry_run = 1)
ORDER BY max(kept_at, created) DESC, id DESC LIMIT ?
"""  # noqa: S608 - a constant
_KEEP = "UPDATE plan SET kept_by = ?, kept_at = ? WHERE id = ? AND kept_at = ''"


def keep(conn: sqlite3.Connection, plan_id: str, who: str, now: str) -> None:
    """Note that a person keeps the plan; once noted it stays. Raises NotFoundError."""
    one(conn, plan_id)
    conn.execute(_KEEP, (who, now, plan_id))


def one(conn: sqlite3.Connection, plan_id: str) -> KeptPlan:
    """Any stored plan, kept or not; raises NotFoundError."""
    row = conn.execute(_ONE, (plan_id,)).fetchone()
    if row is None:
        raise NotFoundError(
            f"There is no plan {plan_id} here.",
            not_done="Nothing was opened.",
            next_step="A plan is kept where it was made: open it there, with the same profile, or "
            "review the titles again here.",
        )
    return _kept(row)


def kept(conn: sqlite3.Connection, limit: int) -> list[KeptPlan]:
    """The plans that a person kept or tried without sending, the newest first."""
    return [_kept(row) for row in conn.execute(_KEPT, (limit,))]


def _kept(row: sqlite3.Row) -> KeptPlan:
    return KeptPlan(
        id=row["id"],
        created=row["created"],
        titles=len(codec.strings(row["titles"])),
        flows=codec.strings(row["flows"]),
        note=row["note"],
        account=account(State(each) for each in json.loads(row["states"])),
        kept_by=row["kept_by"],
        kept_at=row["kept_at"],
        job=row["job"] or 0,
    )
