"""What does one row of the list show? Strings and looks made ready once, not at every paint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from desktop_app.records.flow import Flow
from desktop_app.records.title import Standing, Title
from desktop_app.ui import states, wording
from desktop_app.ui.states import Look


@dataclass(frozen=True, slots=True)
class Shown:
    """A title as the list paints it. ``looks`` follow the flows of the columns."""

    title: Title
    name: str
    by_line: str
    date: str
    isbn: str
    looks: tuple[Look, ...]

    @property
    def id(self) -> str:
        return self.title.id


def show(title: Title, flows: Sequence[Flow], now: datetime) -> Shown:
    """Make a title ready for painting."""
    by_line = " · ".join(filter(None, (title.contributors, title.form_label)))
    return Shown(
        title=title,
        name=wording.one_line(title.title) or "Untitled",
        by_line=wording.one_line(by_line),
        date=wording.day(title.publication_date),
        isbn=wording.isbn(title.isbn),
        looks=tuple(_look(title.standing.get(flow.name), now.date().isoformat()) for flow in flows),
    )


def spoken(shown: Shown, flows: Sequence[Flow], column: int, ticked: bool) -> str:
    """What a screen reader says for a cell; ``column`` counts flows from 0, -1 is the title."""
    if column >= 0:
        flow = flows[column]
        return states.standing_sentence(shown.title.standing.get(flow.name), flow.destination)
    tick = "selected, " if ticked else ""
    return f"{tick}{shown.name}, {shown.by_line}, {shown.date}, {shown.isbn}"


@lru_cache(maxsize=4096)
def _look(standing: Standing | None, today: str) -> Look:
    return states.of_standing(standing, datetime.fromisoformat(today).astimezone())
