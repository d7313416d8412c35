"""Which front cover did a person choose, when and why? Rows are added, never changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from desktop_app.records.cover import CoverCandidate, CoverChoice
from desktop_app.records.lineage import unpack_rows

_CURRENT = """
SELECT * FROM cover_choice WHERE number IN (
    SELECT max(number) FROM cover_choice
    WHERE title IN (SELECT value FROM json_each(?)) GROUP BY title
)
"""
_SEEN = """
SELECT title, resource, url, sha256 FROM cover_seen
WHERE title IN (SELECT value FROM json_each(?))
"""
_SEE = """
INSERT INTO cover_seen (title, resource, url, sha256, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (title, resource) DO UPDATE SET url = excluded.url, sha256 = excluded.sha256,
    at = excluded.at
WHERE url <> excluded.url OR sha256 <> excluded.sha256
"""

_LINEAGES = """
SELECT item.id, lineage.data FROM item JOIN lineage ON lineage.sha256 = item.lineage_sha256
WHERE item.id IN (SELECT value FROM json_each(?))
"""
_COVER = "cover"


def choose(
    conn: sqlite3.Connection,
    title: str,
    resource: str,
    candidates: Sequence[CoverCandidate],
    reason: str,
    who: str,
    now: str,
) -> int:
    """Keep a choice, or with ``resource`` "" that the earlier one is taken back."""
    conn.execute("DELETE FROM cover_seen WHERE title = ?", (title,))
    found = conn.execute(
        "INSERT INTO cover_choice (title, resource, candidates, reason, who, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (title, resource, json.dumps([asdict(each) for each in candidates]), reason, who, now),
    )
    return int(found.lastrowid or 0)


def see(
    conn: sqlite3.Connection, title: str, files: Mapping[str, tuple[str, str]], now: str
) -> None:
    """Note address and hash of files that were measured; the same again is nothing new."""
    for resource, (url, sha256) in files.items():
        conn.execute(_SEE, (title, resource, url, sha256, now))


def choices(conn: sqlite3.Connection, titles: Sequence[str]) -> dict[str, CoverChoice]:
    """The choice that counts for each of these titles, if one was made and not taken back."""
    wanted = (json.dumps(list(titles)),)
    rows = [row for row in conn.execute(_CURRENT, wanted) if row["resource"]]
    if not rows:
        return {}
    seen: dict[str, dict[str, tuple[str, str]]] = {}
    for row in conn.execute(_SEEN, wanted):
        seen.setdefault(row["title"], {})[row["resource"]] = (row["url"], row["sha256"])
    return {row["title"]: _choice(row, seen.get(row["title"], {})) for row in rows}


def chosen_once(conn: sqlite3.Connection, titles: Sequence[str]) -> list[str]:
    """Which of these titles ever had a choice, be it taken back or not hold any more."""
    rows = conn.execute(
        "SELECT DISTINCT title FROM cover_choice WHERE title IN (SELECT value FROM json_each(?))",
        (json.dumps(list(titles)),),
    )
    return [row[0] for row in rows]


def history(conn: sqlite3.Connection, title: str) -> list[CoverChoice]:
    """Everything that was ever chosen or taken back for a title, newest first."""
    rows = conn.execute("SELECT * FROM cover_choice WHERE title = ? ORDER BY number DESC", (title,))
    return [_choice(row, {}) for row in rows]


def words_of(conn: sqlite3.Connection, items: Sequence[int]) -> dict[int, str]:
    """Who chose the cover that these items carry, when and why, as their own rows keep it."""
    found = {}
    for number, data in conn.execute(_LINEAGES, (json.dumps(list(items)),)):
        for row in unpack_rows(data):
            words = row.rule.partition("; chosen ")[2] if row.target.startswith(_COVER) else ""
            if words:
                found[int(number)] = f"chosen {words}"
                break
    return found


def _choice(row: sqlite3.Row, seen: Mapping[str, tuple[str, str]]) -> CoverChoice:
    return CoverChoice(
        number=row["number"],
        title=row["title"],
        resource=row["resource"],
        candidates=tuple(CoverCandidate(**each) for each in json.loads(row["candidates"])),
        reason=row["reason"],
        who=row["who"],
        at=row["at"],
        seen=seen,
    )
