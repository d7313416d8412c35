"""Are these bytes a picture, how large is it, and what is it in small?

Decoded by Pillow with a short list of formats: other decoders would be asked for an answer by
whoever made the file. Pixels are counted before one of them is unpacked.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

PIXELS_CAP = 80_000_000
"""Most pixels of a JPEG; its decoder can skip most of them."""
PIXELS_CAP_UNPACKED = 40_000_000
"""Most pixels of a format that must be unpacked in full."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF")
_TURNED = frozenset({5, 6, 7, 8})
_ORIENTATION = 0x0112
_QUALITY = 88
_LOOK_BOX = (64, 64)
_OTHERS = (
    (b"%PDF", "application/pdf", "It is a PDF document, not an image."),
    (b"%!PS", "application/postscript", "It is a PostScript file, not an image for the screen."),
    (b"\xc5\xd0\xd3\xc6", "application/postscript", "It is an EPS file, not a JPEG image."),
    (b"PK\x03\x04", "application/zip", "It is a ZIP archive, not an image."),
    (b"\x1f\x8b", "application/gzip", "It is a compressed file, not an image."),
    (b"<svg", "image/svg+xml", "It is an SVG drawing, which is not shown."),
)
_DECODER_FAULTS: tuple[type[Exception], ...] = (
    OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, ArithmeticError,
    AttributeError, MemoryError, NotImplementedError, struct.error,
)  # fmt: skip
"""What Pillow's decoders are known to raise for broken files."""
_decoders = threading.Semaphore(2)
"""Two large pictures unpacked at once are enough for any memory."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Size as a reader sees it, turned as its camera noted, and the kind the bytes are."""

    width: int
    height: int
    content_type: str


class NoPictureError(Exception):
    """Not a whole picture; the message is a sentence. ``content_type`` is what it is instead."""

    def __init__(self, sentence: str, content_type: str = "") -> None:
        super().__init__(sentence)
        self.content_type = content_type


def look(data: bytes) -> Seen:
    """Measure a picture and unpack it once, which finds a cut one. Raises NoPictureError."""
    with _opened(data) as image:
        width, height = image.size
        if image.getexif().get(_ORIENTATION) in _TURNED:
            width, height = height, width
        kind = image.get_format_mimetype() or ""
        image.draft("RGB", _LOOK_BOX)
        image.load()
    return Seen(width, height, kind)


def thumbnail(data: bytes, box: tuple[int, int]) -> bytes:
    """The picture within a box of pixels, as JPEG, or as PNG where it is transparent.

    Raises NoPictureError.
    """
    from PIL import ImageOps

    with _opened(data) as image:
        image.draft("RGB", (box[0] * 2, box[1] * 2))
        image.load()
        small = ImageOps.exif_transpose(image)
        clear = small.mode in ("RGBA", "LA", "PA") or "transparency" in small.info
        small = small.convert("RGBA" if clear else "RGB")
        small.thumbnail((max(1, box[0]), max(1, box[1])))
        out = io.BytesIO()
        if clear:
            small.save(out, "PNG")
        else:
            small.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[ImageFile]:
    _refuse_others(data)
    from PIL import Image, UnidentifiedImageError

    _quiet()
    with _decoders:
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                _count_pixels(image)
                yield image
        except NoPictureError:
            raise
        except Image.DecompressionBombError as fault:
            raise NoPictureError("The image claims more pixels than any cover has.") from fault
        except UnidentifiedImageError as fault:
            raise NoPictureError("The file is not an image of a known kind.") from fault
        except _DECODER_FAULTS as fault:
            raise NoPictureError("The image is cut off or damaged.") from fault


@cache
def _quiet() -> None:
    """Pillow warns of what is damaged or large; here that becomes a sentence, or is counted."""
    warnings.filterwarnings("ignore", module=r"PIL\.")


def _count_pixels(image: ImageFile) -> None:
    pixels = image.size[0] * image.size[1]
    cap = PIXELS_CAP if image.format == "JPEG" else PIXELS_CAP_UNPACKED
    if pixels > cap:
        raise NoPictureError(
            f"The image has {image.size[0]} × {image.size[1]} pixels, which is more than "
            f"{cap // 1_000_000} million.",
            image.get_format_mimetype() or "",
        )


def _refuse_others(data: bytes) -> None:
    if not data:
        raise NoPictureError("The file is empty (0 bytes).")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in head:
        raise NoPictureError("A web page came instead of an image.", "text/html")
    for magic, kind, sentence in _OTHERS:
        if data.startswith(magic) or (magic == b"<svg" and magic in head):
            raise NoPictureError(sentence, kind)
