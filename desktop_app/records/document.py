"""When are two documents the same? When their canonical JSON is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


def canonical(document: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces; raises ValueError for NaN and infinity."""
    return _encode(document)


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal digits."""
    return hash_of(canonical(document))


def hash_of(text: str) -> str:
    """SHA-256 of canonical JSON that was made before. Lone surrogates are hashed too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
