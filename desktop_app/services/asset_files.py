"""How is a fetched file handed to a person? Under the name of its hash, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from desktop_app.records.asset import AssetFacts
from desktop_app.records.errors import UsageError

_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/tiff": ".tif",
}


def keep(folder: Path, facts: AssetFacts, data: bytes) -> Path:
    """Write the file into the folder, which is made when it is missing; returns its path.

    A file that is there already with these very bytes is left alone. The name comes from the
    bytes and not from the source, whose names may point anywhere. Raises UsageError when the
    folder cannot be written to.
    """
    place = folder / f"{facts.sha256}{_ENDINGS.get(facts.content_type, '')}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _holds(place, facts.sha256):
            _write(place, data)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written to: {error.strerror or error}.",
            not_done=f"{place.name} was not kept.",
            next_step="Name another folder with --to.",
        ) from error
    return place


def _holds(place: Path, sha256: str) -> bool:
    if place.is_symlink() or not place.is_file():
        return False
    return hashlib.sha256(place.read_bytes()).hexdigest() == sha256


def _write(place: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
