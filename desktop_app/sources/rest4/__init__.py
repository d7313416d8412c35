"""Titles from a Consonance over its older interface, REST v4: for reading only, and with gaps."""

from desktop_app.sources.rest4.either import EitherSource
from desktop_app.sources.rest4.source import Rest4Source

__all__ = ["EitherSource", "Rest4Source"]
