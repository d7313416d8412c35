"""What does history say? Jobs with their accounts, items, attempts, bytes, and what changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from desktop_app.records.errors import NotFoundError
from desktop_app.records.job import Attempt, Item, Job
from desktop_app.records.settlement import Change, ItemContent
from desktop_app.records.state import JobState, State, job_state
from desktop_app.store import ledger_codec as codec

_COUNTS = """
SELECT job, state, count(*) AS n FROM item
WHERE job IN (SELECT value FROM json_each(?)) GROUP BY job, state
"""
_LAST = """
SELECT item.* FROM item_title JOIN item ON item.id = item_title.item
WHERE item_title.title = ? AND item.flow = ? AND item.attempts > 0
ORDER BY item.id DESC LIMIT 1
"""
_OF_TITLE = """
SELECT item.* FROM item_title
JOIN item ON item.id = item_title.item JOIN job ON job.number = item.job
WHERE item_title.title = ? AND job.dry_run = 0 AND (? = 0 OR item.id < ?)
ORDER BY item.id DESC LIMIT ?
"""
_CHANGES = """
SELECT change.seq, change.kind, change.id, item.flow, item.subject, item.titles
FROM change
LEFT JOIN item ON change.kind = 'item' AND item.id = CAST(change.id AS INTEGER)
WHERE change.seq > ? ORDER BY change.seq
"""


def jobs(conn: sqlite3.Connection, limit: int, before: int | None) -> list[Job]:
    """The newest jobs first; ``before`` is the number of the last one seen."""
    rows = conn.execute(
        "SELECT * FROM job WHERE ? IS NULL OR number < ? ORDER BY number DESC LIMIT ?",
        (before, before, limit),
    ).fetchall()
    counts = _counts(conn, [row["number"] for row in rows])
    return [_job(row, counts.get(row["number"], {})) for row in rows]


def job_count(conn: sqlite3.Connection) -> int:
    """How many jobs there are."""
    return int(conn.execute("SELECT count(*) FROM job").fetchone()[0])


def job(conn: sqlite3.Connection, number: int) -> Job:
    """One job; raises NotFoundError."""
    row = conn.execute("SELECT * FROM job WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no job {number}.", next_step="See the list of jobs.")
    return _job(row, _counts(conn, [number]).get(number, {}))


def _counts(conn: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, dict[State, int]]:
    found: dict[int, dict[State, int]] = {}
    for row in conn.execute(_COUNTS, (json.dumps(list(numbers)),)):
        found.setdefault(row["job"], {})[State(row["state"])] = row["n"]
    return found


def _job(row: sqlite3.Row, counts: Mapping[State, int]) -> Job:
    account = {"selected": sum(counts.values())}
    account |= {state.value: counts[state] for state in State if counts.get(state)}
    return Job(
        number=row["number"],
        plan=row["plan"],
        submitted=row["submitted"],
        note=row["note"],
        flows=codec.strings(row["flows"]),
        titles=row["titles"],
        account=account,
        state=_dry_state(account) if row["dry_run"] else job_state(account),
        dry_run=bool(row["dry_run"]),
    )


def _dry_state(account: Mapping[str, int]) -> JobState:
    """A dry run has nothing left to do, whatever it found."""
    blocked = account.get(State.BLOCKED.value, 0)
    return JobState.COMPLETED_WITH_ERRORS if blocked else JobState.COMPLETED


def items(
    conn: sqlite3.Connection, number: int, states: Sequence[State], limit: int, after: int | None
) -> list[Item]:
    """Items of a job in the order of the plan; ``after`` is the id of the last one seen."""
    wanted = json.dumps([State(each).value for each in states])
    rows = conn.execute(
        "SELECT * FROM item WHERE job = ? AND id > ?"
        " AND (? = 0 OR state IN (SELECT value FROM json_each(?))) ORDER BY id LIMIT ?",
        (number, after or 0, len(states), wanted, limit),
    )
    return [_item(row) for row in rows]


def item(conn: sqlite3.Connection, item_id: int) -> Item:
    """One item; raises NotFoundError."""
    return _item(_row(conn, item_id))


def _row(conn: sqlite3.Connection, item_id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = conn.execute("SELECT * FROM item WHERE id = ?", (item_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no item {item_id}.", next_step="See the items of its job.")
    return row


def _item(row: sqlite3.Row) -> Item:
    return Item(
        id=row["id"],
        job=row["job"],
        subject=row["subject"],
        flow=row["flow"],
        titles=codec.strings(row["titles"]),
        state=State(row["state"]),
        action=row["action"],
        reason=row["reason"],
        key=row["key"],
        revision=row["revision"],
        payload_sha256=row["payload_sha256"],
        attempts=row["attempts"],
        due_at=row["due_at"],
        run=row["run"],
        receipt=row["receipt"],
        updated_at=row["updated_at"],
        title=row["name"],
        isbn=row["isbn"],
    )


def attempts(conn: sqlite3.Connection, item_id: int) -> list[Attempt]:
    """All exchanges for an item, oldest first; details are lines of their messages."""
    rows = conn.execute("SELECT * FROM attempt WHERE item = ? ORDER BY number", (item_id,))
    return [_attempt(row) for row in rows]


def _attempt(row: sqlite3.Row) -> Attempt:
    lines = (row["message"], *codec.strings(row["details"]))
    return Attempt(
        number=row["number"],
        started=row["started"],
        ended=row["ended"],
        http_status=row["http_status"],
        outcome=row["outcome"],
        message="\n".join(line for line in lines if line),
        response=row["response"],
    )


def content(conn: sqlite3.Connection, item_id: int) -> ItemContent:
    """The exact bytes of an item; raises NotFoundError."""
    row = _row(conn, item_id)
    payload = conn.execute(
        "SELECT data, content_type FROM payload WHERE sha256 = ?", (row["payload_sha256"],)
    ).fetchone()
    envelope = conn.execute("SELECT data FROM envelope WHERE item = ?", (item_id,)).fetchone()
    answer = conn.execute(
        "SELECT response FROM attempt WHERE item = ? AND response <> x''"
        " ORDER BY number DESC LIMIT 1",
        (item_id,),
    ).fetchone()
    return ItemContent(
        payload=payload["data"],
        envelope=envelope["data"] if envelope else b"",
        response=answer["response"] if answer else b"",
        content_type=payload["content_type"],
    )


def last(conn: sqlite3.Connection, title: str, flow: str) -> Item | None:
    """The newest item of a title for a flow of which an attempt was made."""
    row = conn.execute(_LAST, (title, flow)).fetchone()
    return _item(row) if row else None


def for_title(conn: sqlite3.Connection, title: str, limit: int, before: int | None) -> list[Item]:
    """Everything that was submitted about a title, newest first; no dry runs."""
    rows = conn.execute(_OF_TITLE, (title, before or 0, before or 0, limit))
    return [_item(row) for row in rows]


def changes(conn: sqlite3.Connection, after: int) -> list[Change]:
    """What moved after a sequence, oldest first."""
    return [
        Change(
            row["seq"],
            row["kind"],
            row["id"],
            row["flow"] or "",
            row["subject"] or "",
            codec.strings(row["titles"]) if row["titles"] else (),
        )
        for row in conn.execute(_CHANGES, (after,))
    ]


def flows_of(conn: sqlite3.Connection, number: int) -> list[str]:
    """The flows of a job that still have something to do by themselves."""
    rows = conn.execute(
        "SELECT DISTINCT flow FROM item WHERE job = ? AND key <> ''"
        " AND state IN ('held', 'waiting', 'retrying', 'accepted') ORDER BY flow",
        (number,),
    )
    return [row["flow"] for row in rows]
