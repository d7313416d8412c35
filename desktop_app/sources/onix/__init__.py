"""How does an ONIX file become records? Product by product, in flat memory, or not at all."""

from __future__ import annotations

from desktop_app.sources.onix.reader import OnixFile, read

__all__ = ["OnixFile", "read"]
