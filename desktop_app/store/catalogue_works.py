"""Which titles belong to one work? Hits gathered by work, and what a list says of each work.

Functions of a reader's connection.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from itertools import accumulate

from desktop_app.records.gathered import Gathered, WorkRow
from desktop_app.records.query import Query
from desktop_app.store import catalogue_search

_FEW = 2_000
"""Above so many hits the whole index of works is read in one go."""

_OF_ALL = "SELECT pid, work FROM title INDEXED BY title_work WHERE work <> ''"
_OF_SOME = """
SELECT title.pid, title.work FROM json_each(?) AS wanted JOIN title ON title.pid = wanted.value
WHERE title.work <> ''
"""
_HEADS = """
SELECT title.work, title.title, title.contributors,
    json_extract(work.document, '$.title') AS name
FROM json_each(?) AS wanted JOIN title ON title.pid = wanted.value
LEFT JOIN work ON work.id = title.work_document
ORDER BY wanted.key
"""
_IDS = """
SELECT title.pid, title.id FROM json_each(?) AS wanted JOIN title ON title.pid = wanted.value
"""
_TOTALS = """
SELECT work, count(*) AS total FROM title
WHERE gone = 0 AND work IN (SELECT value FROM json_each(?)) GROUP BY work
"""


def gathered(connection: sqlite3.Connection, query: Query) -> Gathered:
    """All hits by work; a title without a work stands for itself."""
    found = catalogue_search.ids(connection, query)
    rows = (
        connection.execute(_OF_ALL)
        if len(found) > _FEW
        else connection.execute(_OF_SOME, (json.dumps(found.tolist()),))
    )
    work_of: dict[int, str] = dict(map(tuple, rows))
    works: dict[str | int, list[int]] = {}
    for pid in found:
        works.setdefault(work_of.get(pid, pid), []).append(pid)
    ordered: array[int] = array("q")
    for members in works.values():
        ordered.extend(members)
    starts = array("q", accumulate(map(len, works.values()), initial=0))
    return Gathered(ordered, starts)


def works(connection: sqlite3.Connection, groups: Sequence[Sequence[int]]) -> list[WorkRow]:
    """What the list says of works, each given by the row numbers of its titles."""
    heads = connection.execute(_HEADS, (json.dumps([group[0] for group in groups]),)).fetchall()
    members = json.dumps([pid for group in groups for pid in group])
    ids = {row[0]: row[1] for row in connection.execute(_IDS, (members,))}
    named = json.dumps([head["work"] for head in heads if head["work"]])
    totals = {row["work"]: row["total"] for row in connection.execute(_TOTALS, (named,))}
    return [
        WorkRow(
            head["name"] or head["title"],
            head["contributors"],
            tuple(ids[pid] for pid in group if pid in ids),
            totals.get(head["work"], len(group)),
        )
        for head, group in zip(heads, groups, strict=True)
    ]
