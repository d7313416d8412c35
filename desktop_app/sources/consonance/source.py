"""How are titles read from a Consonance? Work by work over GraphQL, in pages, as far as it can.

A reply is parsed in a thread and taken work by work, so that the loop never waits long; large ones
in a process of their own, while the next one is asked for. Where one record spoils a whole page,
its titles are asked for one by one, and only that record is left out.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from desktop_app.records.errors import SourceAnswerError, SourceSchemaError
from desktop_app.records.title import SourceKind
from desktop_app.sources import Handshake, Memory, Skipped, SourcePage
from desktop_app.sources.consonance import answers
from desktop_app.sources.consonance.ahead import SLICE, Ahead, Given
from desktop_app.sources.consonance.answers import Answer, Fault
from desktop_app.sources.consonance.apart import LARGE, Apart
from desktop_app.sources.consonance.asked import Asked
from desktop_app.sources.consonance.convert import Taken, take_single
from desktop_app.sources.consonance.learning import Learner
from desktop_app.sources.consonance.progress import Reading
from desktop_app.sources.elsewhere import Elsewhere, Shown
from desktop_app.sources.web import CAP, Connection, TooLargeError

_TOGETHER = 20
"""Products that are asked for in one question by their numbers."""
_PREFIX = "product:"


class ConsonanceSource:
    """One Consonance and its key. ``memory`` keeps what the handshake found out. ``verify`` is the
    TLS context, or False for no check at all (tests on loopback); ``deadline`` (seconds),
    ``attempts``, ``pause`` (seconds) and ``cap`` (bytes of one reply) as in ``web.Connection``.
    Answers of ``large`` bytes are taken apart ``elsewhere``, which makes a process for it, if it is
    given; ``shown`` makes there what the store wants beside each record.

    Raises SourceUnreachableError or SourceTlsError for an address that must not be used, and
    SourceSignInError for a key that cannot be one.
    """

    kind = SourceKind.CONSONANCE

    def __init__(
        self,
        url: str,
        key: str,
        *,
        verify: ssl.SSLContext | bool = True,
        deadline: float = 120.0,
        attempts: int = 4,
        pause: float = 0.25,
        cap: int = CAP,
        memory: Memory | None = None,
        elsewhere: Callable[[], Elsewhere] | None = None,
        shown: Shown | None = None,
        large: int = LARGE,
    ) -> None:
        self._connection = Connection(
            url, key, verify=verify, deadline=deadline, attempts=attempts, pause=pause, cap=cap
        )
        self._place = self._connection.place.name
        self._known: Asked | None = None
        self._learner = Learner(self._ask, self._place, url, memory)
        self._learning = asyncio.Lock()
        self._apart = elsewhere, shown, large

    async def handshake(self) -> Handshake:
        """Ask the server to describe itself and fit the questions to it; asked once.

        Raises SourceSchemaError when it lacks what no reading can do without, or another
        SourceError.
        """
        return (await self.asked()).handshake

    async def asked(self) -> Asked:
        """The questions as this server can answer them."""
        async with self._learning:
            if self._known is None:
                self._known = await self._learner.learn()
        return self._known

    async def pages(
        self, *, since: date | None = None, after: int = 0
    ) -> AsyncIterator[SourcePage]:
        """All titles, or those that may have changed since a day, after a work's number.

        A server without ``after`` or ``changedSince`` gives all. Each title comes once.
        """
        asked = await self.asked()
        reading = Reading(after if asked.pages else 0)
        apart = Apart(*self._apart)

        async def ask(after: int) -> Given:
            return await self._titles(asked, asked.search(after, since), apart)

        ahead = Ahead(ask, apart.take)
        try:
            async for page in self._all(asked, since, reading, ahead, apart):
                yield page
        finally:
            await ahead.aclose()
            await apart.aclose()
        if reading.words:
            yield reading.page(Taken(), complete=False)

    async def fetch(self, title_ids: Sequence[str]) -> SourcePage:
        """Read single titles again. A title that the source no longer has is not in the page.

        Raises SourceSchemaError when the server cannot be asked for one product.
        """
        asked = await self.asked()
        numbers = [
            each.removeprefix(_PREFIX)
            for each in dict.fromkeys(title_ids)
            if each.startswith(_PREFIX) and each.removeprefix(_PREFIX).isdecimal()
        ]
        taken, complete = Taken(), True
        for some in _groups(numbers, _TOGETHER):
            complete &= await self._take(asked, some, taken)
        return SourcePage(tuple(taken.records), tuple(taken.skipped), 0, complete=complete)

    async def sign_in(self) -> None:
        """Whether the key is accepted, by the smallest question; raises a SourceError."""
        answer = await self._ask("{ __typename }", {})
        if answer.data is None:
            raise answers.refused(answer, self._place)

    async def peek(self) -> tuple[int, SourcePage]:
        """How many titles the first answer holds, and one of them read whole, if there is one."""
        asked = await self.asked()
        works = await self._numbers(asked, asked.search(0, None))
        numbers = [each for work in works for each in _products(work)]
        return len(numbers), await self.fetch([_PREFIX + each for each in numbers[:1]])

    async def clock(self) -> str:
        """The time by the server as its answers carry it (an HTTP date), or ""."""
        _, headers = await self._connection.ask_with_headers({"query": "{ __typename }"})
        return headers.get("date", "")

    async def aclose(self) -> None:
        """Close the sockets."""
        await self._connection.aclose()

    # -- asking ----------------------------------------------------------------------------------

    async def _all(
        self, asked: Asked, since: date | None, reading: Reading, ahead: Ahead, apart: Apart
    ) -> AsyncIterator[SourcePage]:
        works: Sequence[Any]
        while True:
            search = asked.search(reading.after, since)
            given = await ahead.next(reading.after)
            if given.works is None:
                # One record spoiled the page, or it is too large: ask for its titles singly.
                works = await self._numbers(asked, search)
                reading.look_at(works)
                slices = self._singly(asked, works, reading)
            else:
                works = given.works
                reading.look_at(works)
                if works and asked.pages and apart.busy:
                    ahead.begin(reading.after)
                slices = self._whole(given, works, reading, ahead)
            async for page in slices:
                yield page
            if not works or not asked.pages or not reading.turn():
                break

    async def _titles(self, asked: Asked, search: Mapping[str, Any], apart: Apart) -> Given:
        root = asked.titles.root
        body = {"query": asked.titles.text, "variables": dict(search)}
        try:
            parsed = await self._connection.ask(body, parse=lambda found: apart.parse(found, root))
            answer = answers.read(parsed, self._place)
            works = self._works(answer, root)
        except TooLargeError:
            return Given(None, {})
        faults, general = _by_work(answer.faults)
        return Given(works, faults, tuple(general))

    async def _ask(self, text: str, variables: Mapping[str, Any]) -> Answer:
        parsed = await self._connection.ask({"query": text, "variables": dict(variables)})
        return answers.read(parsed, self._place)

    def _works(self, answer: Answer, root: str) -> list[Any] | None:
        """The works of an answer; None when one record spoiled them all."""
        works = answer.data.get(root) if answer.data else None
        if isinstance(works, list):
            return works
        if works is None and any(len(fault.path) > 1 for fault in answer.faults):
            return None
        raise answers.refused(answer, self._place)

    async def _numbers(self, asked: Asked, search: Mapping[str, Any]) -> list[Any]:
        if not asked.single or not asked.numbers.text:
            raise SourceAnswerError(
                f"One answer of {self._place} holds a record that spoils it, and single titles "
                "cannot be asked for there.",
                not_done="Nothing of this answer was taken; the titles on this computer stay.",
                next_step="Ask Consonance's support which record is broken.",
            )
        answer = await self._ask(asked.numbers.text, search)
        works = self._works(answer, asked.numbers.root)
        if works is None:
            raise answers.refused(answer, self._place)
        return works

    # -- taking ----------------------------------------------------------------------------------

    async def _whole(
        self, given: Given, works: Sequence[Any], reading: Reading, ahead: Ahead
    ) -> AsyncIterator[SourcePage]:
        """A whole answer, slice by slice; the next one is taken while one is stored."""
        general = given.general
        coming = given.first or ahead.start(works, 0, given.faults)
        for number, some in enumerate(_groups(works, SLICE)):
            assert coming is not None
            taken = await coming
            start = number * SLICE
            coming = ahead.start(works, start + SLICE, given.faults)
            struck = any(given.faults.get(place) for place in range(start, start + len(some)))
            words = [f"Consonance left something out. It says: {each}" for each in general]
            if struck:
                words.append(
                    "Consonance could not give everything; what it could not give was left as it "
                    "was."
                )
            yield reading.page(taken, some, words, complete=not (struck or general))

    async def _singly(
        self, asked: Asked, works: Sequence[Any], reading: Reading
    ) -> AsyncIterator[SourcePage]:
        """The titles of an answer that cannot be had whole, some at a time."""
        for some in _by_size(works, _TOGETHER):
            taken, complete = Taken(), True
            for numbers in _groups([each for work in some for each in _products(work)], _TOGETHER):
                complete &= await self._take(asked, numbers, taken)
            yield reading.page(taken, some, complete=complete)

    async def _take(self, asked: Asked, numbers: Sequence[str], into: Taken) -> bool:
        """Ask for some products by number; whether all that is missing is known to be gone."""
        if not asked.single:
            raise SourceSchemaError(
                "This Consonance cannot be asked for a single title.",
                not_done="The titles were not read again.",
                next_step="Refresh all titles instead.",
            )
        text, variables = asked.several(numbers)
        answer = await self._ask(text, variables)
        if answer.data is None:
            if len(numbers) == 1 and any(fault.path for fault in answer.faults):
                return await self._main(asked, numbers[0], answer.faults, into)
            if len(numbers) == 1 or not any(fault.path for fault in answer.faults):
                raise answers.refused(answer, self._place)
            return all([await self._take(asked, (each,), into) for each in numbers])
        complete = True
        for place, each in enumerate(numbers):
            name = f"p{place}"
            mine = [fault for fault in answer.faults if fault.path[:1] == (name,)]
            raw = answer.data.get(name)
            if mine:
                complete &= await self._main(asked, each, mine, into)
            elif isinstance(raw, Mapping):
                take_single(raw, each, into)
            await asyncio.sleep(0)
        return complete and not any(not fault.path for fault in answer.faults)

    async def _main(self, asked: Asked, number: str, faults: Sequence[Fault], into: Taken) -> bool:
        """A product that cannot be had whole, without what only Source shows; else left out."""
        if not asked.main.text or not all(fault.of_record for fault in faults):
            return _skip(number, faults, into)
        text, variables = asked.several([number], whole=False)
        answer = await self._ask(text, variables)
        raw = answer.data.get("p0") if answer.data else None
        if answer.faults or not isinstance(raw, Mapping):
            return _skip(number, answer.faults or faults, into)
        take_single(raw, number, into, whole=False)
        return True


def _skip(number: str, faults: Sequence[Fault], into: Taken) -> bool:
    into.skipped.append(Skipped(f"{_PREFIX}{number}", faults[0].words))
    return all(fault.of_record for fault in faults)


def _by_work(faults: Iterable[Fault]) -> tuple[dict[int, list[Fault]], list[str]]:
    """Faults by the place of their work, with the path inside it; and those of no work."""
    found: dict[int, list[Fault]] = {}
    general: list[str] = []
    for fault in faults:
        place = fault.path[1] if len(fault.path) > 1 else None
        if isinstance(place, int):
            found.setdefault(place, []).append(Fault(fault.path[2:], fault.message))
        else:
            general.append(fault.message)
    return found, list(dict.fromkeys(general))


def _products(work: Any) -> list[str]:
    products = work.get("products") if isinstance(work, Mapping) else None
    found = (each.get("id") for each in products or () if isinstance(each, Mapping))
    return [str(each) for each in found if isinstance(each, int | str) and str(each).isdecimal()]


def _groups(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _by_size(works: Sequence[Any], size: int) -> Iterator[list[Any]]:
    """Works in groups of about so many products; a work is never split."""
    group: list[Any] = []
    held = 0
    for work in works:
        count = len(_products(work))
        if group and held + count > size:
            yield group
            group, held = [], 0
        group.append(work)
        held += count
    if group:
        yield group
