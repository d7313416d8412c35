"""The values of one object as cells: where each is looked up, what is done to it, where it goes.

Names, places, sources and the words of rules are the same for each record, and so are the objects
of a document in which its values stand. All of that is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeAlias

from desktop_app.records.payload import Row
from desktop_app.rules.mapping.paths import ABSENT, Steps, step
from desktop_app.rules.mapping.rows import ValueRow
from desktop_app.rules.mapping.selectors import Context, Entry
from desktop_app.rules.mapping.transforms import Mapped

made_row: Callable[[tuple[str, str, str, str]], Row] = partial(tuple.__new__, Row)
"""A row of its four parts, for a third of what its own constructor costs."""


@dataclass(slots=True)
class Writing:
    """What grows while one payload is written: its tree and its rows, side by side."""

    document: Mapping[str, Any]
    known: Context
    tree: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


class Step(Protocol):
    """Writes one or more targets."""

    def __call__(self, writing: Writing, /) -> None: ...


_Finish: TypeAlias = Callable[[Mapped, Context], Mapped]


class _Cell(NamedTuple):
    """One value: its object by number, its name there, and where it goes: ``leaf`` in the object
    that ``stem`` leads to."""

    above: int
    name: str
    apply: Callable[[Any], Mapped]
    finish: _Finish | None
    stem: Steps
    leaf: str
    target: str
    source: str
    rule: str
    when_set: bool


class Cells(NamedTuple):
    """Values of one object. ``branches`` are the objects in it that hold them, each found by the
    number of an earlier one (0 is the object itself) and a name."""

    branches: tuple[tuple[int, str], ...]
    cells: tuple[_Cell, ...]

    def put(
        self, entry: Entry, tree: dict[str, Any], rows: list[Row], prefix: str, known: Context
    ) -> None:
        """Write all of them into ``tree``, and a row for each."""
        add = rows.append
        held: list[Any] = [entry]
        for above, name in self.branches:
            held.append(step(held[above], name))
        for above, name, apply, finish, stem, leaf, target, source, rule, when_set in self.cells:
            holder = held[above]
            given = holder.get(name, ABSENT) if type(holder) is dict else step(holder, name)
            if given is ABSENT:
                continue
            found, told = None, ""
            if given is not None:
                found = apply(given)
                if found is ABSENT:
                    continue
                if finish is not None:
                    found = finish(found, known)
                told = found if type(found) is str else shown(found)
            if when_set and found is None:
                continue
            grown = tree
            for each in stem:
                grown = grown.setdefault(each, {})
            grown[leaf] = found
            add(made_row((prefix + target, told, source, rule)))


def cells_of(rows: Sequence[ValueRow]) -> Cells:
    numbers: dict[Steps, int] = {(): 0}
    branches: list[tuple[int, str]] = []
    for row in rows:
        for length in range(1, len(row.names)):
            if row.names[:length] not in numbers:
                numbers[row.names[:length]] = len(numbers)
                branches.append((numbers[row.names[: length - 1]], row.names[length - 1]))
    return Cells(
        tuple(branches),
        tuple(
            _Cell(
                numbers[row.names[:-1]],
                row.names[-1],
                row.transform.apply,
                _finish(row),
                row.place[:-1],
                row.place[-1],
                row.target,
                row.source,
                row.transform.words,
                row.when_set,
            )
            for row in rows
        ),
    )


def _finish(row: ValueRow) -> _Finish | None:
    """What is still to do to a value that only its flow can tell, or a table of codes."""
    if row.codes is not None:
        return partial(_worded, row.codes)
    return {"market_countries": _in_market, "sha256": _hash}.get(row.transform.name)


def _worded(codes: Mapping[str, str], found: Mapped, known: Context) -> Mapped:
    return codes.get(found, found) if isinstance(found, str) else found


def _in_market(found: Mapped, known: Context) -> Mapped:
    return known.market.within(found) if isinstance(found, list) else found


def _hash(found: Mapped, known: Context) -> Mapped:
    return known.hashes.get(found) if isinstance(found, str) else None


def shown(value: Mapped) -> str:
    """A mapped value as a row shows it; nothing for null."""
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, list) else str(value)


def plant(tree: dict[str, Any], place: Steps, value: Any) -> None:
    """Put a value at its place, with the objects on the way."""
    for name in place[:-1]:
        tree = tree.setdefault(name, {})
    tree[place[-1]] = value
