"""One ONIX message for a system that reads files: the records that may go, in one envelope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from desktop_app.records.errors import UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.instant import iso
from desktop_app.records.onix import RELEASES
from desktop_app.rules.onix.message import Envelope, message
from desktop_app.services.review import Preview


def pieces(previews: Sequence[Preview], flow: Flow, now: datetime) -> Iterator[bytes]:
    """The message, piece by piece; records that a problem stops are not in it.

    Raises UsageError for a flow of another format, and for one that names no sender.
    """
    if flow.format not in RELEASES:
        raise UsageError(
            f"The flow {flow.name} writes {flow.format}, not ONIX.",
            not_done="No message was written.",
            next_step="Name a flow of onix-3.0 or onix-3.1.",
        )
    going = (each.payload.data for each in previews if not _stops(each))
    return message(going, flow, Envelope(iso(now)))


def left_out(previews: Sequence[Preview]) -> tuple[str, ...]:
    """A sentence for each record that is not in the message."""
    return tuple(f"{each.subject} is left out: {_stops(each)}" for each in previews if _stops(each))


def _stops(preview: Preview) -> str:
    return next((each.message for each in preview.problems if each.stops), "")
