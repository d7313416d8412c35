"""A plan being sent: job, items, attempts, and the lease under which one attempt is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.records.state import JobState, State


@dataclass(frozen=True, slots=True)
class Attempt:
    """One exchange. Times are ISO in UTC; ``outcome`` is a word of ``parcel.Outcome``."""

    number: int
    started: str
    ended: str
    http_status: int | None
    outcome: str
    message: str
    response: bytes = b""


@dataclass(frozen=True, slots=True)
class Item:
    """One payload in a job. ``due_at`` (ISO UTC, or "") says when the engine looks again."""

    id: int
    job: int
    subject: str
    flow: str
    titles: tuple[str, ...]
    state: State
    action: str
    reason: str
    key: str
    revision: int
    payload_sha256: str
    attempts: int
    due_at: str
    run: str
    receipt: str
    updated_at: str
    title: str = ""
    isbn: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """``number`` is what people say; ``account`` always adds up."""

    number: int
    plan: str
    submitted: str
    note: str
    flows: tuple[str, ...]
    titles: int
    account: Mapping[str, int]
    state: JobState
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Unsent:
    """An item of which no byte has left, as it was reviewed. ``lineage`` are its packed rows.

    ``overrides`` are the words on rules that its plan was made with, ``ways`` how its flows led
    to their endpoints then, ``resent`` marks old bytes that a person sends again, ``failed`` what
    used up its tries, and ``moved`` is why it must not go any more, or "".
    """

    id: int
    flow: str
    subject: str
    titles: tuple[str, ...]
    payload_sha256: str
    mapping_version: str
    lineage: bytes
    overrides: Mapping[str, str]
    ways: Mapping[str, str]
    resent: bool
    failed: bool
    moved: str


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to make one attempt for one item. A settle with an older fence is ignored.

    ``envelope`` is the body made and stored at the first attempt. ``ambiguous`` says that an
    earlier attempt may have arrived: ask before resending. ``tries`` counts what the retry
    policy counts, ``attempt`` all exchanges. ``check`` marks a question that a person asked.
    ``overrides`` says for the envelope which rules a person confirmed, and why; "" for none, and
    once there is an envelope. ``columns`` is the same as in ``Payload``, for the envelope too.
    """

    item: int
    job: int
    flow: str
    subject: str
    key: str
    fence: int
    attempt: int
    content_type: str
    payload: bytes
    payload_sha256: str
    envelope: bytes
    ambiguous: bool
    accepted: bool
    status_url: str
    run: str
    accepted_at: str = ""
    tries: int = 1
    check: bool = False
    started: str = ""
    overrides: str = ""
    columns: str = ""
