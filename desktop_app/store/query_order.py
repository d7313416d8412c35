"""In which order does a list stand? The SQL of each sort's key, and the index that has it ready.

Rows of one key follow by name, then by when they came; a falling order is the rising one turned
round. Titles without the value come first in a rising order; in that of a destination, last.
"""

# ruff: noqa: S608

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop_app.records.errors import UsageError
from desktop_app.records.query import SORTS, STANDING_SORT
from desktop_app.store.folding import folded

Bind = Callable[[Any], str]

_NO_CELL = 9
"""Behind every verdict: the destination has nothing of the title."""


@dataclass(frozen=True, slots=True)
class Order:
    """``key`` is SQL over ``list`` (and ``ranks``, if ``ranks`` is not empty). ``index`` names the
    index that is in this order, or is empty. ``number``: keys are whole numbers, not text."""

    key: str
    index: str = ""
    number: bool = False
    ranks: str = ""


def order_of(connection: sqlite3.Connection, sort: str, bind: Bind) -> Order:
    """The order of that name; raises UsageError for an unknown one."""
    if sort == "publication_date":
        return Order("list.date", "list_date", number=True)
    if sort == "title":
        return Order("list.name", "list_name")
    if sort == "isbn":
        return Order("list.isbn")
    if sort in ("imprint", "status", "form"):
        ranks = bind(json.dumps(_ranks(connection, sort)))
        return Order(
            "printf('%07d', ranks.place) || list.name",
            ranks=f"(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS place"
            f" FROM json_each({ranks})) AS ranks ON ranks.id = list.{sort}",
        )
    if sort == "price":
        return Order(f"coalesce('1' || ({_PRICE}), '0') || list.name")
    if sort.startswith(STANDING_SORT):
        flow = bind(sort.removeprefix(STANDING_SORT))
        return Order(
            "coalesce((SELECT min(verdict) FROM standing WHERE standing.pid = list.pid"
            f" AND standing.flow = {flow}), {_NO_CELL}) || list.name"
        )
    raise UsageError(
        f"Titles cannot be sorted by {sort}.",
        next_step=f"They can by {', '.join(SORTS)}, or {STANDING_SORT}FLOW.",
    )


_PRICE = """
SELECT (currency <> 'GBP') || currency || printf('%020d', max(amount, 0)) FROM price
WHERE price.pid = list.pid ORDER BY currency <> 'GBP', currency, amount LIMIT 1
"""


def _ranks(connection: sqlite3.Connection, facet: str) -> list[tuple[int, int]]:
    """Each value of a facet with its place in the order of labels."""
    rows = connection.execute(
        "SELECT id, value, label FROM facet_value WHERE facet = ?", (facet,)
    ).fetchall()
    rows.sort(key=lambda row: (folded(row["label"]), row["label"], row["value"]))
    return [(row["id"], place) for place, row in enumerate(rows)]
