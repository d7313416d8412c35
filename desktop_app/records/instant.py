"""How is a moment written? ISO 8601 in UTC with milliseconds, which sorts as time does."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment: datetime) -> str:
    """``2026-11-24T15:04:05.123Z`` for an aware datetime."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> str:
    """The present moment by the wall clock."""
    return iso(datetime.now(UTC))


def moment(text: str) -> datetime:
    """The aware datetime of such a text; raises ValueError."""
    return datetime.fromisoformat(text)
