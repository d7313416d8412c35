"""What is on its way for a subject and flow, and how did the last send end?"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.records.state import State


@dataclass(frozen=True, slots=True)
class Line:
    """What is on its way for a subject and flow, and how the last send ended.

    ``open`` is the state of the item that leads, or None. ``open_sha256`` is its payload, that
    of the newest item behind it when there is one. ``left`` says that bytes may have left.
    ``refused_sha256`` is the payload that the destination refused last, or "".
    """

    open: State | None = None
    open_sha256: str = ""
    left: bool = False
    since: str = ""
    refused_sha256: str = ""


FREE = Line()
"""Nothing is on its way and nothing was refused."""
