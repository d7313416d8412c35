"""What one hand-off is about, as text that is stable for years."""

from __future__ import annotations

MILESTONES = ("publication_date", "planned_date", "approval", "status")
"""Milestones that the public schema can show for a product."""


def milestone_subject(title_id: str, name: str) -> str:
    """``product:7`` and ``approval`` give ``milestone:product:7:approval``."""
    return f"milestone:{title_id}:{name}"


def title_of(subject: str) -> str:
    """The title id (``product:N`` or ``onix:REF``) that a subject belongs to.

    What several titles share (``run:N``, ``contact:N``, a milestone of a work) has none: it gives
    the subject itself, or its work.
    """
    if subject.startswith("milestone:"):
        return subject.removeprefix("milestone:").rpartition(":")[0]
    return subject


def milestone_of(subject: str) -> str:
    """The milestone's name, or "" when the subject is not one."""
    return subject.rpartition(":")[2] if subject.startswith("milestone:") else ""
