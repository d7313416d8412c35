"""Which words stand for the codes that lists and changes show? Said in our own words."""

from __future__ import annotations

from collections.abc import Mapping

STATUS: Mapping[str, str] = {
    "00": "Unspecified", "01": "Cancelled", "02": "Forthcoming", "03": "Postponed indefinitely",
    "04": "Active", "05": "No longer our product", "06": "Out of stock indefinitely",
    "07": "Out of print", "08": "Inactive", "09": "Unknown", "10": "Remaindered",
    "11": "Withdrawn from sale", "12": "Recalled", "13": "Active, not sold separately",
    "15": "Recalled", "16": "Temporarily withdrawn", "17": "Permanently withdrawn",
    "18": "Active, not sold as a set",
}  # fmt: skip
"""Publishing status, ONIX list 64."""

FORMS: Mapping[str, str] = {
    "AA": "Audio", "AC": "Audio CD", "AJ": "Audiobook download", "BA": "Book", "BB": "Hardback",
    "BC": "Paperback", "BD": "Loose-leaf", "BE": "Spiral bound", "BF": "Pamphlet",
    "BG": "Leather or fine binding", "BH": "Board book", "BI": "Rag book", "BJ": "Bath book",
    "BK": "Novelty book", "BO": "Fold-out book", "BZ": "Other book", "CA": "Map",
    "DD": "DVD video", "DG": "Ebook", "DH": "Online resource",
    "PC": "Calendar", "PD": "Cards", "PF": "Diary", "PI": "Sheet music", "PR": "Notebook",
    "WW": "Mixed media", "ZE": "Game", "ZZ": "Merchandise",
}  # fmt: skip
"""Product form, as ONIX 2.1 numbers it (list 7), which is how Consonance tells it."""
