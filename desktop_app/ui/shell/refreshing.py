"""What does Refresh do in the window? One operation with progress, and a strip when it failed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.records.errors import (
    ColophonError,
    SecretError,
    SettingsError,
    SourceError,
    SourceSignInError,
    SourceUnreachableError,
)
from desktop_app.records.progress import Progress, left_words
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.widgets import Banner
from desktop_app.ui.widgets.notices import Act

if TYPE_CHECKING:
    from desktop_app.records.query import Freshness
    from desktop_app.services.sync import SyncReport


_MINUTE = 60_000


class Refreshing(QObject):
    """Starts, stops and tells one refresh. ``online`` is True, False, or None: not known."""

    running_changed = Signal(bool)
    progressed = Signal(object)
    online = Signal(object)
    finished = Signal(object)
    """The SyncReport of a refresh that reached its end."""
    refreshed = Signal()
    """The list has become another one without a refresh."""

    def __init__(self, desk: Desk, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._banner = banner
        self._operation: Operation | None = None
        self._freshness: Freshness | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._by_itself)
        every = desk.app.profile.refresh_every
        if every and desk.app.writable:
            self._timer.start(every * _MINUTE)

    @property
    def running(self) -> bool:
        return self._operation is not None

    def set_freshness(self, freshness: Freshness) -> None:
        """How old the catalogue is, for what a failed refresh says."""
        self._freshness = freshness

    def start(self) -> None:
        """Refresh unless one is running."""
        if self._operation is not None:
            return
        self._banner.hide()
        self._begin()

    def _by_itself(self) -> None:
        """What the banner says stays until a person has seen it."""
        if self._operation is None:
            self._begin()

    def _begin(self) -> None:
        self._operation = self._desk.ask(
            "Refresh from Consonance",
            lambda report: self._desk.app.refresh(report=report),
            self._done,
            failed=self._failed,
            progress=self.progressed.emit,
            owner=self,
        )
        self._operation.ended.connect(self._ended)
        self.running_changed.emit(True)

    def stop(self) -> None:
        """Stop it; the pages read so far stay."""
        if self._operation is not None:
            self._operation.cancel()

    def _ended(self) -> None:
        self._operation = None
        self.running_changed.emit(False)

    def _done(self, report: SyncReport) -> None:
        self.online.emit(True)
        self.finished.emit(report)
        self._desk.notice.emit(report_sentence(report))
        words = [*report.words, *skipped_words(report)]
        acts: list[Act] = [("Remove them", self._remove)] if report.vanished else []
        if words:
            self._banner.say(wording.one_line(" ".join(words)), acts, icon="warning")

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

    def _failed(self, error: ColophonError) -> None:
        """Tell it with what the catalogue holds now: the pages that came before it failed stay."""
        if isinstance(error, SourceUnreachableError):
            self.online.emit(False)
        self._desk.ask(
            "Age of the catalogue",
            self._desk.app.look_up.freshness(),
            partial(self._tell, error),
            failed=lambda _: self._tell(error, self._freshness),
            owner=self,
        )

    def _tell(self, error: ColophonError, freshness: Freshness | None) -> None:
        self._freshness = freshness
        words, acts = self.failure(error)
        pair = "changed" if isinstance(error, SourceUnreachableError) else "removed"
        icon = "offline" if isinstance(error, SourceUnreachableError) else "warning"
        self._banner.say(words, acts, pair=pair, icon=icon)

    def failure(self, error: ColophonError) -> tuple[str, list[Act]]:
        """The sentence and what helps, by what went wrong."""
        again: Act = ("Try again", self.start)
        connect: Act = ("Connect…", self._desk.connect_wanted.emit)
        fresh = self._freshness
        if isinstance(error, (SourceSignInError, SecretError, SettingsError)):
            return error.sentence(), [("Update key…", self._desk.connect_wanted.emit), again]
        if isinstance(error, SourceError) and fresh and fresh.partial_done:
            total = f" of {wording.number(fresh.partial_total)}" if fresh.partial_total else ""
            loaded = f"Loaded {wording.number(fresh.partial_done)}{total}."
            return f"{loaded} {error.sentence()}", [("Continue", self.start)]
        if isinstance(error, SourceUnreachableError):
            when = wording.moment(fresh.last_complete) if fresh and fresh.last_complete else ""
            showing = f" Showing the catalogue from {when}." if when else ""
            return (
                f"Offline. {error.message}{showing} You can prepare sends; they are held until "
                "you are online.",
                [again, connect],
            )
        return error.sentence(), [again]


def skipped_words(report: SyncReport) -> list[str]:
    """Which records were left out, with the reason for the first."""
    if not report.skipped:
        return []
    first, count = report.skipped[0], len(report.skipped)
    return [
        f"{wording.counted(count, 'record')} could not be read and "
        f"{'was' if count == 1 else 'were'} left out: {f'{first.id}: {first.reason}'[:300]}"
    ]


def report_sentence(report: SyncReport) -> str:
    """ "Read 1,204 titles: 3 new, 12 changed." """
    if not report.new and not report.changed:
        return f"Read {wording.counted(report.read, 'title')}: nothing has changed."
    return (
        f"Read {wording.counted(report.read, 'title')}: {wording.number(report.new)} new, "
        f"{wording.number(report.changed)} changed."
    )


def progress_words(progress: Progress) -> str:
    """ "Reading titles: 400 of 1,204, about 2 minutes left"."""
    if progress.total:
        done = f"{wording.number(progress.done)} of {wording.number(progress.total)}"
    else:
        done = wording.number(progress.done) if progress.done else ""
    told = ", ".join(filter(None, (done, left_words(progress))))
    return f"{progress.words}: {told}" if told else progress.words
