"""Which files does the manifest of a package or an order name, and how are they laid in a folder?

Each has a folder of its own beside its manifest, because two books may each have a
`cover.jpg`. A name that could lead elsewhere, or that another file of the package has, gives way
to the hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from desktop_app.companions.gateway.shelf import SHA256, Shelf

FORMATS = frozenset({"asset-package", "print-order"})
"""Formats whose payloads name files that came ahead of them."""
_BAD = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]|^\.|[. ]$')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_LONGEST = 180


@dataclass(frozen=True, slots=True)
class Named:
    """One file of a manifest: where in it, which bytes, and how it is called."""

    path: str
    sha256: str
    filename: str


def named(payload: str) -> list[Named]:
    """The files that a manifest names by hash; none when it is no manifest."""
    try:
        data = json.loads(payload)
    except ValueError:
        return []
    found = []
    for path, entry in _entries(data):
        sha256, filename = entry.get("sha256"), entry.get("filename")
        if isinstance(sha256, str) and SHA256.fullmatch(sha256):
            found.append(Named(path, sha256, filename if isinstance(filename, str) else ""))
    return found


def missing(payload: str, shelf: Shelf) -> list[dict[str, str]]:
    """A detail of the contract for each file of a manifest that is not here whole."""
    return [
        {
            "severity": "E",
            "code": "file-missing",
            "path": f"{each.path}/sha256",
            "message": f"The file {each.filename or each.sha256[:12]} is not here.",
        }
        for each in named(payload)
        if not shelf.has(each.sha256)
    ]


def lay(payload: str, before: str, folder: Path, shelf: Shelf) -> None:
    """Lay the files of a manifest into its folder, and take away those that only the one
    ``before`` named. What is not on the shelf is left out. Raises OSError."""
    wanted = names(payload)
    for name, sha256 in wanted.items():
        if shelf.size(sha256) is not None:
            folder.mkdir(exist_ok=True)
            shelf.copy(sha256, folder / name)
    for name in names(before).keys() - wanted.keys():
        (folder / name).unlink(missing_ok=True)


def names(payload: str) -> dict[str, str]:
    """File name -> SHA-256, no two names alike whatever the file system makes of capitals."""
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    for each in named(payload):
        name = each.filename if _usable(each.filename) else _by_hash(each)
        if taken.setdefault(name.casefold(), each.sha256) != each.sha256:
            name = _by_hash(each)
        found[name] = each.sha256
    return found


def _entries(data: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(data, dict):
        return
    if isinstance(data.get("cover"), dict):
        yield "/cover", data["cover"]
    files = data.get("files")
    for place, entry in enumerate(files if isinstance(files, list) else ()):
        if isinstance(entry, dict):
            yield f"/files/{place}", entry


def _usable(name: str) -> bool:
    return (
        bool(name)
        and len(name.encode("utf-8", "replace")) <= _LONGEST
        and not _BAD.search(name)
        and not _DEVICE.fullmatch(name)
    )


def _by_hash(each: Named) -> str:
    ending = PurePosixPath(each.filename).suffix
    return each.sha256 + (ending if _ENDING.fullmatch(ending) else "")
