"""Which reasons did people give for rules that could not be checked, item by item?"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

# Old bytes that are sent again were reviewed when they went first.
_REVIEWED = """
WITH RECURSIVE line (item, at) AS (
    SELECT value, value FROM json_each(?)
    UNION ALL
    SELECT line.item, item.resend_of FROM line JOIN item ON item.id = line.at
    WHERE item.resend_of IS NOT NULL
)
SELECT line.item, plan_item.problems FROM line
JOIN item ON item.id = line.at
JOIN job ON job.number = item.job
JOIN plan_item ON plan_item.plan = job.plan AND plan_item.flow = item.flow
    AND plan_item.subject = item.subject
ORDER BY line.at
"""
_CONFIRMED = 7
"""The place of a person's reason in a problem as it is kept."""

_LONGEST = 300


def reasons(conn: sqlite3.Connection, items: Sequence[int]) -> dict[int, dict[str, str]]:
    """For each item that needed one, rule to the reason that was given for it."""
    found: dict[int, dict[str, str]] = {}
    for item, problems in conn.execute(_REVIEWED, (json.dumps(list(items)),)):
        for each in json.loads(problems):
            if each[_CONFIRMED]:
                found.setdefault(int(item), {})[each[0]] = each[_CONFIRMED]
    return found


def told(given: Mapping[str, str]) -> str:
    """``rule 9: announced in spring; rule 12: covers seen``, or "" for none."""
    return "; ".join(
        f"rule {rule}: {' '.join(reason.split()).rstrip('.')[:_LONGEST]}"
        for rule, reason in given.items()
    )
