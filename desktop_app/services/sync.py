"""How does the catalogue become like its source? Page by page, resumable, one reading at a time."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop_app.records.errors import ColophonError, UsageError
from desktop_app.records.progress import Pace, Progress, Report, silent
from desktop_app.records.query import Query
from desktop_app.records.title import SourceKind
from desktop_app.services.sync_killpoint import Moment, passed
from desktop_app.services.sync_round import Round, instant
from desktop_app.sources import Handshake, Skipped, Source, SourcePage
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.catalogue_write import PutResult
from desktop_app.store.standing import StandingTable

_WORDS = "Reading titles from Consonance"
_IN_PART = (
    "Consonance left parts out: what it gave is here, and nothing was taken off the list. "
    "Refresh again later."
)
_VANISHED = "vanished"
"""In the catalogue's state: how many titles wait for a person to say that they are gone."""


class SyncRunningError(ColophonError):
    """Titles are being read already."""

    code = "sync_running"
    exit_code = 5


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one reading came to, with what an interrupted one before it had done.

    ``complete`` is False when the source was not read to its end or left parts out.
    ``left_out`` counts titles by field the source cannot tell, or elements a file has and
    Colophon does not keep. ``vanished`` titles were not met and not removed either, because
    they are more than half: a person has to say so (``Sync.remove_vanished``). ``words`` are
    sentences for people, those of the ``handshake`` among them.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    skipped: tuple[Skipped, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    complete: bool = False
    vanished: int = 0
    words: tuple[str, ...] = ()
    handshake: Handshake | None = None


class Sync:
    """Reads a source into the catalogue. ``now`` is a clock in UTC, for tests."""

    def __init__(
        self,
        catalogue: Catalogue,
        source_factory: Callable[[], Awaitable[Source]],
        standing: StandingTable,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._catalogue = catalogue
        self._source_factory = source_factory
        self._standing = standing
        self._now = now
        self._running = False

    @property
    def running(self) -> bool:
        """Whether titles are being read now."""
        return self._running

    async def run(self, *, full: bool = False, report: Report = silent) -> SyncReport:
        """Read what changed since the day before the last reading; all when there was none.

        A reading that was cancelled, failed or killed before is continued where it stopped.
        Cancelling the task keeps the pages that were stored. Raises SourceError, StoreError, and
        SyncRunningError when a reading is under way.
        """
        with self._alone():
            source = await self._source_factory()
            try:
                return await self._read(source, full, report)
            finally:
                await source.aclose()

    async def again(self, title_ids: Sequence[str]) -> SyncReport:
        """Read single titles anew, without a reading of everything.

        A title that Consonance no longer has is left as it is and named. Raises UsageError for
        a title of a file, SourceError, StoreError, SyncRunningError.
        """
        if any(each.startswith("onix:") for each in title_ids):
            raise UsageError(
                "This title comes from an ONIX file.",
                not_done="It was not read again.",
                next_step="Import the newest file instead.",
            )
        with self._alone():
            source = await self._source_factory()
            try:
                page = await source.fetch(title_ids)
            finally:
                await source.aclose()
            put = await self._catalogue.put_page(page.records)
        met = {record.id for record in page.records} | {each.id for each in page.skipped}
        missing = [each for each in title_ids if each not in met] if page.complete else []
        words = [
            f"{each} is no longer in Consonance; a full refresh takes it off the list."
            for each in missing
        ]
        return SyncReport(
            read=len(page.records),
            new=put.new,
            changed=put.changed,
            skipped=page.skipped,
            complete=page.complete,
            words=(*page.words, *words),
        )

    async def remove_vanished(self) -> int:
        """Hide the titles that the last complete full reading did not meet: a person agreed.

        Nothing is hidden when no such reading left any, or when another full one has begun.
        """
        with self._alone():
            if not (await self._catalogue.state()).get(_VANISHED):
                return 0
            hidden = await self._hide(SourceKind.CONSONANCE)
            await self._catalogue.set_state({_VANISHED: None})
            return hidden

    async def import_onix(self, path: Path, report: Report = silent) -> SyncReport:
        """Take an ONIX file in whole, in one transaction; cancelled or cut, nothing is taken.

        Raises SourceFileError, StoreError, SyncRunningError.
        """
        with self._alone():
            from desktop_app.services.onix_import import import_file

            taken = await import_file(self._catalogue, path, report)
            return SyncReport(
                read=taken.read,
                new=taken.put.new,
                changed=taken.put.changed,
                skipped=taken.skipped,
                left_out=taken.left_out,
                complete=True,
            )

    # -- reading ---------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._running:
            raise SyncRunningError(
                "Titles are being read already.",
                not_done="Nothing new was started.",
                next_step="Wait until it has ended, or cancel it.",
            )
        self._running = True
        try:
            yield
        finally:
            self._running = False

    async def _read(self, source: Source, full: bool, report: Report) -> SyncReport:
        handshake = await source.handshake()
        state = await self._catalogue.state()
        begun, resumed = await self._begin(state, handshake, full)
        done = await self._pages(source, begun, report)
        result = await self._finish(source, done, handshake)
        if resumed and done.started[:10] < self._now().date().isoformat():
            # Pages from before the interruption may be days old: catch up with what changed.
            after = await self._read(source, False, report)
            result = _together(result, after)
        return result

    async def _begin(
        self, state: Mapping[str, str], handshake: Handshake, full: bool
    ) -> tuple[Round, bool]:
        missing = "\n".join(filter(None, (*handshake.missing, handshake.question)))
        left = Round.load(state.get("round"))
        if left is not None and left.missing == missing and (left.full or not full):
            return left, True
        last = state.get("last_started")
        now = self._now()
        # A source that tells, or is asked, more or less than before must be read anew as a whole.
        whole = full or last is None or state.get("missing", "") != missing
        begun = Round(
            full=whole,
            since=None if whole or last is None else _day_before(last, now),
            started=instant(now),
            missing=missing,
            expected=await self._expected() if whole else None,
        )
        if whole:
            await self._catalogue.begin_round({"round": begun.dump(), _VANISHED: None})
        else:
            # What the last full reading met stays known: a person may still be asked about it.
            await self._catalogue.set_state({"round": begun.dump()})
        return begun, False

    async def _expected(self) -> int | None:
        return await self._catalogue.count(Query()) or None

    async def _pages(self, source: Source, begun: Round, report: Report) -> Round:
        done = begun
        met: set[str] = set()
        pace = Pace(done.read, time.monotonic())
        report(Progress(_WORDS, done.read, done.expected))
        since = date.fromisoformat(begun.since) if begun.since else None
        pages = source.pages(since=since, after=begun.cursor)
        try:
            async for page in pages:
                done = await self._store(page, done, met)
                total = max(done.expected, done.read) if done.expected else None
                left = pace.left(done.read, total, time.monotonic())
                report(Progress(_WORDS, done.read, total, left))
        finally:
            if isinstance(pages, AsyncGenerator):
                await pages.aclose()
        return done

    async def _store(self, page: SourcePage, done: Round, met: set[str]) -> Round:
        read = len({record.id for record in page.records} - met)
        met.update(record.id for record in page.records)
        passed(Moment.PAGE_READ)
        if page.skipped:
            await self._catalogue.mark_seen([each.id for each in page.skipped])

        def state(put: PutResult) -> dict[str, str | None]:
            # The cursor goes into the same commit as the page.
            ahead = done.after(page, read=read, new=put.new, changed=put.changed)
            return {"round": ahead.dump()}

        put = await self._catalogue.put_page(page.records, state)
        passed(Moment.PAGE_STORED)
        return done.after(page, read=read, new=put.new, changed=put.changed)

    async def _finish(self, source: Source, done: Round, handshake: Handshake) -> SyncReport:
        gone = vanished = 0
        words = [*handshake.words, *done.words]
        if done.full and done.whole:
            vanished, shown = await self._catalogue.vanished(source.kind)
            if vanished * 2 > shown:
                words.append(
                    f"{vanished} of {shown} titles are no longer in Consonance. That is more than "
                    "half, so they were kept; remove them if this is right."
                )
            else:
                gone, vanished = await self._hide(source.kind), 0
                passed(Moment.VANISHED_HIDDEN)
        if not done.whole:
            words.append(_IN_PART)
        await self._catalogue.set_state(self._settled(done, vanished))
        passed(Moment.READING_ENDED)
        left_out = dict.fromkeys(handshake.missing, done.read) if done.read else {}
        return SyncReport(
            read=done.read,
            new=done.new,
            changed=done.changed,
            gone=gone,
            skipped=done.skipped,
            left_out=left_out,
            complete=done.whole,
            vanished=vanished,
            words=tuple(dict.fromkeys(words)),
            handshake=handshake,
        )

    def _settled(self, done: Round, vanished: int) -> dict[str, str | None]:
        if not done.whole:
            return {"round": None}
        settled = {
            "round": None,
            "missing": done.missing,
            "last_started": done.started,
            "last_complete": instant(self._now()),
        }
        return settled | ({_VANISHED: str(vanished) if vanished else None} if done.full else {})

    async def _hide(self, kind: SourceKind) -> int:
        hidden = await self._catalogue.hide_vanished(kind)
        if hidden:
            await self._standing.drop(hidden)
        return len(hidden)


def _day_before(started: str, now: datetime) -> str:
    """The day to ask from: a clock that was ahead must not hide changes."""
    last = min(datetime.fromisoformat(started), now)
    return (last.date() - timedelta(days=1)).isoformat()


def _together(first: SyncReport, second: SyncReport) -> SyncReport:
    return replace(
        first,
        read=first.read + second.read,
        new=first.new + second.new,
        changed=first.changed + second.changed,
        skipped=first.skipped + second.skipped,
        complete=first.complete and second.complete,
        words=tuple(dict.fromkeys(first.words + second.words)),
    )
