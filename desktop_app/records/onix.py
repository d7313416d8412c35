"""What a flow of ONIX says by itself, beside what the titles say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

RELEASES = {"onix-3.0": "3.0", "onix-3.1": "3.1"}
"""Format of a flow to the release of ONIX that it writes."""


class Tags(StrEnum):
    """How elements are called: by name (``<TitleText>``) or by code (``<b203>``)."""

    REFERENCE = "reference"
    SHORT = "short"


class TitleStyle(StrEnum):
    """A title with its prefix apart, as EDItEUR prefers, or as one text, as some shops need."""

    PARTS = "parts"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class OnixSettings:
    """Settings of one flow; "" leaves an element out, or lets a rule say that it is missing.

    ``sender``, ``contact``, ``email`` and ``addressee`` stand in the header of a message.
    ``reference`` begins the record reference of titles from Consonance: it must never change.
    ``language`` is the language of the text (ISO 639-2/B) where the house has only one.
    ``rights`` is the code of list 46 for countries where a title may be sold. ``availability``
    and ``severities`` hold (status, code of list 65) and (rule, severity) that differ from the
    tables. ``recipient`` names a row of the recipient rules.
    """

    tags: Tags = Tags.REFERENCE
    title: TitleStyle = TitleStyle.PARTS
    reference: str = "app.consonance.web.product."
    sender: str = ""
    contact: str = ""
    email: str = ""
    addressee: str = ""
    publisher: str = ""
    supplier: str = ""
    supplier_role: str = "00"
    language: str = ""
    rights: str = "02"
    recipient: str = ""
    availability: tuple[tuple[str, str], ...] = ()
    severities: tuple[tuple[str, str], ...] = ()


PLAIN = OnixSettings()
"""The settings of a flow for which nothing was set."""
