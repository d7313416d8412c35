"""Fetched covers, by address. The files of a title are kept by ``fetched_files``."""

from __future__ import annotations

from desktop_app.services.fetched_files import FetchedFiles as CoverFiles

__all__ = ["CoverFiles"]
