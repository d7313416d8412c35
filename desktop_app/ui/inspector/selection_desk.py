"""When are the ticked titles looked at together? While their page is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Flow
from desktop_app.records.progress import Progress
from desktop_app.services.selected import Selection
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.inspector.selection_page import SelectionPage
from desktop_app.ui.operation import Operation

_SETTLE = 120
_REREAD = 1_000
_BY_ITSELF = 200
"""Up to so many titles are looked at again whenever something changes."""

_Asked = tuple[tuple[str, ...], Flow]


class SelectionDesk(QObject):
    """Keeps one page up to date, for the titles and the flow that it is told."""

    def __init__(self, desk: Desk, page: SelectionPage) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._titles: tuple[str, ...] = ()
        self._flow: Flow | None = None
        self._in_sight = False
        self._answered: _Asked | None = None
        self._work: Operation | None = None
        self._missed = False
        self._settle = _timer(self, _SETTLE, self._look)
        self._reread = _timer(self, _REREAD, self._look_again)
        page.seen.connect(self._turn)
        page.cancel.clicked.connect(self._cancel)
        page.again.clicked.connect(self._look)
        desk.changed.connect(self._moved)

    def ask(self, titles: Sequence[str], flow: Flow | None) -> None:
        """These titles for this flow from now on."""
        if (tuple(titles), flow) == (self._titles, self._flow):
            return
        self._titles, self._flow = tuple(titles), flow
        if self._in_sight:
            self._settle.start()

    def _turn(self, in_sight: bool) -> None:
        self._in_sight = in_sight
        if not in_sight:
            self._settle.stop()
            self._stop()
        elif self._asked() != self._answered:
            self._look()

    def _asked(self) -> _Asked | None:
        return (self._titles, self._flow) if self._titles and self._flow else None

    def _moved(self) -> None:
        """The store did: what nobody looks at is looked at when it comes into sight again."""
        if not self._in_sight:
            self._answered = None
        elif self._work is not None:
            self._missed = True
        elif self._answered is not None and len(self._titles) > _BY_ITSELF:
            self._page.say_moved()
        elif self._answered is not None and not self._reread.isActive():
            self._reread.start()

    def _look_again(self) -> None:
        """What is on show stays until there is something newer."""
        if self._in_sight and self._work is None and self._answered is not None:
            self._ask()

    def _look(self) -> None:
        self._answered = None
        asked = self._asked()
        if asked is not None:
            self._page.begin(len(asked[0]), asked[1].destination)
        self._ask()

    def _ask(self) -> None:
        self._stop()
        asked = self._asked()
        if asked is None:
            return
        titles, flow = asked
        self._missed = False
        app = self._desk.app
        self._work = self._desk.ask(
            "Preview of the selection",
            lambda report: app.survey.selection(titles, flow.name, report),
            lambda told: self._take(asked, told),
            failed=self._failed,
            progress=self._progress,
            owner=self,
        )

    def _progress(self, progress: Progress) -> None:
        if self._work is not None:
            self._page.progress(progress)

    def _take(self, asked: _Asked, told: Selection) -> None:
        if asked != self._asked():
            return
        self._work, self._answered = None, asked
        self._page.show_selection(told, asked[1].destination)
        if self._missed:
            self._moved()

    def _failed(self, error: ColophonError) -> None:
        self._work = None
        self._page.stopped(error.sentence(), "")

    def _stop(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.cancel()
            self._answered = None

    def _cancel(self) -> None:
        done = self._work.last.done if self._work and self._work.last else 0
        self._stop()
        total = wording.counted(len(self._titles), "title")
        self._page.stopped(
            f"Stopped after {wording.number(done)} of {total}.",
            "Nothing is said of some of them alone.",
        )


def _timer(parent: QObject, milliseconds: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer
