"""Which are the moments of one exchange at which a send may be killed? For the harness only."""

from __future__ import annotations

from enum import StrEnum

from desktop_app.records.killpoint import passing


class Boundary(StrEnum):
    """The five moments of one exchange, in their order."""

    ITEM_READ = "item_read"
    INTENT_STORED = "intent_stored"
    BYTES_SENT = "bytes_sent"
    ANSWER_READ = "answer_read"
    RESULT_STORED = "result_stored"


passed = passing(Boundary)
