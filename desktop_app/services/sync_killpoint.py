"""Which are the moments of one reading at which it may be killed? For the harness only."""

from __future__ import annotations

from enum import StrEnum

from desktop_app.records.killpoint import passing


class Moment(StrEnum):
    """The first two come with every page, the others once, in their order."""

    PAGE_READ = "page_read"
    PAGE_STORED = "page_stored"
    VANISHED_HIDDEN = "vanished_hidden"
    READING_ENDED = "reading_ended"


passed = passing(Moment)
