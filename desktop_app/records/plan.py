"""A plan: the exact payloads that a person reviewed, and its account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop_app.records.payload import Difference, Payload, Problem
from desktop_app.records.state import State, account


class Action(StrEnum):
    NEW = "new"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One subject for one flow. ``state`` is prepared, unchanged, blocked or held (an earlier
    item is open); ``titles`` are all title ids that led to the subject, the first one first."""

    subject: str
    flow: str
    titles: tuple[str, ...]
    state: State
    action: Action | None
    reason: str
    payload: Payload
    problems: tuple[Problem, ...] = ()
    difference: Difference | None = None
    record_hash: str = ""
    baseline_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Immutable once stored. ``created`` is an ISO time in UTC.

    ``ways`` says for each flow how it reached its endpoint then; a plan from before that was kept
    has none.
    """

    id: str
    created: str
    titles: tuple[str, ...]
    flows: tuple[str, ...]
    items: tuple[PlanItem, ...]
    overrides: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    ways: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> dict[str, int]:
        return account(item.state for item in self.items)


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A stored plan in a list: what is in it, without its payloads. ``titles`` is their number.

    ``kept_by`` and ``kept_at`` (ISO time in UTC) are "" for one that was only tried as a dry run;
    ``job`` is the job that sent it, or 0.
    """

    id: str
    created: str
    titles: int
    flows: tuple[str, ...]
    note: str
    account: Mapping[str, int]
    kept_by: str = ""
    kept_at: str = ""
    job: int = 0
