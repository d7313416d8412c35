"""Which are the moments of one upload at which a send may be killed? For the harness only."""

from __future__ import annotations

from enum import StrEnum

from desktop_app.records.killpoint import passing


class FileMoment(StrEnum):
    """In their order; after the last one comes the next file, or the event."""

    FILE_MISSED = "file_missed"
    PIECE_SENT = "piece_sent"
    FILE_TAKEN = "file_taken"


passed = passing(FileMoment)
