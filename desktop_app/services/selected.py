"""What have the messages of many titles in common, and in what do they differ? Bounded counts.

Pure. Slices of cases are folded where they are judged, so that no payload is kept or handed on;
a ``Gathering`` takes the slices in order. However the cases are cut into slices, the same comes
out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

from desktop_app.records.payload import Row, Severity
from desktop_app.records.state import State
from desktop_app.services.judged import Judged, planned
from desktop_app.services.shapes import shape

VALUES = 100
"""Different values that are kept of one field: the first that are met."""

FIELDS = 500
"""Fields that are kept; a format has about a hundred."""

OTHERS = 10_000
"""Up to so many fields beyond are counted."""

TEXT = 200
"""Characters that are kept of a value; longer ones are told apart by their digest."""

_END = "\0"


class Stand(StrEnum):
    """What would become of a title's message."""

    GOES = "goes"
    HELD = "held"
    SAME = "same"
    BLOCKED = "blocked"
    UNCHECKED = "unchecked"
    NO_SUBJECT = "no_subject"
    GONE = "gone"


_STANDS = {State.PREPARED: Stand.GOES, State.HELD: Stand.HELD, State.UNCHANGED: Stand.SAME}
# What stops one of the titles that share a subject stops it for all of them.
_STOPS = {Stand.UNCHECKED: 1, Stand.BLOCKED: 2}

Told = tuple[str, str, Stand]
"""Title, subject and stand of one case."""


@dataclass(slots=True)
class FieldSlice:
    """One field in a slice: how many cases have it, and which do by value. Cases are counted from
    the first of the slice."""

    cases: list[int] = field(default_factory=list)
    values: dict[str, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Slice:
    """Some cases, folded; ``cases`` of one title stand together."""

    cases: list[Told] = field(default_factory=list)
    fields: dict[str, FieldSlice] = field(default_factory=dict)

    def add(self, told: Told, rows: Iterable[Row]) -> None:
        """One more case and the rows of its payload; one without a value says nothing."""
        number = len(self.cases)
        self.cases.append(told)
        said = ((shape(row.target), row.value) for row in rows if row.value)
        for target, value in dict.fromkeys(said):
            found = self.fields.get(target)
            if found is None:
                found = self.fields[target] = FieldSlice()
            if not found.cases or found.cases[-1] != number:
                found.cases.append(number)
            found.values.setdefault(_kept(value), []).append(number)


def fields_of(judged: Sequence[Judged]) -> list[Slice]:
    """The fold of these cases, for ``Judge.folded``."""
    made = Slice()
    for each in judged:
        made.add((each.record.id, each.subject, _stand(each)), each.payload.rows)
    return [made]


def _stand(judged: Judged) -> Stand:
    state = planned(judged)
    if state is not State.BLOCKED:
        return _STANDS[state]
    wrong = any(each.severity is not Severity.UNKNOWN for each in judged.stops)
    return Stand.BLOCKED if wrong else Stand.UNCHECKED


def _kept(value: str) -> str:
    """A value as it is kept: long ones by their beginning and what tells them apart."""
    if len(value) <= TEXT:
        return value
    digest = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{value[:TEXT]}{_END}{digest}"


Titles = Sequence[int]
"""Places in the list of titles that was asked about, rising."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field. ``text`` ends early where it is ``cut``."""

    text: str
    titles: Titles
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the messages. ``values`` are the kept ones, the most frequent first; ``more``
    is how many different values are not among them, ``rest`` the titles that have one of those,
    ``without`` how many titles do not have the field. ``alike``: every message has just these
    values."""

    target: str
    values: tuple[Value, ...]
    alike: bool
    more: int = 0
    rest: Titles = ()
    without: int = 0

    @property
    def different(self) -> int:
        """How many different values there are; to have none is one of them."""
        return len(self.values) + self.more + bool(self.without)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a flow would give for these titles. ``ids`` are those that were asked about, and
    ``messages`` how many payloads they lead to; ``more_fields`` how many fields are left out."""

    flow: str
    ids: tuple[str, ...]
    messages: int
    stands: Mapping[Stand, Titles]
    fields: tuple[Field, ...]
    more_fields: int = 0

    @property
    def alike(self) -> tuple[Field, ...]:
        """What all messages have in common, in the order of the payload."""
        return tuple(each for each in self.fields if each.alike)

    @property
    def differing(self) -> tuple[Field, ...]:
        """In what they differ, in the order of the payload."""
        return tuple(each for each in self.fields if not each.alike)

    def named(self, titles: Titles) -> list[str]:
        """The ids of titles."""
        return [self.ids[place] for place in titles]

    def without(self, target: str) -> list[str]:
        """The ids of the titles with a message, but without this field."""
        found = next(each for each in self.fields if each.target == target)
        have = set(found.rest).union(*(value.titles for value in found.values))
        for stand in (Stand.NO_SUBJECT, Stand.GONE):
            have.update(self.stands.get(stand, ()))
        return [name for place, name in enumerate(self.ids) if place not in have]


@dataclass(slots=True)
class _Held:
    """Which titles have a value, and how many cases."""

    cases: int = 0
    titles: array[int] = field(default_factory=lambda: array("I"))

    def add(self, titles: Iterable[int], cases: int) -> None:
        self.cases += cases
        last = self.titles[-1] if self.titles else -1
        for title in titles:
            if title != last:
                self.titles.append(title)
                last = title


@dataclass(slots=True)
class _Field:
    cases: int = 0
    titles: int = 0
    last: int = -1
    values: dict[str, _Held] = field(default_factory=dict)
    rest: _Held = field(default_factory=_Held)
    hashes: array[int] = field(default_factory=lambda: array("q"))
    """Of the values that are not kept, one for each time that a slice has one."""

    def add(self, found: FieldSlice, places: Sequence[int]) -> None:
        """``places`` are the titles of the cases of the slice."""
        self.cases += len(found.cases)
        for case in found.cases:
            if places[case] != self.last:
                self.last = places[case]
                self.titles += 1
        over: set[int] = set()
        for text, cases in found.values.items():
            held = self.values.get(text)
            if held is None and len(self.values) < VALUES:
                held = self.values[text] = _Held()
            if held is not None:
                held.add((places[case] for case in cases), len(cases))
            else:
                self.hashes.append(hash(text))
                over.update(cases)
        self.rest.add((places[case] for case in sorted(over)), len(over))

    def told(self, target: str, cases: int, titles: int) -> Field:
        ordered = sorted(self.values.items(), key=lambda each: -len(each[1].titles))
        return Field(
            target,
            tuple(_value(text, held) for text, held in ordered),
            not self.hashes and all(held.cases == cases for held in self.values.values()),
            len(set(self.hashes)),
            self.rest.titles,
            titles - self.titles,
        )


def _value(text: str, held: _Held) -> Value:
    shown, end, _ = text.partition(_END)
    return Value(shown, held.titles, cut=bool(end))


class Gathering:
    """Takes the slices in order. Memory hangs on how many titles and fields there are, never on
    how much they say: four bytes for each title that has a kept value."""

    def __init__(self, flow: str, titles: Iterable[str]) -> None:
        self._flow = flow
        self._places = {name: place for place, name in enumerate(dict.fromkeys(titles))}
        self._met: set[int] = set()
        self._titles = array("I")
        self._subjects: dict[str, int] = {}
        self._subject_of = array("I")
        self._stands: list[Stand] = []
        self._fields: dict[str, _Field] = {}
        self._others: set[int] = set()

    def meet(self, titles: Iterable[str]) -> None:
        """Records were found for these titles, whether or not they lead to a message."""
        self._met.update(self._places[each] for each in titles)

    def add(self, part: Slice) -> None:
        """The next slice."""
        places = [self._places[title] for title, _, _ in part.cases]
        self._titles.extend(places)
        for _, subject, stand in part.cases:
            self._stand(subject, stand)
        for target, found in part.fields.items():
            known = self._fields.get(target)
            if known is None and len(self._fields) < FIELDS:
                known = self._fields[target] = _Field()
            if known is not None:
                known.add(found, places)
            elif len(self._others) < OTHERS:
                self._others.add(hash(target))

    def _stand(self, subject: str, stand: Stand) -> None:
        number = self._subjects.setdefault(subject, len(self._stands))
        if number == len(self._stands):
            self._stands.append(stand)
        elif _STOPS.get(stand, 0) > _STOPS.get(self._stands[number], 0):
            self._stands[number] = stand
        self._subject_of.append(number)

    def told(self) -> Selection:
        """What came out."""
        stands: dict[Stand, array[int]] = {each: array("I") for each in Stand}
        for title, subject in zip(self._titles, self._subject_of, strict=True):
            places = stands[self._stands[subject]]
            if not places or places[-1] != title:
                places.append(title)
        leading = set(self._titles)
        for place in self._places.values():
            if place not in leading:
                stands[Stand.NO_SUBJECT if place in self._met else Stand.GONE].append(place)
        cases = len(self._titles)
        return Selection(
            self._flow,
            tuple(self._places),
            cases,
            {stand: places for stand, places in stands.items() if places},
            tuple(each.told(target, cases, len(leading)) for target, each in self._fields.items()),
            len(self._others),
        )
