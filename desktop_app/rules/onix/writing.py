"""What does every block of a product need to know while it is written?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.records.flow import Flow
from desktop_app.records.onix import OnixSettings
from desktop_app.records.title import Record
from desktop_app.rules.mapping.paths import ABSENT, Absent
from desktop_app.rules.mapping.paths import entries as listed
from desktop_app.rules.mapping.paths import read as found
from desktop_app.rules.mapping.selectors import Context
from desktop_app.rules.mapping.transforms import code, integer, iso_date, text
from desktop_app.rules.onix.sink import Sink

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Writing:
    """One product on its way: the record, the flow, its settings, and where it is written to."""

    record: Record
    flow: Flow
    settings: OnixSettings
    known: Context
    sink: Sink

    @property
    def document(self) -> Mapping[str, Any]:
        return self.record.document

    def words(self, *names: str) -> str:
        """The text at a path on one line; "" when there is none or the source cannot tell."""
        return words(found(self.document, names))

    def code(self, *names: str) -> str:
        """The code at a path."""
        return plain_code(found(self.document, names))

    def entries(self, *names: str) -> list[Entry]:
        """The objects of a list; none where the source cannot tell."""
        given = listed(self.document, names)
        return [] if given is None or isinstance(given, Absent) else given

    def told(self, *names: str) -> bool:
        """Whether the source can tell what stands at a path."""
        return found(self.document, names) is not ABSENT

    def say(self, name: str, path: str, rule: str = "as written") -> str:
        """Write the text at a path as an element, and return it."""
        value = self.words(*path.split("."))
        self.sink.say(name, value, path, rule)
        return value


def words(given: object) -> str:
    """A text or number on one line, without control characters; "" for anything else."""
    if type(given) is str and given.isascii() and given.isprintable():
        made: object = given.strip()
    else:
        made = text(given)
    if not isinstance(made, str):
        return ""
    return made if made.isprintable() and "  " not in made else " ".join(made.split())


def plain_code(given: object) -> str:
    """A code as one word; "" for anything else."""
    if isinstance(given, str):
        return words(given).removeprefix("_")
    made = code(given)
    return made if isinstance(made, str) else ""


def whole(given: object) -> str:
    """A whole number above zero as text; "" for anything else."""
    made = integer(given)
    return str(made) if isinstance(made, int) and made > 0 else ""


def digits(given: object) -> str:
    """A calendar date as eight digits; "" for anything else."""
    made = iso_date(given)
    return made.replace("-", "") if isinstance(made, str) else ""


def entry_words(entry: Entry, *names: str) -> str:
    """The text at a path of an entry."""
    return words(found(entry, names))
