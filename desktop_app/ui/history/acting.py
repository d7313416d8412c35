"""How is a person's decision on an item carried out? Through the send service, never by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.records.job import Job
from desktop_app.records.state import State
from desktop_app.ui.desk import Desk
from desktop_app.ui.history.item_words import Act
from desktop_app.ui.history.reading import ItemWhole
from desktop_app.ui.history.sheets import FAILED, REBUILD, NoteSheet, ResendSheet

if TYPE_CHECKING:
    from desktop_app.app import App

_AGAIN = (State.FAILED, State.REFUSED, State.CANCELLED)
_ALL = 100_000


class Acting(QObject):
    """Opens the sheet an action needs, then asks the service. Errors go to the window."""

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk = desk
        self._over = over

    def act(self, act: Act, whole: ItemWhole) -> None:
        """One of the buttons of the right pane was pressed."""
        app, item = self._desk.app, whole.item
        match act:
            case Act.CHECK:
                self._desk.ask(
                    "Checking at the destination",
                    app.send.check_at_destination(item.id),
                    lambda _: self._desk.notice.emit("The destination was asked."),
                )
            case Act.ARRIVED:
                sheet = NoteSheet(item, self._desk.destination(item.flow), self._over.window())
                sheet.said.connect(lambda note: self._confirm(item.id, note))
                sheet.open()
            case Act.RESEND_LOST | Act.RESEND:
                self._resend(whole, lost=act is Act.RESEND_LOST)
            case Act.RETRY:
                self._desk.ask("Retrying", app.send.retry(item.job, (item.id,)))
            case Act.RELEASE:
                self._desk.ask("Releasing", app.send.release(item.job))
            case Act.CANCEL:
                self._desk.ask("Cancelling", app.send.cancel(item.job))
            case Act.COPY_RUN:
                QGuiApplication.clipboard().setText(item.run)
                self._desk.notice.emit("Run id copied.")

    def _confirm(self, item: int, note: str) -> None:
        self._desk.ask("Keeping your word", self._desk.app.send.confirm(item, True, note))

    def _resend(self, whole: ItemWhole, *, lost: bool) -> None:
        item = whole.item

        def opened(failed: list[int]) -> None:
            sheet = ResendSheet(
                whole,
                self._desk.destination(item.flow),
                self._desk.environment,
                0 if lost else len(failed),
                self._over.window(),
            )
            sheet.chosen.connect(
                lambda what, scope, reason: self._go(
                    whole, failed if scope == FAILED else [item.id], what, reason, lost=lost
                )
            )
            sheet.open()

        self._desk.ask(
            "Reading the job", _failed_items(self._desk.app, item.job), opened, owner=self._over
        )

    def _go(
        self, whole: ItemWhole, items: list[int], what: str, reason: str, *, lost: bool
    ) -> None:
        app = self._desk.app
        if what == REBUILD:
            self._desk.ask(
                "Reading the job",
                _subjects(app, items, whole.item.id if lost else 0),
                lambda found: self._desk.review(*found),
                owner=self._over,
            )
            return
        self._desk.ask(
            "Resending",
            _resend(app, items, reason, whole.item.id if lost else 0),
            lambda job: self._desk.job_submitted.emit(job.number),
        )


async def _failed_items(app: App, job: int) -> list[int]:
    return [item.id for item in await app.history.items(job, states=_AGAIN, limit=_ALL)]


async def _subjects(app: App, items: list[int], lost: int) -> tuple[list[str], list[str]]:
    """Titles and flows of these items; the one that a person calls lost is closed first."""
    if lost:
        await app.send.confirm(lost, False, "It did not arrive; rebuilt and reviewed again.")
    found = [await app.history.item(item) for item in items]
    titles = list(dict.fromkeys(title for item in found for title in item.titles))
    return titles, list(dict.fromkeys(item.flow for item in found))


async def _resend(app: App, items: list[int], reason: str, lost: int) -> Job:
    if lost:
        await app.send.confirm(lost, False, reason)
    job: Job = await app.send.resend(items, reason)
    return job
