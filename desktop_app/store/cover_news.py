"""Which titles have a file whose bytes are news? A function of a reader's connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

_SHOWING = """
SELECT id FROM title
WHERE gone = 0 AND cover_url <> '' AND cover_url IN (SELECT value FROM json_each(:found))
UNION
SELECT title.id FROM title JOIN title AS other ON other.work = title.work
WHERE title.gone = 0 AND title.work <> '' AND other.id IN (SELECT value FROM json_each(:found))
"""


def titles_showing(conn: sqlite3.Connection, found: Sequence[str]) -> list[str]:
    """The titles whose front cover lies at one of these addresses, and those of the same work as
    one of these titles."""
    return [row["id"] for row in conn.execute(_SHOWING, {"found": json.dumps(list(found))})]
