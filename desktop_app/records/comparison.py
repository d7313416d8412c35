"""What a destination really has, by its own file, beside what would go and what last went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Held(StrEnum):
    """How one title of a destination's file stands to ours."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING_THERE = "missing_there"
    UNKNOWN_HERE = "unknown_here"


@dataclass(frozen=True, slots=True)
class FieldHeld:
    """One field that differs. ``sent`` is None while nobody knows what was last taken; "" is
    nothing at all."""

    target: str
    label: str
    theirs: str
    ours: str
    sent: str | None = None

    @property
    def as_sent(self) -> bool:
        """Whether they hold here what was last sent: ours has moved since."""
        return self.sent is not None and self.sent == self.theirs


@dataclass(frozen=True, slots=True)
class TitleHeld:
    """One title: of ours with ``id``, or of theirs alone with the name their file gives it.

    ``sent_at`` is when they last took it, as far as this computer knows: an ISO time, "unknown",
    or "" for never. ``as_sent`` says whether the whole record is as it was last sent. ``more``
    counts fields that differ and are not kept here.
    """

    held: Held
    id: str
    isbn: str
    title: str
    fields: tuple[FieldHeld, ...] = ()
    sent_at: str = ""
    as_sent: bool | None = None
    place: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A record of the file that was not compared, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``read`` counts the records of the file: compared ones, those unknown here, and those that
    were ``left``. ``columns`` pairs headings of a table with what they were taken for;
    ``unread`` are headings that nobody knows, and fields that such a file cannot tell."""

    file: str
    flow: str
    destination: str
    kind: str
    read: int
    titles: tuple[TitleHeld, ...]
    left: tuple[NotCompared, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many titles stand how, each word once, with nothing left out."""
        found = Counter(each.held for each in self.titles)
        return {each.value: found[each] for each in Held}

    def of(self, held: Held) -> Iterator[TitleHeld]:
        """The titles that stand so, in the order of the file."""
        return (each for each in self.titles if each.held is held)

    @property
    def fields(self) -> list[tuple[str, int]]:
        """Which fields differ, in how many titles, most frequent first."""
        found: Counter[str] = Counter()
        for each in self.titles:
            found.update({field.label for field in each.fields})
        return found.most_common()
