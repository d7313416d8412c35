"""Do the two ends of a profile work? A step at a time, each with a sentence; nothing is written."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from desktop_app.records.errors import (
    ColophonError,
    SourceAnswerError,
    SourceError,
    SourceTlsError,
    SourceUnreachableError,
)
from desktop_app.records.flow import Flow, Style
from desktop_app.records.wire import plain

if TYPE_CHECKING:
    from desktop_app.sources.rest4 import EitherSource
    from desktop_app.sources.web import Connection

_TOLERATED = 60.0
"""Seconds that two clocks may lie apart: signatures and dated rules hold that long."""
_LISTED = 8
_NOT_TRIED = "Not tried, because an earlier step failed."


@dataclass(frozen=True, slots=True)
class Step:
    """``ok`` is None when the step was not tried or could not be decided. ``words`` say what was
    found and, where it fails, what to do; no key ever stands in them. ``exit_code`` is that of
    the error behind a step that failed, 0 where there was none."""

    name: str
    ok: bool | None
    words: str
    exit_code: int = 0


Try = Callable[[], Awaitable[tuple[bool | None, str]]]
"""One step: whether it works and a sentence; raises ColophonError when it does not."""


class Connect:
    """Tries addresses and keys. ``verify`` as in ``ConsonanceSource``; ``now`` is a UTC clock."""

    def __init__(
        self,
        *,
        verify: ssl.SSLContext | bool = True,
        deadline: float = 30.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._verify = verify
        self._deadline = deadline
        self._now = now

    async def steps(
        self,
        consonance_url: str,
        key: str,
        xconnector_url: str = "",
        token: str = "",
        *,
        flow: Flow | None = None,
    ) -> AsyncIterator[Step]:
        """Each step as it ends; those after a failed one are told as not tried.

        With a ``flow`` only what the flow needs is tried, and the last step is named ``flow``.
        """
        if flow is None:
            async for step in self._consonance(consonance_url, key):
                yield _masked(step, key, token)
        if flow is not None and flow.style is Style.WEBHOOK:
            yield _masked(await _step("flow", lambda: self._webhook(flow)), flow.url)
            return
        async for step in self._xconnector(xconnector_url, token, flow):
            yield _masked(step, key, token)

    # -- Consonance ------------------------------------------------------------------------------

    async def _consonance(self, url: str, key: str) -> AsyncIterator[Step]:
        names = ("address", "sign-in", "schema", "titles", "clock")
        first = await _step("address", lambda: self._reach(url, key, "Consonance"))
        yield first
        if first.ok is False:
            for name in names[1:]:
                yield Step(name, None, _NOT_TRIED)
            return
        from desktop_app.sources.consonance import ConsonanceSource
        from desktop_app.sources.rest4 import EitherSource, Rest4Source

        options: dict[str, Any] = {
            "verify": self._verify,
            "deadline": self._deadline,
            "attempts": 2,
        }
        source = EitherSource(
            ConsonanceSource(url, key, **options), Rest4Source(url, key, **options), stay=False
        )
        try:
            tries: tuple[tuple[str, Try], ...] = (
                ("sign-in", lambda: self._sign_in(source)),
                ("schema", lambda: _schema(source)),
                ("titles", lambda: _titles(source)),
                ("clock", lambda: self._source_clock(source)),
            )
            async for step in _in_turn(tries):
                yield step
        finally:
            await source.aclose()

    async def _reach(self, url: str, key: str, service: str) -> tuple[bool, str]:
        """Whether something answers, and proves who it is; the key stays here."""
        async with self._connection(url, key, service) as connection:
            place = connection.place  # the address with a key: unencrypted ones are refused
        async with self._connection(url, "", service, attempts=1) as connection:
            try:
                await connection.ask()
            except (SourceUnreachableError, SourceTlsError):
                raise
            except SourceError:
                pass  # whatever it answered without a key: it is there
        if url.strip().lower().startswith("https:"):
            return True, f"{place.name} answers and has proved who it is."
        return True, f"{place.name} answers on this computer."

    async def _sign_in(self, source: EitherSource) -> tuple[bool, str]:
        await source.chosen()
        return True, "The key is accepted."

    async def _source_clock(self, source: EitherSource) -> tuple[bool | None, str]:
        return self._clock(await (await source.chosen()).clock(), "Consonance")

    def _clock(self, told: str, service: str) -> tuple[bool | None, str]:
        try:
            theirs = parsedate_to_datetime(told)
        except (TypeError, ValueError):
            return None, f"{service} does not tell its time, so the clocks cannot be compared."
        if theirs.tzinfo is None:
            theirs = theirs.replace(tzinfo=UTC)
        apart = (self._now() - theirs).total_seconds()
        if abs(apart) <= _TOLERATED:
            return True, f"The clocks of this computer and {service} agree."
        order = "ahead of" if apart > 0 else "behind"
        return False, (
            f"The clock of this computer is {_span(abs(apart))} {order} that of {service}. Set it "
            "right: dates would be judged wrongly, and what is sent may be refused."
        )

    # -- xConnector ------------------------------------------------------------------------------

    async def _xconnector(self, url: str, token: str, flow: Flow | None) -> AsyncIterator[Step]:
        if not url:
            words = "No xConnector address is set, so nothing can be sent yet."
            yield Step("xConnector", None, words)
            if flow is not None:
                yield Step("flow", False, f"{words} Add the address in Connect.")
            return
        offered: list[Mapping[str, Any]] = []

        async def sign_in() -> tuple[bool, str]:
            offered.extend(await self.flows(url, token))
            return True, _offer(offered)

        told: list[str] = []

        async def health() -> tuple[bool, str]:
            async with self._connection(url, "", "xConnector") as connection:
                answer, headers = await connection.ask_with_headers(path="/v1/health")
            told.append(headers.get("date", ""))
            if not isinstance(answer, Mapping) or answer.get("status") != "ok":
                raise SourceAnswerError(
                    f"{connection.place.name} answers, but not as an xConnector that takes events.",
                    next_step="Check the address, which ends before /v1, or ask who runs it.",
                )
            return True, f"{connection.place.name} is ready to take events."

        async def clock() -> tuple[bool | None, str]:
            return self._clock(told[0], "xConnector")

        async def address() -> tuple[bool, str]:
            return await self._reach(url, token, "xConnector")

        tries: list[tuple[str, Try]] = [
            ("xConnector address", address),
            ("xConnector", health),
            ("xConnector sign-in", sign_in),
        ]
        if flow is None:
            tries.append(("xConnector clock", clock))
        failed = ""
        async for step in _in_turn(tries):
            failed = failed or (step.words if step.ok is False else "")
            yield step
        if flow is not None:
            yield Step("flow", False, failed) if failed else _taken(flow, offered)

    async def flows(self, url: str, token: str) -> list[Mapping[str, Any]]:
        """What an xConnector tells of each flow that it takes; raises SourceError."""
        async with self._connection(url, token, "xConnector") as connection:
            answer = await connection.ask(path="/v1/flows")
        items = answer.get("items") if isinstance(answer, Mapping) else None
        if not isinstance(items, list):
            raise SourceAnswerError(
                f"{connection.place.name} answers, but does not list its flows.",
                next_step="Ask who runs the xConnector which version it is.",
            )
        return [each for each in items if isinstance(each, Mapping)]

    async def _webhook(self, flow: Flow) -> tuple[bool, str]:
        """Whether the address of a webhook can be reached; no request is made there."""
        from desktop_app.sources import addresses, faults

        place = addresses.endpoint(flow.url, flow.destination, secret=True)
        encrypted = flow.url.strip().lower().startswith("https:")
        secure = _context(self._verify) if encrypted else None
        try:
            async with asyncio.timeout(self._deadline):
                _, writer = await asyncio.open_connection(place.host, place.port, ssl=secure)
        except TimeoutError as fault:
            raise faults.too_slow(place.name, self._deadline) from fault
        except OSError as fault:
            raise faults.explain(fault, place.name, flow.destination) from fault
        writer.close()
        return True, (
            f"{place.name} takes connections. Nothing was sent, so whether the webhook accepts "
            "events is not known yet."
        )

    @asynccontextmanager
    async def _connection(
        self, url: str, key: str, service: str, attempts: int = 2
    ) -> AsyncIterator[Connection]:
        from desktop_app.sources.web import Connection

        connection = Connection(
            url,
            key,
            service=service,
            verify=self._verify,
            deadline=self._deadline,
            attempts=attempts,
        )
        try:
            yield connection
        finally:
            await connection.aclose()


async def _in_turn(tries: Sequence[tuple[str, Try]]) -> AsyncIterator[Step]:
    failed = False
    for name, attempt in tries:
        if failed:
            yield Step(name, None, _NOT_TRIED)
            continue
        step = await _step(name, attempt)
        failed = step.ok is False
        yield step


async def _step(name: str, attempt: Try) -> Step:
    try:
        ok, words = await attempt()
    except ColophonError as error:
        words = f"{error.message} {error.next_step}".strip()
        return Step(name, False, words, error.exit_code)
    return Step(name, ok, words)


async def _schema(source: EitherSource) -> tuple[bool, str]:
    handshake = await source.handshake()
    words = list(handshake.words) or ["It has all that Colophon asks for."]
    if handshake.added:
        words.append(f"It also has {handshake.added} fields that Colophon does not use.")
    return True, " ".join(words)


async def _titles(source: EitherSource) -> tuple[bool, str]:
    count, page = await (await source.chosen()).peek()
    if not count:
        return True, "Reading works, but there are no titles in this Consonance."
    if page.skipped:
        return True, f"Titles can be read; the first one cannot: {page.skipped[0].reason}"
    name = plain(page.records[0].document["fullTitle"], 80) if page.records else "one of them"
    titles = "1 title" if count == 1 else f"{count} titles"
    return True, f"The first answer holds {titles}; {name} was read whole."


def _offer(offered: Sequence[Mapping[str, Any]]) -> str:
    if not offered:
        return "The token is accepted. No flows are switched on yet."
    names = [plain(each.get("name", ""), 40) for each in offered]
    more = len(names) - _LISTED
    listed = ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return f"The token is accepted. Flows: {listed}."


def _taken(flow: Flow, offered: Sequence[Mapping[str, Any]]) -> Step:
    mine = next((each for each in offered if each.get("name") == flow.name), None)
    if mine is None:
        return Step(
            "flow",
            False,
            f"This xConnector has no flow named {flow.name}. Ask who runs it to switch it on, or "
            "name the flow as it is named there.",
        )
    if mine.get("format") != flow.format:
        theirs = plain(mine.get("format", "nothing"), 40)
        return Step(
            "flow",
            False,
            f"The flow {flow.name} takes {theirs} there, not {flow.format}. Change the format "
            "here, or the flow there.",
        )
    return Step("flow", True, f"xConnector takes {flow.format} for {flow.name}. Nothing was sent.")


def _context(verify: ssl.SSLContext | bool) -> ssl.SSLContext:
    if isinstance(verify, ssl.SSLContext):
        return verify
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours"


def _masked(step: Step, *secrets: str) -> Step:
    """A server may repeat what it was sent: that must not reach a screen."""
    words = step.words
    for each in secrets:
        if each:
            words = words.replace(each, "…")
    return replace(step, words=words)
