"""Which files does the manifest of a payload name, and who has their bytes?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

FORMATS = frozenset({"asset-package", "print-order"})
"""Formats whose payloads name files that go ahead of them."""
MOST_BYTES = 512 * 1024 * 1024
"""Most bytes of one file that is sent."""
MANIFEST_ONLY = (
    "A plain webhook gets the manifest with names and checksums of the files; the files themselves "
    "go only to an xConnector."
)
_HEADS = tuple(f'{{"format":"{each}.'.encode() for each in sorted(FORMATS))
"""Payloads are written in one spelling, so that no other has to be read for this."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class AssetFile:
    """One file as a manifest names it. ``sha256`` is "" for one that goes by its address only,
    ``bytes`` is None where the source does not tell a size."""

    filename: str
    bytes: int | None
    sha256: str
    url: str

    @property
    def name(self) -> str:
        """What people call it."""
        return self.filename or self.sha256[:12] or self.url


class Files(Protocol):
    """Whoever has files by the SHA-256 of their bytes."""

    def open(self, sha256: str) -> BinaryIO:
        """The file with exactly these bytes, at its beginning. Blocks; raises NoFileError."""
        ...


class NoFileError(Exception):
    """There is no file of these bytes here; the text continues *The file …* as a sentence."""


def files_of(payload: bytes, *, sure: bool = False) -> tuple[AssetFile, ...]:
    """The files of a manifest in its order, the cover first; none in any other payload.

    ``sure`` says that it is one, whatever a mapping of the house's own made of its beginning.
    """
    if not sure and not payload.startswith(_HEADS):
        return ()
    try:
        data = json.loads(payload)
    except ValueError:
        return ()
    return tuple(map(_file, _entries(data))) if isinstance(data, dict) else ()


def _entries(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    listed = data.get("files")
    for each in (data.get("cover"), *(listed if isinstance(listed, list) else ())):
        if isinstance(each, dict):
            yield each


def _file(entry: Mapping[str, Any]) -> AssetFile:
    size, sha256 = entry.get("bytes"), str(entry.get("sha256") or "")
    return AssetFile(
        filename=str(entry.get("filename") or ""),
        bytes=size if isinstance(size, int) else None,
        sha256=sha256 if _SHA256.fullmatch(sha256) else "",
        url=str(entry.get("url") or ""),
    )
