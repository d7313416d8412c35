"""Is a production file whole, and is it what its name says? From its bytes, never unpacked.

Only what the ends of a file show is looked at: a printer's own checks come later and know more,
but half a file, or the page of a server in its place, must never get that far.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from desktop_app.records.asset import AssetFacts
from desktop_app.sources.arriving import Arriving

_HEAD, _TAIL = 1_024, 66_000
_UNKNOWN = "application/octet-stream"
_MAGIC = (
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"%!PS", "application/postscript"),
    (0, b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"<?xml", "application/xml"),
)
_EPUB = b"mimetypeapplication/epub+zip"
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")
_NAMED = {
    ".pdf": ("application/pdf", "PDF"),
    ".epub": ("application/epub+zip", "EPUB"),
    ".zip": ("application/zip", "ZIP archive"),
    ".jpg": ("image/jpeg", "JPEG image"),
    ".jpeg": ("image/jpeg", "JPEG image"),
    ".png": ("image/png", "PNG image"),
    ".tif": ("image/tiff", "TIFF image"),
    ".tiff": ("image/tiff", "TIFF image"),
}


def measure(came: Arriving, filename: str = "", told: int = 0) -> AssetFacts:
    """What a whole file is. ``told`` is its length as the source tells it, 0 if it does not."""
    kind = _kind(came.head(_HEAD))
    problem = _problem(came, kind, filename, told)
    return AssetFacts(came.size, sha256=came.sha256, content_type=kind, problem=problem)


def _kind(head: bytes) -> str:
    if b"%PDF-" in head:
        # Readers look for it in the first 1024 bytes, and some writers need that.
        return "application/pdf"
    if head.startswith(b"PK\x03\x04") and head[30:58] == _EPUB:
        return "application/epub+zip"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        return "text/html"
    return next((kind for at, magic, kind in _MAGIC if head.startswith(magic, at)), _UNKNOWN)


def _problem(came: Arriving, kind: str, filename: str, told: int) -> str:
    if not came.size:
        return "The file is empty (0 bytes)."
    ending = PurePosixPath(filename).suffix.lower()
    wanted, words = _NAMED.get(ending, ("", ""))
    if kind == "text/html" and ending not in (".html", ".htm", ".xhtml"):
        return "A web page came instead of the file."
    if wanted and kind != wanted:
        return f"It is named {ending} and is no {words}."
    if _cut(came, kind):
        return "The file is cut off: its end is missing."
    if told and told != came.size:
        return f"Consonance says that it has {told} bytes; its server gave {came.size}."
    return ""


def _cut(came: Arriving, kind: str) -> bool:
    if kind == "application/pdf":
        return b"%%EOF" not in came.tail(_HEAD)
    if kind in ("application/zip", "application/epub+zip"):
        return b"PK\x05\x06" not in came.tail(_TAIL)
    return False
