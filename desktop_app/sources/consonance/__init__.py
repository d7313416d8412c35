"""Titles from a Consonance over its GraphQL interface."""

from desktop_app.sources.consonance.source import ConsonanceSource

__all__ = ["ConsonanceSource"]
