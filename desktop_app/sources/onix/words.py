"""Which words stand for the codes that lists show? The commonest of ONIX, said in our own words."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.records.code_words import FORMS, STATUS

__all__ = ["FILE_TYPES", "FORMS", "OLD_FORMS", "RESOURCES", "STATUS", "UNNAMED"]

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
