"""How does SQL say what a clause of a search asks? One condition on the narrow row for each.

Every value is bound; the text put together here is our own. No condition is ever null, so that
NOT turns each of them round.
"""

# ruff: noqa: S608

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from desktop_app.records.asked import (
    Choice,
    Clause,
    Days,
    Digits,
    InField,
    Missing,
    Money,
    Phrase,
    Plain,
    Stands,
    Value,
)
from desktop_app.records.errors import QueryError
from desktop_app.store.catalogue_read import VERDICTS
from desktop_app.store.folding import folded, words
from desktop_app.store.query_parse import example
from desktop_app.store.search_terms import Number, Terms, terms

Bind = Callable[[Any], str]
"""Keeps a value and gives its name in the SQL."""

_COLUMNS = {"title": ("title", "subtitle"), "contributor": ("contributors",), "series": ("series",)}
_EVERYWHERE = ("title", "subtitle", "imprint", "series")
_SHOWN_PEOPLE = "' ' || folded(title.contributors) || ' '"
_NAMED = 12
"""So many values are named in an error at most."""


class Conditions:
    """Makes conditions of clauses for one connection."""

    def __init__(self, connection: sqlite3.Connection, bind: Bind) -> None:
        self._connection = connection
        self._bind = bind

    def of(self, clause: Clause) -> str:
        """The condition; raises QueryError for a status or form that no title has."""
        condition = self._positive(clause)
        return f"NOT ({condition})" if clause.negated else f"({condition})"

    def _positive(self, clause: Clause) -> str:
        makers: dict[type, Callable[[Any], str]] = {
            Plain: lambda test: " AND ".join(self.plain(terms(test.text))),
            Phrase: self._phrase,
            InField: self._in_field,
            Choice: lambda test: self._choice(test, clause),
            Days: _days,
            Money: self._money,
            Digits: lambda test: self.has_digits(Number(test.digits, "")),
            Stands: self._stands,
            Missing: lambda test: self._missing(test.field),
        }
        return makers[type(clause.test)](clause.test)

    # -- words and numbers ---------------------------------------------------------------------

    def match(self, expression: str) -> str:
        """SQL of the rows that a full-text expression finds."""
        return f"SELECT rowid AS pid FROM find WHERE find MATCH {self._bind(expression)}"

    def plain(self, asked: Terms) -> list[str]:
        """Conditions that hold for the rows that words and numbers find."""
        found = ["FALSE"] if asked.nothing else []
        if asked.match:
            found.append(f"list.pid IN ({self.match(asked.match)})")
        for number in asked.numbers:
            found.append(f"({self.has_digits(number)} OR list.pid IN ({self.match(number.match)}))")
        return found

    def numbered(self, number: Number) -> str:
        """SQL of the rows whose ISBN has the digits."""
        if number.inner:
            quoted = self._bind(f'"{number.digits}"')
            return f"SELECT rowid AS pid FROM find_isbn WHERE find_isbn MATCH {quoted}"
        first, last = self._bind(number.digits), self._bind(number.digits + ":")
        return f"SELECT pid FROM title WHERE gone = 0 AND isbn >= {first} AND isbn < {last}"

    def has_digits(self, number: Number) -> str:
        """A condition: the row's ISBN has the digits."""
        place = f"instr(list.isbn, {self._bind(number.digits)})"
        return f"{place} > 0" if number.inner else f"{place} = 1"

    # -- words next to each other, words in a field --------------------------------------------

    def _phrase(self, phrase: Phrase) -> str:
        pattern = self._bind(_pattern(phrase.words, phrase.open))
        tests = [f"instr({_spaced(column)}, {pattern}) > 0" for column in _EVERYWHERE]
        tests.append(f"instr({_SHOWN_PEOPLE}, {pattern}) > 0")
        return self._verified(phrase.words, phrase.open, " OR ".join(tests))

    def _in_field(self, test: InField) -> str:
        columns = _COLUMNS[test.field]
        if test.phrase:
            pattern = self._bind(_pattern(test.words, test.open))
            places = [_spaced(column) for column in columns]
            if test.field == "contributor":
                places = [_SHOWN_PEOPLE]
            tests = " OR ".join(f"instr({place}, {pattern}) > 0" for place in places)
            return self._verified(test.words, test.open, tests)
        text = " || ".join(_spaced(column) for column in columns)
        tests = " AND ".join(f"instr({text}, {self._bind(f' {word}')}) > 0" for word in test.words)
        return self._verified(test.words, True, tests, begun=True)

    def _verified(
        self, found: Sequence[str], open_end: bool, tests: str, *, begun: bool = False
    ) -> str:
        """The index knows only which words a title has; where they stand is looked up for those.

        ``begun``: each word may go on; otherwise the last one may, if the end is open.
        """
        last = len(found) - 1
        wanted = " AND ".join(
            f'"{word}"*' if begun or (open_end and place == last) else f'"{word}"'
            for place, word in enumerate(found)
        )
        return (
            f"list.pid IN (SELECT hit.pid FROM ({self.match(wanted)}) AS hit"
            " CROSS JOIN words ON words.pid = hit.pid CROSS JOIN title ON title.pid = hit.pid"
            f" WHERE {tests})"
        )

    # -- values --------------------------------------------------------------------------------

    def _choice(self, choice: Choice, clause: Clause) -> str:
        numbers = [
            number for value in choice.values for number in self._numbers(choice, value, clause)
        ]
        chosen = ", ".join(f"{number:d}" for number in dict.fromkeys(numbers))
        return f"list.{choice.field} IN ({chosen})" if chosen else "FALSE"

    def _numbers(self, choice: Choice, value: Value, clause: Clause) -> list[int]:
        rows = self._connection.execute(
            "SELECT id, value, label FROM facet_value WHERE facet = ?", (choice.field,)
        ).fetchall()
        found = [row["id"] for row in rows if _names(row["value"], row["label"], value)]
        if not found and choice.field != "imprint" and len(value.text) > 2:
            raise _no_such(choice.field, value.text, [row["label"] for row in rows], clause)
        return found

    def _money(self, money: Money) -> str:
        tests = []
        if money.currency:
            tests.append(f"currency = {self._bind(money.currency)}")
        if money.low is not None:
            tests.append(f"amount >= {money.low:d}")
        if money.high is not None:
            tests.append(f"amount <= {money.high:d}")
        return f"list.pid IN (SELECT pid FROM price WHERE {' AND '.join(tests)})"

    def _stands(self, stands: Stands) -> str:
        verdict = VERDICTS.index(stands.verdict)
        somewhere = f"list.verdicts & {1 << verdict:d} <> 0"
        if not stands.flows:
            return somewhere
        flows = self._bind(json.dumps(stands.flows))
        return (
            f"{somewhere} AND list.pid IN (SELECT pid FROM standing AS here"
            f" WHERE flow IN (SELECT value FROM json_each({flows})) AND verdict = {verdict:d}"
            " AND NOT EXISTS (SELECT 1 FROM standing AS other WHERE other.pid = here.pid"
            f" AND other.flow = here.flow AND other.verdict < {verdict:d}))"
        )

    def _missing(self, field: str) -> str:
        return {
            "pub": "list.date = 0",
            "isbn": "list.isbn = ''",
            "price": "NOT EXISTS (SELECT 1 FROM price WHERE price.pid = list.pid)",
            "contributor": "list.pid IN (SELECT pid FROM words WHERE contributors = '')",
            "series": "list.pid IN (SELECT pid FROM words WHERE series = '')",
        }.get(
            field,
            f"list.{field} IN (SELECT id FROM facet_value WHERE facet = {self._bind(field)}"
            " AND value = '')",
        )


def _days(days: Days) -> str:
    return " OR ".join(f"list.date BETWEEN {first:d} AND {last:d}" for first, last in days.spans)


def _names(code: str, label: str, wanted: Value) -> bool:
    """Whether a code or a label is the value, or its words begin as those of the value do."""
    plain = wanted.text.casefold()
    if plain in (code.casefold(), label.casefold()):
        return bool(plain)
    known, asked = folded(label), words(wanted.text)
    if wanted.whole:
        return bool(asked) and known == " ".join(asked)
    return bool(asked) and all(f" {word}" in f" {known}" for word in asked)


def _no_such(field: str, text: str, labels: Sequence[str], clause: Clause) -> QueryError:
    named = sorted(label for label in labels if label)[:_NAMED]
    known = f"Here are: {', '.join(named)}. " if named else ""
    return QueryError(
        f"No title has the {field} “{text[:60]}”.",
        next_step=f"{known}Write {example(field)}.",
        start=clause.start,
        end=clause.end,
    )


def _pattern(found: Sequence[str], open_end: bool) -> str:
    return f" {' '.join(found)}{'' if open_end else ' '}"


def _spaced(column: str) -> str:
    return f"' ' || words.{column} || ' '"
