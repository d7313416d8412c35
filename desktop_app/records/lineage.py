"""How are the rows of a payload kept? As compressed JSON that any process can read."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable

from desktop_app.records.payload import Row


def pack_rows(rows: Iterable[Row]) -> tuple[str, bytes]:
    """The SHA-256 and the compressed JSON of the rows."""
    listed = [[each.target, each.value, each.source, each.rule] for each in rows]
    plain = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    return hashlib.sha256(plain).hexdigest(), zlib.compress(plain, 1)


def unpack_rows(packed: bytes) -> tuple[Row, ...]:
    """The rows again."""
    plain = zlib.decompress(packed).decode("utf-8", "surrogatepass")
    return tuple(Row(*each) for each in json.loads(plain))
