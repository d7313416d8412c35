"""What does Refresh do in the window? One operation with progress, and a strip when it failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.records.errors import (
    ColophonError,
    SecretError,
    SettingsError,
    SourceBusyError,
    SourceError,
    SourceSignInError,
    SourceUnreachableError,
)
from desktop_app.records.progress import Progress
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.shell.refresh_words import (
    Quarters,
    loaded_words,
    offline_words,
    partial_words,
    report_sentence,
    skipped_words,
)
from desktop_app.ui.widgets import Banner
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.notices import Act

if TYPE_CHECKING:
    from desktop_app.records.progress import Report
    from desktop_app.records.query import Freshness
    from desktop_app.services.drift import Drift
    from desktop_app.services.sync import SyncReport


_MINUTE = 60_000
_SECOND = 1_000


class Refreshing(QObject):
    """Starts, stops and tells one refresh. ``online`` is True, False, or None: not known."""

    running_changed = Signal(bool)
    progressed = Signal(object)
    announced = Signal(str)
    """What a screen reader says: the start, each quarter, a pause, the end."""
    online = Signal(object)
    finished = Signal(object)
    """The SyncReport of a refresh that reached its end."""
    refreshed = Signal()
    """The list has become another one without a refresh."""
    capabilities_wanted = Signal()

    def __init__(self, desk: Desk, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._banner = banner
        self._operation: Operation | None = None
        self._freshness: Freshness | None = None
        self._said = ""
        self._settled = True
        self._quarters = Quarters()
        self._waiting: tuple[Progress, float] | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(_SECOND)
        self._tick.timeout.connect(self._count_down)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._by_itself)
        every = desk.app.profile.refresh_every
        if every and desk.app.writable:
            self._timer.start(every * _MINUTE)

    @property
    def running(self) -> bool:
        return self._operation is not None

    def set_freshness(self, freshness: Freshness) -> None:
        """How old the catalogue is, for what a failed refresh says. The first time also whether
        an earlier run left a reading unfinished, which a person may want to go on."""
        first, self._freshness = self._freshness is None, freshness
        loaded = loaded_words(freshness) if first and self._desk.app.writable else ""
        if loaded and not self.running and not self._banner.words:
            words = f"{loaded} The last reading stopped before its end."
            self._say(words, [("Continue", self.start)], pair="changed", icon="pause")

    # -- running -------------------------------------------------------------------------------

    def start(self) -> None:
        """Refresh, or go on where the last reading stopped, unless one is running."""
        if self._operation is not None:
            return
        self._banner.hide()
        self._begin()

    def _by_itself(self) -> None:
        """What the banner says stays until a person has seen it."""
        if self._operation is None:
            self._begin()

    def _begin(self) -> None:
        self._settled = False
        self._quarters = Quarters()
        self._operation = self._desk.ask(
            "Refresh from Consonance",
            self._work,
            self._done,
            failed=self._failed,
            progress=self._progress,
            owner=self,
        )
        self._operation.ended.connect(self._ended)
        self.running_changed.emit(True)

    async def _work(self, report: Report) -> SyncReport:
        from desktop_app.services.waits import telling_waits

        app = self._desk.app
        return await telling_waits(lambda tell: app.refresh(report=tell), report)

    def stop(self) -> None:
        """Stop it; the pages read so far stay."""
        if self._operation is not None:
            self._operation.cancel()

    def _progress(self, progress: Progress) -> None:
        waits = progress.wait is not None
        self._waiting = (progress, time.monotonic() + (progress.wait or 0)) if waits else None
        if waits:
            self._tick.start()
        else:
            self._tick.stop()
        self.progressed.emit(progress)
        self._announce(self._quarters.tell(progress))

    def _count_down(self) -> None:
        if self._waiting is not None:
            progress, until = self._waiting
            self.progressed.emit(replace(progress, wait=max(0.0, until - time.monotonic())))

    def _ended(self) -> None:
        self._operation = None
        self._waiting = None
        self._tick.stop()
        self.running_changed.emit(False)
        if not self._settled:
            self._ask_freshness(self._tell_stopped)

    def _announce(self, words: str) -> None:
        if words:
            announce(self._banner.window(), words)
            self.announced.emit(words)

    # -- when it reached its end ---------------------------------------------------------------

    def _done(self, report: SyncReport) -> None:
        self._settled = True
        self.online.emit(True)
        self.finished.emit(report)
        self._desk.notice.emit(report_sentence(report))
        self._announce(report_sentence(report))
        if self._banner.words == self._said:
            # What the last failure said is no longer so.
            self._banner.hide()
        if report.handshake is None:
            self._tell(report, None)
            return
        self._desk.ask(
            "Compare what Consonance can give",
            self._desk.app.told.news(report.handshake),
            partial(self._tell, report),
            failed=lambda _: self._tell(report, None),
            owner=self,
        )

    def _tell(self, report: SyncReport, news: Drift | None) -> None:
        """What Consonance can give is told once; whatever else the reading found, each time."""
        known = report.handshake.words if news is not None and report.handshake else ()
        said = [each for each in report.words if each not in known]
        words = [*(news.words if news else ()), *said, *skipped_words(report)]
        acts: list[Act] = [("Remove them", self._remove)] if report.vanished else []
        if news is not None and news.words:
            acts.append(("Open", self.capabilities_wanted.emit))
        if words:
            self._say(wording.one_line(" ".join(words)), acts, pair="changed", icon="warning")

    def _remove(self) -> None:
        """A person agrees that what the last full reading did not meet is gone."""
        self._banner.hide()
        self._desk.ask(
            "Take titles off the list", self._desk.app.remove_vanished(), self._removed, owner=self
        )

    def _removed(self, told: tuple[int, str]) -> None:
        removed, held = told
        were = "was" if removed == 1 else "were"
        self._desk.notice.emit(f"{wording.counted(removed, 'title')} {were} taken off the list.")
        self.refreshed.emit()
        if held:
            self._banner.say(held, icon="warning")

    # -- when it did not -----------------------------------------------------------------------

    def _failed(self, error: ColophonError) -> None:
        """Tell it with what the catalogue holds now: the pages that came before it failed stay."""
        self._settled = True
        if isinstance(error, SourceUnreachableError):
            self.online.emit(isinstance(error, SourceBusyError))
        self._ask_freshness(partial(self._tell_failure, error))

    def _ask_freshness(self, then: Callable[[], None]) -> None:
        def take(freshness: Freshness | None) -> None:
            self._freshness = freshness
            then()

        self._desk.ask(
            "Age of the catalogue",
            self._desk.app.look_up.freshness(),
            take,
            failed=lambda _: take(self._freshness),
            owner=self,
        )

    def _tell_stopped(self) -> None:
        loaded = loaded_words(self._freshness)
        if loaded and not self.running:
            words = f"{loaded} You stopped the reading; what was loaded stays."
            self._say(words, [("Continue", self.start)], pair="neutral", icon="pause")

    def _tell_failure(self, error: ColophonError) -> None:
        words, acts = self.failure(error)
        away = isinstance(error, SourceUnreachableError)
        gone = away and not isinstance(error, SourceBusyError)
        icon = "offline" if gone else "warning"
        self._say(words, acts, pair="changed" if away else "removed", icon=icon)

    def failure(self, error: ColophonError) -> tuple[str, list[Act]]:
        """The sentence and what helps, by what went wrong."""
        again: Act = ("Try again", self.start)
        connect: Act = ("Connect…", self._desk.connect_wanted.emit)
        if isinstance(error, (SourceSignInError, SecretError, SettingsError)):
            return error.sentence(), [("Update key…", self._desk.connect_wanted.emit), again]
        if isinstance(error, SourceError):
            words = partial_words(error, self._freshness)
            if words:
                return words, [("Continue", self.start)]
        if isinstance(error, SourceUnreachableError):
            return offline_words(error, self._freshness), [again, connect]
        return error.sentence(), [again]

    def _say(self, words: str, acts: list[Act], *, pair: str, icon: str) -> None:
        self._said = words
        self._banner.say(words, acts, pair=pair, icon=icon)
        self._announce(words)
