"""How is kept what only Source shows of a record? Packed as the server gave it, read when wanted.

Lists, rules and mappings read ``Record.document`` and never this, so that neither a list nor a run
of the rules pays for what it does not look at, and what must not leave cannot be named by accident.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from desktop_app.records.resources import resource_text

_VERSION = b"\x01"
"""Which dictionary packed it. One that is not known any more reads as nothing: it is a cache."""
_LEVEL = 1
_MOST = 32 * 1024 * 1024
"""Bytes that one packed record may unfold to."""
_IDS = ("Id", "Ids")
_CODES = ("Code", "Codes")


class Aside(NamedTuple):
    """The whole answer for a product, and for its work, each packed; b"" where there is none.

    A tuple, because thousands of them are handed from process to process.
    """

    product: bytes
    work: bytes


_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


def pack(answered: Mapping[str, Any]) -> bytes:
    """A JSON object of an answer, small. Decimals become the text of their digits."""
    text = _encode(answered)
    packer = _packer().copy()
    return _VERSION + packer.compress(text.encode("ascii")) + packer.flush()


def unpack(packed: bytes) -> dict[str, Any]:
    """The object in the shape of a document: ids are text, codes have no underscore.

    Nothing is an empty object, and so is what another version packed or what is damaged: it will
    be read from the source again.
    """
    if packed[:1] != _VERSION:
        return {}
    opener = zlib.decompressobj(-15, zdict=_dictionary())
    try:
        found = json.loads(opener.decompress(packed[1:], _MOST))
    except (zlib.error, ValueError):
        return {}
    return _plain(found) if isinstance(found, dict) else {}


def together(document: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """A document with what was told beside it. Where both tell something the document wins: its
    values were checked. Lists of one answer run in parallel."""
    return dict(told) | {name: _joined(each, told.get(name)) for name, each in document.items()}


def _joined(given: Any, told: Any) -> Any:
    if isinstance(given, Mapping) and isinstance(told, Mapping):
        return together(given, told)
    if isinstance(given, list) and isinstance(told, list) and len(given) == len(told):
        return [_joined(mine, other) for mine, other in zip(given, told, strict=True)]
    return given


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, each) for name, each in given.items()}


def _value(name: str, given: Any) -> Any:
    if isinstance(given, dict):
        return _plain(given)
    if isinstance(given, list):
        return [_value(name, each) for each in given]
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given) if name == "id" or name.endswith(_IDS) else given
    if isinstance(given, str) and given[:1] == "_" and (name == "role" or name.endswith(_CODES)):
        return given[1:]
    return given


@cache
def _packer() -> zlib._Compress:
    # A copy of one that has learned the dictionary costs less than teaching each anew.
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, zdict=_dictionary())


@cache
def _dictionary() -> bytes:
    # Field names make most of a small answer; known beforehand, they cost next to nothing.
    return resource_text("schema", "pack.1.txt").encode("ascii")
