"""What moved, in order, for those who follow it: titles, and how they stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

_KEPT_CHANGES = 20_000
_LISTED_CHANGES = 500


def tell(connection: sqlite3.Connection, ids: Sequence[str], kind: str = "title") -> None:
    """Write what changed; many at once are told as one row with the id ``*``."""
    if not ids:
        return
    listed = ids if len(ids) <= _LISTED_CHANGES else ("*",)
    connection.executemany(
        "INSERT INTO change (kind, id) VALUES (?, ?)", [(kind, each) for each in listed]
    )
    connection.execute(
        "DELETE FROM change WHERE seq <= (SELECT max(seq) FROM change) - ?", (_KEPT_CHANGES,)
    )
