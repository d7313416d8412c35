"""What happens between the button at the end of the inspector and the services?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.records.errors import ColophonError, ConfirmationError
from desktop_app.records.job import Job
from desktop_app.records.title import Title
from desktop_app.ui.desk import Desk
from desktop_app.ui.inspector.foot import Foot
from desktop_app.ui.inspector.offer import Offer, Way, offer
from desktop_app.ui.inspector.seen import Seen, submit
from desktop_app.ui.widgets import Banner

UNDO_SECONDS = 5
_NOTHING = Offer(Way.NONE, "", "")


class Sending(QObject):
    """``read_again`` is called when what is on show may have moved by it."""

    def __init__(
        self,
        desk: Desk,
        foot: Foot,
        banner: Banner,
        read_again: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._foot = foot
        self._banner = banner
        self._read_again = read_again
        self._seen: Seen | None = None
        self._offer = _NOTHING
        self._sending = False
        foot.button.clicked.connect(self._act)

    def wait(self) -> None:
        """Another title is chosen: nothing is offered until it was read."""
        self._seen, self._offer = None, _NOTHING
        self._show()

    def decide(self, title: Title, seen: Seen, ticked: int) -> None:
        """What may be done with what was read."""
        standing = title.standing.get(seen.flow.name)
        self._seen = seen
        self._offer = offer(self._desk.app.profile, seen.flow, seen.previews, standing, ticked)
        self._show()

    def _show(self) -> None:
        self._foot.show_offer(self._offer, sending=self._sending)

    def _act(self) -> None:
        if self._seen is None:
            return
        if self._offer.way is Way.REVIEW:
            self._review(self._seen)
        elif self._offer.way is Way.SEND:
            self._send(self._seen)

    def _review(self, seen: Seen) -> None:
        self._desk.review([seen.title.id], [seen.flow.name])

    def _send(self, seen: Seen) -> None:
        self._sending = True
        self._show()
        self._desk.ask(
            f"Send to {seen.flow.destination}",
            submit(self._desk.app, seen, UNDO_SECONDS),
            self._sent,
            failed=lambda error: self._not_sent(seen, error),
            owner=self,
        )

    def _sent(self, job: Job | None) -> None:
        self._sending = False
        if job is None:
            self._banner.say(
                "The title changed while you looked at it. Nothing was sent; here is what it says "
                "now.",
                icon="warning",
            )
        else:
            self._desk.job_submitted.emit(job.number)
            self._desk.notice.emit(f"Job #{job.number} waits {UNDO_SECONDS} seconds for Undo.")
        self._show()
        self._read_again()

    def _not_sent(self, seen: Seen, error: ColophonError) -> None:
        self._sending = False
        self._show()
        if isinstance(error, ConfirmationError):
            self._review(seen)
            return
        self._banner.say(error.sentence(), pair="removed", icon="warning")
