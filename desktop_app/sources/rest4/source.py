"""How are titles read over REST v4? Page by page, all of them each time.

The interface gives no approval, no contributors and no announcement dates, and cannot say what
changed; the handshake names every path that is missing.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from desktop_app.records.errors import SourceAnswerError
from desktop_app.records.title import Record, SourceKind
from desktop_app.records.wire import plain
from desktop_app.sources import Ability, Handshake, Loss, Skipped, SourcePage
from desktop_app.sources.consonance.asked import learn
from desktop_app.sources.consonance.schema import known
from desktop_app.sources.consonance.shapes import AbsurdError
from desktop_app.sources.rest4.convert import TOLD, record_of
from desktop_app.sources.web import CAP, Connection

_PATH = "/api/v4/products.json"
_PREFIX = "product:"
_MOST_PAGES = 100_000
_WORDS = (
    "This Consonance is read over its older interface, REST v4. It tells less: no approval, no "
    "contributors, no sales rights but exclusions, no price types, no audiences of texts and "
    "covers. What comes from there is unknown and cannot be checked here.",
    "This Consonance cannot say what changed since a day, so each reading reads all titles.",
)
_SHIFTED = (
    "The number of pages changed while this Consonance was read, so some titles may have been "
    "passed over."
)
_AGAIN = "This Consonance gave the same page again, so it is not certain that these are all titles."


class Rest4Source:
    """One Consonance and its key; arguments as in ``ConsonanceSource``, whose address it takes.

    Raises SourceUnreachableError, SourceTlsError or SourceSignInError as that one does.
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
    ) -> None:
        self._connection = Connection(
            _address(url),
            key,
            scheme="Token token=",
            verify=verify,
            deadline=deadline,
            attempts=attempts,
            pause=pause,
            cap=cap,
        )
        self._place = self._connection.place.name
        self._known: Handshake | None = None

    async def handshake(self) -> Handshake:
        """Ask for the first page; raises a SourceError when it is none."""
        if self._known is None:
            await self._page(1)
            self._known = await asyncio.to_thread(_handshake)
        return self._known

    async def pages(
        self, *, since: date | None = None, after: int = 0
    ) -> AsyncIterator[SourcePage]:
        """All titles from behind a page on, whatever ``since`` says."""
        del since  # nothing here can be asked for by its changes
        total = 0
        for number in range(after + 1, _MOST_PAGES):
            answer = await self._page(number)
            products = answer["products"]
            told = _whole(answer.get("total_pages"))
            records, skipped = await asyncio.to_thread(_taken, products)
            words: tuple[str, ...] = ()
            if _whole(answer.get("current_page")) not in (None, number):
                words = (_AGAIN,)
            elif total and told != total:
                words = (_SHIFTED,)
            total = told or total
            unnamed = any(not each.id.startswith(_PREFIX) for each in skipped)
            yield SourcePage(records, skipped, number, words, complete=not words and not unnamed)
            if not products or words[:1] == (_AGAIN,) or (told is not None and number >= told):
                return

    async def fetch(self, title_ids: Sequence[str]) -> SourcePage:
        """Read single titles again, one question each."""
        records: list[Record] = []
        skipped: list[Skipped] = []
        for each in dict.fromkeys(title_ids):
            number = each.removeprefix(_PREFIX)
            if not each.startswith(_PREFIX) or not number.isdecimal():
                continue
            answer = await self._page(1, f"&q%5Bid_eq%5D={number}")
            found, left = _taken(answer["products"])
            records += [one for one in found if one.id == each]
            skipped += [one for one in left if one.id == each]
        return SourcePage(tuple(records), tuple(skipped), 0)

    async def sign_in(self) -> None:
        """Whether the key is accepted; raises a SourceError."""
        await self._page(1)

    async def peek(self) -> tuple[int, SourcePage]:
        """How many titles the first page holds, and the first of them."""
        answer = await self._page(1)
        records, skipped = await asyncio.to_thread(_taken, answer["products"][:1])
        return len(answer["products"]), SourcePage(records, skipped, 0)

    async def clock(self) -> str:
        """The time by the server as its answers carry it (an HTTP date), or ""."""
        _, headers = await self._connection.ask_with_headers(path="?page=1")
        return headers.get("date", "")

    async def aclose(self) -> None:
        """Close the sockets."""
        await self._connection.aclose()

    async def _page(self, number: int, more: str = "") -> Mapping[str, Any]:
        answer = await self._connection.ask(path=f"?page={number}{more}")
        if not isinstance(answer, Mapping) or not isinstance(answer.get("products"), list):
            raise SourceAnswerError(
                f"{self._place} answers, but not with titles as REST v4 gives them.",
                not_done="Nothing of this answer was taken; the titles on this computer stay.",
                next_step="Check the address in Connect, or ask Consonance's support.",
            )
        return answer


def _taken(products: Sequence[Any]) -> tuple[tuple[Record, ...], tuple[Skipped, ...]]:
    records: dict[str, Record] = {}
    skipped: list[Skipped] = []
    for each in products:
        number = each.get("id") if isinstance(each, Mapping) else None
        known_number = isinstance(number, int) and not isinstance(number, bool)
        name = f"{_PREFIX}{number}" if known_number else "a product without number"
        if not isinstance(each, Mapping):
            skipped.append(Skipped(name, f"It is no product but {plain(each, 40)}."))
            continue
        try:
            record = record_of(each)
        except AbsurdError as fault:
            skipped.append(Skipped(name, str(fault)))
        else:
            records[record.id] = record
    return tuple(records.values()), tuple(skipped)


@cache
def _handshake() -> Handshake:
    """Measured against what GraphQL gives by the schema that we know."""
    whole = learn(known()).handshake
    told = set(TOLD)
    above = {each.rpartition(".")[0] for each in told} | {each.partition(".")[0] for each in told}
    lost = [
        each for each in whole.told if each not in told | above and not each.endswith("__typename")
    ]
    top = [each for each in lost if each.rpartition(".")[0] not in lost]
    return Handshake(
        words=_WORDS,
        missing=tuple(sorted({*top, *whole.missing})),
        question="rest4",
        losses=tuple(Loss(each, "") for each in lost) + whole.losses,
        told=TOLD,
        abilities=frozenset({Ability.IN_PARTS, Ability.SINGLE_TITLES}),
        by="REST v4",
    )


def _address(url: str) -> str:
    """Beside the login of the same host, whatever the path of the GraphQL address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url  # the connection says what is wrong with it
    return urlunsplit((parts.scheme, parts.netloc, _PATH, "", ""))


def _whole(given: Any) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) else None
