"""Which bytes are behind the address of a production file? Made when first asked for.

A PDF of one empty page or an EPUB of one chapter, padded to the length that the house tells, so
that what is fetched can be held against what was said. The rest of a file can be asked for.
"""

from __future__ import annotations

import hashlib
import io
import random
import re
import zipfile
from functools import lru_cache
from itertools import cycle, islice

from aiohttp import web

from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.parts import Object

_KEPT = 4
_BLOCK = 1 << 16
_RANGE = re.compile(r"bytes=(\d{1,15})-")
_KINDS = {"PDF": "application/pdf", "EPUB": "application/epub+zip"}
_LONG_AGO = (2026, 1, 1, 0, 0, 0)
_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


class ProductionFiles:
    """Answers for the paths below ``/files``."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._made = lru_cache(_KEPT)(made)

    def answer(self, name: str, asked: str = "", only_of: str = "") -> web.Response:
        """The file, or the rest of it when the header ``Range`` asks for that and ``If-Range``
        still names this very file."""
        entry = self._find(name)
        if entry is None or not entry.get("exists"):
            return web.Response(status=404, text="Not found")
        kind = str(entry.get("fileFormat") or "")
        data = self._made(int(entry["id"]), kind, int(entry["fileSize"]))
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Accept-Ranges": "bytes"}
        content_type = _KINDS.get(kind, "application/octet-stream")
        found = _RANGE.fullmatch(asked)
        start = int(found[1]) if found and only_of in ("", tag) else 0
        if not 0 < start < len(data):
            return web.Response(body=data, content_type=content_type, headers=headers)
        headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return web.Response(
            status=206, body=data[start:], content_type=content_type, headers=headers
        )

    def _find(self, name: str) -> Object | None:
        number = name.partition(".")[0]
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        product = self._house.products.get(int(number) // FILES_A_PRODUCT)
        listed = product["work"].get("productionFiles") if product else None
        return next((each for each in listed or () if each["id"] == int(number)), None)


FILES_A_PRODUCT = 4
"""No product has more files: their ids never meet."""


def address(base: str, entry: Object) -> str | None:
    """Where a file is served; none for one that is not there."""
    if not base or not entry.get("exists"):
        return None
    return f"{base}/{entry['id']}.{str(entry.get('fileFormat') or 'bin').lower()}"


def made(number: int, kind: str, size: int) -> bytes:
    """A file of exactly ``size`` bytes, or a little more where it cannot be so small."""
    if kind == "EPUB":
        return _epub(number, max(0, size - len(_epub(number, 0))))
    if kind == "PDF":
        return _pdf(number, max(0, size - len(_pdf(number, 0))))
    return _padding(number, size)


def _pdf(number: int, padded: int) -> bytes:
    """Numbers that grow with the padding are written with zeros before them: they take no room."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 396 612] >>",
        b"<< /Length %010d >>\nstream\n%b\nendstream" % (padded, _padding(number, padded)),
    )
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for index, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (index, each))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%010d\n%%%%EOF\n" % table)
    return out.getvalue()


def _epub(number: int, padded: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in (
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", _CONTAINER.encode()),
            ("padding.bin", _padding(number, padded)),
        ):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data)
    return out.getvalue()


def _padding(number: int, size: int) -> bytes:
    """Bytes that are each file's own; nothing in them looks like the end of a PDF."""
    block = random.Random(number).randbytes(_BLOCK).replace(b"%", b"#")
    whole, rest = divmod(size, _BLOCK)
    return b"".join(islice(cycle([block]), whole)) + block[:rest]
