"""What is a source of titles, and in what pieces does it give them?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from desktop_app.records.title import Record, SourceKind


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that was refused. ``id`` is a title id, or the best name it gave itself."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One answer of the source. ``cursor`` resumes after it; the unit is a work's number.

    ``words`` are warnings about this page in plain sentences. ``complete`` is False when the
    source said that parts of the page are missing: what is absent from it is not deleted.
    """

    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...]
    cursor: int
    words: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Loss:
    """A field that the source cannot tell: its document path (``work.season``) and its name in the
    schema that we know (``Work.season``). ``unusable``: it is there, in a form that we cannot ask
    for. ``partly``: titles of other types still have a value at that path."""

    path: str
    field: str
    unusable: bool = False
    partly: bool = False


class Ability(StrEnum):
    """What a source can do beside giving titles."""

    DESCRIBES_ITSELF = "describes_itself"
    IN_PARTS = "in_parts"
    CHANGED_SINCE = "changed_since"
    SINGLE_TITLES = "single_titles"


@dataclass(frozen=True, slots=True)
class Handshake:
    """How the source differs from the schema that Colophon knows.

    ``words`` are plain sentences for people; ``missing`` are document paths that the source
    cannot tell (``work.season``). A missing path is unknown in every record, never false.
    ``question`` stands for what is asked: when it is another one, what was read before lacks
    something, and all must be read again. ``told`` are the document paths that it can tell;
    ``learned`` is the ISO instant at which all this was found out, "" for just now; ``by`` names
    the interface (``GraphQL``); ``added`` counts fields that it has and nobody here asks for.
    """

    words: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    question: str = ""
    losses: tuple[Loss, ...] = ()
    told: tuple[str, ...] = ()
    abilities: frozenset[Ability] = frozenset()
    learned: str = ""
    by: str = ""
    added: int = 0


class Memory(Protocol):
    """Keeps what a handshake found out, for the next time. It may forget at will."""

    def recall(self) -> str | None:
        """What was kept last, or None."""
        ...

    def keep(self, text: str) -> None:
        """Keep this instead. Never raises."""
        ...


class Source(Protocol):
    """Where titles come from. Every method may raise a SourceError."""

    @property
    def kind(self) -> SourceKind:
        """Which kind of source this is: what it cannot tell differs by kind."""
        ...

    async def handshake(self) -> Handshake:
        """Find out what the source can tell. Called once; later calls give the same answer."""
        ...

    def pages(self, *, since: date | None = None, after: int = 0) -> AsyncIterator[SourcePage]:
        """All titles, or those that may have changed since a day, after a work's number."""
        ...

    async def fetch(self, title_ids: Sequence[str]) -> SourcePage:
        """Read single titles again. A title that the source no longer has is not in the page."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...
