"""How is a fetched file handed to a person? Under the name of its hash, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from desktop_app.records.asset import AssetFacts
from desktop_app.records.errors import UsageError
from desktop_app.records.manifest import NoFileError
from desktop_app.sources import keeping

_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/zip": ".zip",
    "application/postscript": ".ps",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
}


def keep(folder: Path, facts: AssetFacts, data: bytes) -> Path:
    """Write the file into the folder, which is made when it is missing; returns its path.

    A file that is there already with these very bytes is left alone. The name comes from the
    bytes and not from the source, whose names may point anywhere. Raises UsageError when the
    folder cannot be written to.
    """
    return _kept(folder, facts, lambda: [data])


def copy(folder: Path, facts: AssetFacts, opened: Callable[[str], BinaryIO]) -> Path:
    """The same for a file that is opened by its hash, a piece at a time, because it may be large.

    Raises UsageError also when it is not there any more. Blocks.
    """

    def given() -> Iterable[bytes]:
        with closing(opened(facts.sha256)) as file:
            yield from keeping.pieces(file)

    try:
        return _kept(folder, facts, given)
    except NoFileError as fault:
        raise UsageError(
            f"The file {facts.sha256[:12]} {fault}.",
            not_done="It was not copied.",
            next_step="Fetch it again.",
        ) from fault


def _kept(folder: Path, facts: AssetFacts, given: Callable[[], Iterable[bytes]]) -> Path:
    place = folder / f"{facts.sha256}{_ENDINGS.get(facts.content_type, '')}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _holds(place, facts.sha256):
            keeping.write(place, given())
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written to: {error.strerror or error}.",
            not_done=f"{place.name} was not kept.",
            next_step="Choose another folder.",
            command="Name one with --to DIR.",
        ) from error
    return place


def _holds(place: Path, sha256: str) -> bool:
    if place.is_symlink() or not place.is_file():
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
