"""Which words stand for the codes that lists show? The commonest of ONIX, said in our own words."""

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

OLD_FORMS: Mapping[str, str] = {
    "EA": "DG", "EB": "DG", "EC": "DH", "ED": "DG", "SA": "WW", "VI": "DD",
}  # fmt: skip
"""Forms of ONIX 3 (list 150) that ONIX 2.1 tells by another code; the others are the same."""

UNNAMED: Mapping[str, str] = {"02": "Anonymous", "03": "et al.", "04": "Various authors"}
"""Contributors without a name, ONIX list 19. *Unknown* is no name, and is not one here."""

RESOURCES: Mapping[str, str] = {
    "01": "FRONT_COVER", "02": "BACK_COVER", "03": "COVER", "04": "CONTRIBUTOR_PICTURE",
    "07": "PRODUCT_IMAGE", "15": "SAMPLE_CONTENT", "27": "COVER_THUMBNAIL", "29": "FULL_COVER",
}  # fmt: skip
"""What a resource shows, ONIX list 158; a front cover is what the cover check looks for."""

FILE_TYPES: Mapping[str, str] = {
    "D401": "application/pdf", "E107": "application/pdf", "E101": "application/epub+zip",
    "D501": "image/gif", "D502": "image/jpeg", "D503": "image/png", "D504": "image/tiff",
}  # fmt: skip
"""File formats, ONIX list 178."""
