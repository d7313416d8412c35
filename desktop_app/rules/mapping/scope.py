"""What is a hand-off about, where it is not about a title? One entry of a list of the record.

A table may name such a list: each entry that fits is a subject (``run:7``, ``contact:12``,
``milestone:work:3:81``), the same one from whichever title it is reached. Rows name the entry's
fields by the table's own word for it (``run.deliveryDate``), sources by the whole path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.rules.mapping.paths import Absent, Steps, entries, read
from desktop_app.rules.mapping.selectors import Context, Selector
from desktop_app.rules.mapping.transforms import code

_NUMBER = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_OF_WORK = "milestone:work"
_WORK_ID = ("work", "id")


@dataclass(frozen=True, slots=True)
class Scope:
    """``path`` is the list, ``id`` the entry's own number in it, ``alias`` the word of the rows.

    ``only`` says which entries can be a subject, ``then`` which of them are one now.
    """

    kind: str
    path: str
    names: Steps
    id: Steps
    alias: str
    only: tuple[Selector, ...]
    then: tuple[Selector, ...]

    def shown(self, path: str) -> str:
        """The whole source path for a path that begins with the table's word."""
        name, dot, rest = path.partition(".")
        return f"{self.path}[].{rest}" if dot and name == self.alias else path

    def subjects(
        self, document: Mapping[str, Any], known: Context, *, now: bool
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(subject, entry) in the order of the source, each subject once; ``now``: that are one."""
        found = entries(document, self.names)
        met: set[str] = set()
        for entry in found if isinstance(found, list) else ():
            fits = all(each.keeps(entry, known) for each in self.only)
            if not fits or (now and not all(each.keeps(entry, known) for each in self.then)):
                continue
            subject = self._subject(document, entry)
            if subject and subject not in met:
                met.add(subject)
                yield subject, entry

    def within(
        self, document: Mapping[str, Any], known: Context, subject: str
    ) -> Mapping[str, Any]:
        """The document with the subject's entry under the table's word, if it is there."""
        for name, entry in self.subjects(document, known, now=False):
            if name == subject:
                return {**document, self.alias: entry}
        return document

    def _subject(self, document: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
        number = _plain(read(entry, self.id))
        if self.kind != _OF_WORK:
            return f"{self.kind}:{number}" if number else ""
        work = _plain(read(document, _WORK_ID))
        return f"{self.kind}:{work}:{number}" if number and work else ""


def _plain(given: Any) -> str:
    found = None if isinstance(given, Absent) else code(given)
    return found if isinstance(found, str) and _NUMBER.fullmatch(found) else ""
