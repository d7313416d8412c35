"""What can stand in a mapping table, once it was read and checked?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from desktop_app.rules.mapping.paths import Steps
from desktop_app.rules.mapping.scope import Scope
from desktop_app.rules.mapping.selectors import Selector
from desktop_app.rules.mapping.transforms import Transform

WRITES = ("json", "csv", "vcard", "icalendar")
"""What a table's values can be written as."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One target with one source path. ``codes`` gives the words for codes, others stay as they
    are; ``most`` is how many characters the destination takes, 0 for any number. ``when_set`` says
    that it is left out where there is none, as if the source could not tell."""

    target: str
    place: Steps
    names: Steps
    source: str
    transform: Transform
    codes: Mapping[str, str] | None = None
    required: bool = False
    most: int = 0
    when_set: bool = False


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """One target that says the same for every record; ``fact`` names a fact of the flow."""

    target: str
    place: Steps
    text: str
    fact: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One target for a list: an entry for each, the only entry that fits, or the first of them.

    ``key`` are the fields that name an entry, ``rank`` the fields that order entries of the
    same key. ``suffix`` names the fields that decide about an entry, as sources show it. With
    ``join`` the values of the entries become one text.
    """

    target: str
    place: Steps
    path: str
    names: Steps
    single: bool
    only: tuple[Selector, ...]
    then: tuple[Selector, ...]
    key: tuple[Steps, ...]
    rank: tuple[Steps, ...]
    suffix: str
    rows: tuple[ValueRow, ...]
    first: bool = False
    join: str = ""
    required: bool = False


AnyRow: TypeAlias = ValueRow | ConstantRow | GroupRow


@dataclass(frozen=True, slots=True)
class Milestone:
    """``path`` is where it is read; it is reached when the value is there, or is true."""

    name: str
    label: str
    path: str
    needs_true: bool
    rows: tuple[AnyRow, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole mapping. ``version`` is what baselines and plans remember.

    ``scope_rows`` are the rows of what is not about a title, where titles have rows too;
    ``columns`` those of a flat form, whoever reads it; the last ``loose`` of them end a row only
    where there is something in them. ``apart`` says that no title is a subject of its own, also for
    an audience that may see none of the others.
    """

    format: str
    version: str
    purpose: int
    content_type: str
    rows: tuple[AnyRow, ...]
    milestones: Mapping[str, Milestone]
    scope: Scope | None = None
    scope_rows: tuple[AnyRow, ...] = ()
    apart: bool = False
    writes: str = "json"
    columns: tuple[str, ...] = ()
    loose: int = 0
