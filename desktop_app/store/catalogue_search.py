"""Which titles answer a query, in which order, and how many? SQL for the ways that are quick.

Sorting is the slow part, so there are two ways: few hits are sorted by their narrow rows; many
hits are found by walking an index that is already in order. Functions of a reader's connection.
"""

# Values that a person typed are always bound; the text put together here is our own.
# ruff: noqa: S608

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from desktop_app.records.errors import UsageError
from desktop_app.records.query import FACETS, Cursor, FacetValue, Page, Query
from desktop_app.store.catalogue_read import VERDICTS, titles
from desktop_app.store.query_order import order_of
from desktop_app.store.search_terms import Number, Terms, terms

if TYPE_CHECKING:
    from desktop_app.store.clause_sql import Conditions

# What reads typed words is imported with the first of them: a window starts without.

MANY = 20_000
"""Above so many hits an index is walked in order; below, the hits are sorted."""

_FETCH = 500


class _Plan:
    """One query made ready: conditions on the narrow row, and the hits of its words."""

    def __init__(self, connection: sqlite3.Connection, query: Query) -> None:
        self.parameters: dict[str, Any] = {}
        self._connection = connection
        self.conditions: list[str] = []
        self.terms = Terms()
        if query.text:
            self._add_typed(query)
        self._add_facets(connection, query.facets)
        self._add_standing(query.standing)
        if query.ids:
            ids = self.bind(json.dumps(query.ids))
            self.conditions.append(
                "list.pid IN (SELECT pid FROM title"
                f" WHERE id IN (SELECT value FROM json_each({ids})))"
            )

    @cached_property
    def sql(self) -> Conditions:
        from desktop_app.store.clause_sql import Conditions

        return Conditions(self._connection, self.bind)

    def _add_typed(self, query: Query) -> None:
        from desktop_app.records.asked import Plain
        from desktop_app.store.query_parse import parse

        clauses = parse(query.text, query.places)
        for clause in clauses:
            if isinstance(clause.test, Plain) and not clause.negated:
                self.terms = terms(clause.test.text)
                if self.terms.nothing and len(clauses) == 1:
                    self.conditions.append("FALSE")
            else:
                self.conditions.append(self.sql.of(clause))

    def _add_facets(
        self, connection: sqlite3.Connection, facets: Mapping[str, Sequence[str]]
    ) -> None:
        for facet, values in facets.items():
            if facet not in FACETS:
                raise UsageError(f"Titles cannot be filtered by {facet}.")
            if values:
                keys = _facet_keys(connection, facet, values)
                numbers = ", ".join(str(key) for key in keys) or "NULL"
                self.conditions.append(f"list.{facet} IN ({numbers})")

    def _add_standing(self, verdicts: Sequence[str]) -> None:
        if verdicts:
            mask = sum({1 << number for number, each in enumerate(VERDICTS) if each in verdicts})
            self.conditions.append(f"list.verdicts & {mask:d} <> 0")

    def bind(self, value: Any) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def hits(self) -> str:
        """SQL of the rows that the words and numbers find, or "" when there are none of them:
        the way for few."""
        parts = []
        if self.terms.match:
            parts.append(self.sql.match(self.terms.match))
        parts += [self._either(number) for number in self.terms.numbers]
        return " INTERSECT ".join(f"SELECT pid FROM ({part})" for part in parts)

    def _either(self, number: Number) -> str:
        return f"{self.sql.match(number.match)} UNION {self.sql.numbered(number)}"

    def tests(self) -> list[str]:
        """The same as conditions: the way for many."""
        return self.sql.plain(replace(self.terms, nothing=False))


def search(
    connection: sqlite3.Connection,
    query: Query,
    flows: Sequence[str],
    limit: int,
    after: Cursor | None,
) -> Page:
    """One page of at most ``limit`` rows after the cursor, and the exact number of all hits."""
    total = count(connection, query)
    found = _sorted(connection, query, total, limit + 1, after).fetchmany(limit + 1)
    rows = found[:limit]
    cursor = (str(rows[-1]["key"]), int(rows[-1]["pid"])) if len(found) > limit else None
    shown = titles(connection, [row["pid"] for row in rows], flows)
    return Page(tuple(shown), total, cursor)


def ids(connection: sqlite3.Connection, query: Query) -> array[int]:
    """The row numbers of all hits in order."""
    found: array[int] = array("q")
    rows = _sorted(connection, query, count(connection, query), -1, None)
    while chunk := rows.fetchmany(_FETCH):
        found.extend(row[0] for row in chunk)
    return found


def count(connection: sqlite3.Connection, query: Query) -> int:
    """The exact number of hits."""
    plan = _Plan(connection, query)
    typed = plan.terms
    if len(typed.numbers) == 1 and not typed.match:
        return _count_number(connection, plan, typed.numbers[0])
    hits = plan.hits()
    if hits and not plan.conditions:
        sql = f"SELECT count(*) FROM ({hits})"
    elif hits:
        sql = f"SELECT count(*) FROM ({hits}) AS hit CROSS JOIN list ON list.pid = hit.pid"
        sql += _where(plan.conditions)
    else:
        sql = f"SELECT count(*) FROM list{_where(plan.conditions)}"
    return int(connection.execute(sql, plan.parameters).fetchone()[0])


def _count_number(connection: sqlite3.Connection, plan: _Plan, number: Number) -> int:
    """Hits by ISBN plus hits by words that are not hits by ISBN: no large union is built."""
    total = 0
    other = f"NOT {plan.sql.has_digits(number)}"
    for hits, conditions in (
        (plan.sql.numbered(number), plan.conditions),
        (plan.sql.match(number.match), [*plan.conditions, other]),
    ):
        sql = f"SELECT count(*) FROM ({hits})"
        if conditions:
            sql += " AS hit CROSS JOIN list ON list.pid = hit.pid" + _where(conditions)
        total += int(connection.execute(sql, plan.parameters).fetchone()[0])
    return total


def facets(
    connection: sqlite3.Connection, query: Query, names: Sequence[str]
) -> dict[str, list[FacetValue]]:
    """For each facet its values under the rest of the query, the most frequent first."""
    answer = {}
    for name in names:
        others = {key: values for key, values in query.facets.items() if key != name}
        plan = _Plan(connection, replace(query, facets=others))
        hits = plan.hits()
        source = f"({hits}) AS hit CROSS JOIN list ON list.pid = hit.pid" if hits else "list"
        rows = connection.execute(
            f"SELECT facet_value.value, facet_value.label, n FROM"
            f" (SELECT list.{name} AS number, count(*) AS n FROM {source}"
            f"{_where(plan.conditions)} GROUP BY 1)"
            f" JOIN facet_value ON facet_value.id = number ORDER BY {_facet_order(name)}",
            plan.parameters,
        )
        answer[name] = [FacetValue(row[0], row[1], row[2]) for row in rows]
    return answer


def _facet_order(name: str) -> str:
    return "value DESC" if name == "month" else "n DESC, label, value"


def _sorted(
    connection: sqlite3.Connection, query: Query, total: int, limit: int, after: Cursor | None
) -> sqlite3.Cursor:
    """Rows (pid, key) in order. ``limit`` -1 means all."""
    plan = _Plan(connection, query)
    order = order_of(connection, query.sort, plan.bind)
    many = total > MANY
    hits = "" if many else plan.hits()
    conditions = [*plan.conditions, *(plan.tests() if many else ())]
    way, past = ("DESC", "<") if query.descending else ("ASC", ">")
    if after is not None:
        key = int(after[0]) if order.number else after[0]
        edge = f"({plan.bind(key)}, {plan.bind(after[1])})"
        conditions.append(f"({order.key}, list.pid) {past} {edge}")
    if hits:
        source = f"({hits}) AS hit CROSS JOIN list ON list.pid = hit.pid"
    elif order.index and (many or not plan.conditions):
        source = f"list INDEXED BY {order.index}"
    else:
        source = "list"
    if order.ranks:
        source += f" JOIN {order.ranks}"
    return connection.execute(
        f"SELECT list.pid AS pid, {order.key} AS key FROM {source}"
        f"{_where(conditions)} ORDER BY key {way}, list.pid {way}"
        f" LIMIT {limit:d}",
        plan.parameters,
    )


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _facet_keys(connection: sqlite3.Connection, facet: str, values: Sequence[str]) -> list[int]:
    """Numbers of values, given as values or, from a command line, as labels in any case."""
    rows = connection.execute(
        "SELECT id FROM facet_value WHERE facet = :facet AND"
        " (value IN (SELECT value FROM json_each(:values))"
        " OR lower(label) IN (SELECT lower(value) FROM json_each(:values)))",
        {"facet": facet, "values": json.dumps(list(values))},
    )
    return [int(row[0]) for row in rows]
