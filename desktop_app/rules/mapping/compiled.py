"""A mapping table as the steps that write a payload: worked out once, taken for every record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from desktop_app.records.flow import Audience, OwnMapping
from desktop_app.records.subject import milestone_of
from desktop_app.rules.mapping.cells import Cells, Step, Writing, cells_of, made_row, plant
from desktop_app.rules.mapping.groups import group
from desktop_app.rules.mapping.rows import AnyRow, ConstantRow, Table, ValueRow
from desktop_app.rules.mapping.table import table


@dataclass(frozen=True, slots=True)
class Compiled:
    """``known`` as steps: those of its titles, of each milestone, and of what its scope names."""

    known: Table
    steps: tuple[Step, ...]
    milestones: Mapping[str, tuple[Step, ...]]
    scope_steps: tuple[Step, ...]

    def steps_of(self, subject: str) -> tuple[Step, ...]:
        """The steps for a subject, in the order of ``rows_of``."""
        if self.scope_steps and about(self.known, subject):
            return self.scope_steps
        return self.milestones.get(milestone_of(subject), self.steps)


@cache
def compiled(name: str, audience: Audience, own: OwnMapping | None) -> Compiled:
    """The steps of the table that is in force; raises MappingError."""
    known = table(name, audience, own)
    return Compiled(
        known,
        _steps(known.rows),
        {
            each: _steps((*known.rows, *milestone.rows))
            for each, milestone in known.milestones.items()
        },
        _steps(known.scope_rows),
    )


def rows_of(known: Table, subject: str) -> Iterable[AnyRow]:
    """The table's rows for a subject: the common ones, then those of its milestone.

    What is not about a title has rows of its own where titles have some too.
    """
    if known.scope_rows and about(known, subject):
        return known.scope_rows
    milestone = known.milestones.get(milestone_of(subject))
    return (*known.rows, *milestone.rows) if milestone else known.rows


def about(known: Table, subject: str) -> bool:
    """Whether a subject is an entry of the list that the table names, and not a title."""
    return known.scope is not None and subject.startswith(f"{known.scope.kind}:")


def _steps(rows: Sequence[AnyRow]) -> tuple[Step, ...]:
    """Values that follow each other are one step."""
    made: list[Step] = []
    values: list[ValueRow] = []
    for row in rows:
        if isinstance(row, ValueRow):
            values.append(row)
            continue
        if values:
            made.append(_top(cells_of(values)))
            values = []
        made.append(_constant(row) if isinstance(row, ConstantRow) else group(row))
    return (*made, _top(cells_of(values))) if values else tuple(made)


def _top(cells: Cells) -> Step:
    def put(writing: Writing) -> None:
        cells.put(writing.document, writing.tree, writing.rows, "", writing.known)

    return put


def _constant(row: ConstantRow) -> Step:
    said = made_row((row.target, row.text, "", "constant"))

    def put(writing: Writing) -> None:
        told = said
        if row.fact == "market":
            told = said._replace(value=writing.known.market.name)
        plant(writing.tree, row.place, told.value)
        writing.rows.append(told)

    return put
