"""How does a reviewed plan become a job? In one commit, with a key for each item that will go."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence

from desktop_app.records.errors import NotFoundError, PlanStaleError, UsageError
from desktop_app.records.state import State
from desktop_app.store import ledger_chain as chain
from desktop_app.store import ledger_codec as codec
from desktop_app.store import ledger_line as line

_INSERT = """
INSERT INTO item (job, subject, flow, titles, name, isbn, state, action, reason, key, revision,
    payload_sha256, lineage_sha256, mapping_version, not_before, held_by, due_at, lead, updated_at,
    resend_of)
VALUES (:job, :subject, :flow, :titles, :name, :isbn, :state, :action, :reason, :key, :revision,
    :payload_sha256, :lineage_sha256, :mapping_version, :not_before, :held_by, :due_at, :lead, :now,
    :resend_of)
"""

_RESENDABLE = frozenset(
    {
        State.DELIVERED,
        State.DELIVERED_WITH_ERRORS,
        State.HANDED_OVER,
        State.REFUSED,
        State.FAILED,
        State.CANCELLED,
        State.UNCHANGED,
        State.SUPERSEDED,
    }
)


def make_key(ledger: str, flow: str, subject: str, revision: int, payload_sha256: str) -> str:
    """The idempotency key: one for each intent of this ledger, the same for every attempt."""
    parts = "\n".join((ledger, flow, subject, str(revision), payload_sha256))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def submit(
    conn: sqlite3.Connection,
    ledger: str,
    plan_id: str,
    *,
    note: str,
    not_before: str,
    undo_until: str,
    now: str,
    dry_run: bool = False,
) -> int:
    """Make a job of a plan and return its number.

    Raises NotFoundError for an unknown plan and PlanStaleError when the plan was sent before.
    """
    plan = conn.execute("SELECT * FROM plan WHERE id = ?", (plan_id,)).fetchone()
    if plan is None:
        raise NotFoundError(f"There is no plan {plan_id} here.", not_done="Nothing was sent.")
    if not dry_run:
        must_be_unsent(conn, plan_id)
    titles = len(codec.strings(plan["titles"]))
    job = _job(conn, plan_id, now, note or plan["note"], plan["flows"], titles, dry_run=dry_run)
    rows = conn.execute("SELECT * FROM plan_item WHERE plan = ? ORDER BY position", (plan_id,))
    for row in rows.fetchall():
        entry = {name: row[name] for name in _TAKEN_OVER}
        goes = row["state"] in (State.PREPARED, State.HELD)
        if goes and not dry_run:
            _add_going(conn, ledger, job, entry, not_before, undo_until, now)
        else:
            _add_resting(conn, job, entry, row["state"], row["reason"], now)
    return job


def must_be_unsent(conn: sqlite3.Connection, plan_id: str) -> None:
    """Raise PlanStaleError when the plan was sent before."""
    sent = conn.execute(
        "SELECT number FROM job WHERE plan = ? AND dry_run = 0", (plan_id,)
    ).fetchone()
    if sent is not None:
        raise PlanStaleError(
            f"This plan was sent already, as job {sent['number']}.",
            not_done="Nothing was sent a second time.",
            next_step="Make a new plan, or resend from the history.",
        )


_TAKEN_OVER = (
    "subject", "flow", "titles", "name", "isbn", "action", "payload_sha256", "lineage_sha256",
    "mapping_version",
)  # fmt: skip


def _job(
    conn: sqlite3.Connection,
    plan: str,
    now: str,
    note: str,
    flows: str,
    titles: int,
    *,
    dry_run: bool,
) -> int:
    number = conn.execute(
        "INSERT INTO job (plan, submitted, note, flows, titles, dry_run) VALUES (?, ?, ?, ?, ?, ?)",
        (plan, now, note, flows, titles, dry_run),
    ).lastrowid
    assert number is not None
    return number


def _add_going(
    conn: sqlite3.Connection,
    ledger: str,
    job: int,
    entry: dict[str, object],
    not_before: str,
    undo_until: str,
    now: str,
    resend_of: int | None = None,
) -> None:
    flow, subject = str(entry["flow"]), str(entry["subject"])
    revision = conn.execute(
        "INSERT INTO revision (flow, subject, last) VALUES (?, ?, 1)"
        " ON CONFLICT (flow, subject) DO UPDATE SET last = last + 1 RETURNING last",
        (flow, subject),
    ).fetchone()[0]
    free = line.clear_way(conn, flow, subject, job, now)
    wait = max(not_before, undo_until)
    place = _place(conn, flow, free=free, not_before=not_before, undo_until=undo_until, now=now)
    item = conn.execute(
        _INSERT,
        entry
        | place
        | {
            "job": job,
            "key": make_key(ledger, flow, subject, revision, str(entry["payload_sha256"])),
            "revision": revision,
            "not_before": wait,
            "lead": int(free),
            "now": now,
            "resend_of": resend_of,
        },
    ).lastrowid
    _titles(conn, item, str(entry["titles"]))


def _place(
    conn: sqlite3.Connection, flow: str, *, free: bool, not_before: str, undo_until: str, now: str
) -> dict[str, object]:
    cause = line.pause_cause(conn, flow)
    if not free:
        state, held_by, reason, due = State.HELD, "earlier", line.EARLIER, ""
    elif not_before > now:
        state, held_by, reason, due = State.HELD, "until", "waits until the time set", not_before
    elif cause:
        state, held_by, reason, due = State.HELD, "paused", cause, ""
    elif undo_until > now:
        state, held_by, reason, due = State.HELD, "undo", "can be undone", undo_until
    else:
        state, held_by, reason, due = State.WAITING, "", "", now
    return {"state": state, "held_by": held_by, "reason": reason, "due_at": due}


def _add_resting(
    conn: sqlite3.Connection, job: int, entry: dict[str, object], state: str, reason: str, now: str
) -> None:
    item = conn.execute(
        _INSERT,
        entry
        | {
            "job": job,
            "state": state,
            "reason": reason,
            "key": "",
            "revision": 0,
            "not_before": "",
            "held_by": "earlier" if state == State.HELD else "",
            "due_at": "",
            "lead": 0,
            "now": now,
            "resend_of": None,
        },
    ).lastrowid
    assert item is not None
    _titles(conn, item, str(entry["titles"]))
    chain.append(conn, item)


def _titles(conn: sqlite3.Connection, item: int | None, titles: str) -> None:
    conn.executemany(
        "INSERT INTO item_title (title, item) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(each, item) for each in codec.strings(titles)],
    )


def resend(
    conn: sqlite3.Connection, ledger: str, items: Sequence[int], reason: str, now: str
) -> int:
    """The same bytes again under new keys, as a job of its own linked to the originals.

    Items that are open or were blocked are left out. Raises UsageError when none is left, and
    NotFoundError for an unknown item.
    """
    rows = [_resendable(conn, each) for each in items]
    going = [row for row in rows if State(row["state"]) in _RESENDABLE]
    if not going:
        raise UsageError(
            "None of these items can be resent: they are still open, or were blocked.",
            not_done="Nothing was sent.",
            next_step="Say first what became of an item that is not confirmed.",
        )
    plans = {row["plan"] for row in going}
    flows = list(dict.fromkeys(row["flow"] for row in going))
    titles = {each for row in going for each in codec.strings(row["titles"])}
    origins = ", ".join(f"#{number}" for number in sorted({row["job"] for row in going}))
    job = _job(
        conn,
        plans.pop() if len(plans) == 1 else "",
        now,
        f"resend of {origins}: {reason}",
        codec.to_json(flows),
        len(titles),
        dry_run=False,
    )
    for row in going:
        entry = {name: row[name] for name in _TAKEN_OVER} | {"action": row["action"] or "update"}
        _add_going(conn, ledger, job, entry, "", "", now, resend_of=row["id"])
    return job


def _resendable(conn: sqlite3.Connection, item: int) -> sqlite3.Row:
    row: sqlite3.Row | None = conn.execute(
        "SELECT item.*, job.plan FROM item JOIN job ON job.number = item.job WHERE id = ?", (item,)
    ).fetchone()
    if row is None:
        raise NotFoundError(f"There is no item {item}.", not_done="Nothing was sent.")
    return row
