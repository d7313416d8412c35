"""What does one row of the list show? Strings and looks, each made once, when first looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from desktop_app.records.flow import Flow
from desktop_app.records.title import Standing, Title
from desktop_app.ui import states, wording
from desktop_app.ui.states import Look


@dataclass(frozen=True)
class Shown:
    """A title as the list paints it; most rows of a page are never painted.

    ``flows`` are those of the columns, ``today`` is an ISO date: dates of this year are short.
    """

    title: Title
    flows: tuple[Flow, ...]
    today: str

    @property
    def id(self) -> str:
        return self.title.id

    @cached_property
    def name(self) -> str:
        return wording.one_line(self.title.title) or "Untitled"

    @cached_property
    def author(self) -> str:
        return wording.one_line(self.title.contributors)

    @cached_property
    def subtitle(self) -> str:
        return wording.one_line(self.title.subtitle)

    @property
    def full_name(self) -> str:
        return ": ".join(filter(None, (self.name, self.subtitle)))

    @property
    def about(self) -> str:
        """What tells a title from the others of its work: its subtitle, else who wrote it."""
        return self.subtitle or self.author

    @cached_property
    def form(self) -> str:
        return wording.one_line(self.title.form_label)

    @cached_property
    def date(self) -> str:
        return wording.day(self.title.publication_date)

    @property
    def isbn(self) -> str:
        return wording.isbn(self.title.isbn)

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """The standing at each of ``flows``."""
        found = self.title.standing
        return tuple(_look(found.get(flow.name), self.today) for flow in self.flows)

    def detail(self, place: int) -> str:
        """Imprint, form, status or price, by number from 0; "" for any other."""
        if not 0 <= place < len(_DETAILS):
            return ""
        return wording.one_line(_DETAILS[place](self.title))

    @property
    def by_line(self) -> str:
        """Who wrote it and in which form it comes out."""
        return self.author + self.form_after(self.author)

    def form_after(self, words: str) -> str:
        """The form, and what parts it from ``words``: it tells the editions of a work apart, so
        it is the last thing to be cut."""
        return f" · {self.form}" if words and self.form else self.form


def show(title: Title, flows: Sequence[Flow], now: datetime) -> Shown:
    """Make a title ready for painting."""
    return Shown(title, tuple(flows), now.date().isoformat())


def price_of(title: Title) -> str:
    """The price that a list is sorted by: the lowest in pounds, or in the first other currency."""
    if not title.prices:
        return ""
    first = min(title.prices, key=lambda each: (each.currency != "GBP", each.currency, each.amount))
    return wording.money(first.amount, first.currency)


_DETAILS: tuple[Callable[[Title], str], ...] = (
    lambda title: title.imprint,
    lambda title: title.form_label or title.form,
    lambda title: title.status_label or title.status,
    price_of,
)


def spoken(shown: Shown, flows: Sequence[Flow], column: int, ticked: bool) -> str:
    """What a screen reader says for a cell; ``column`` counts flows from 0, -1 is the title."""
    if column >= 0:
        flow = flows[column]
        return states.standing_sentence(shown.title.standing.get(flow.name), flow.destination)
    tick = "selected, " if ticked else ""
    return f"{tick}{shown.full_name}, {shown.by_line}, {shown.date}, {shown.isbn}"


@lru_cache(maxsize=4096)
def _look(standing: Standing | None, today: str) -> Look:
    return states.of_standing(standing, datetime.fromisoformat(today).astimezone())
