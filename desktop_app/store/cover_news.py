"""Which titles show a picture whose bytes are news? A function of a reader's connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

_SHOWING = """
SELECT id FROM title
WHERE gone = 0 AND cover_url <> '' AND cover_url IN (SELECT value FROM json_each(?))
"""


def titles_showing(conn: sqlite3.Connection, urls: Sequence[str]) -> list[str]:
    """The titles whose front cover lies at one of these addresses."""
    return [row["id"] for row in conn.execute(_SHOWING, (json.dumps(list(urls)),))]
