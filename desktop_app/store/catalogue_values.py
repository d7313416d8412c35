"""Which names does the catalogue know that begin so? For completion; a bounded look, not all."""

# ruff: noqa: S608

from __future__ import annotations

import sqlite3

from desktop_app.store.folding import words

_LOOKED_AT = 4_000
"""So many titles with the words are looked at: enough to offer names, quick for any letter."""
_MOST = 20

_COLUMNS = {"contributor": "contributors", "series": "series"}


def values(connection: sqlite3.Connection, field: str, typed: str) -> list[tuple[str, int]]:
    """(value as the list shows it, titles with it) for ``contributor`` or ``series``, the most
    frequent first; each typed word begins a word of the value."""
    found = words(typed)
    if not found:
        return []
    column = _COLUMNS[field]
    match = " AND ".join(f'"{word}"*' for word in found)
    rows = connection.execute(
        f"SELECT value, count(*) AS n FROM (SELECT title.{column} AS value"
        " FROM (SELECT rowid AS pid FROM find WHERE find MATCH :match LIMIT :looked) AS hit"
        " CROSS JOIN title ON title.pid = hit.pid) WHERE value <> ''"
        " GROUP BY value ORDER BY n DESC, value",
        {"match": match, "looked": _LOOKED_AT},
    )
    answer = []
    for value, count in rows:
        begun = f" {' '.join(words(value))}"
        if all(f" {word}" in begun for word in found):
            answer.append((str(value), int(count)))
        if len(answer) == _MOST:
            break
    return answer
