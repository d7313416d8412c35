"""A format is never shown by the name that settings give it."""

from __future__ import annotations

from desktop_app.records.flow import FORMATS
from desktop_app.records.format_words import format_words


def test_every_format_has_words_of_its_own() -> None:
    assert {name for name in FORMATS if format_words(name) == name} == set()
    assert format_words("onix-3.0") == "ONIX 3.0"
    assert format_words("theirs-1") == "theirs-1"
