"""What happens between the Assets side, the sheet and the service when a cover is chosen?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.records.cover import CHOICE_RULE
from desktop_app.records.errors import ColophonError
from desktop_app.records.payload import Problem
from desktop_app.records.title import Title
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.inspector.assets import AssetsPage
from desktop_app.ui.inspector.cover_sheet import CoverSheet
from desktop_app.ui.widgets import Banner

if TYPE_CHECKING:
    from desktop_app.services.cover_choice import Contest


class CoverDesk(QObject):
    """``title`` tells which title is on show now; ``moved`` is called after a choice."""

    def __init__(
        self,
        desk: Desk,
        covers: CoverPictures,
        page: AssetsPage,
        banner: Banner,
        title: Callable[[], Title | None],
        moved: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._covers = covers
        self._page = page
        self._banner = banner
        self._title = title
        self._moved = moved
        self._window = parent
        self.sheet: CoverSheet | None = None
        page.choose.clicked.connect(self.open)

    @staticmethod
    def about(problem: Problem) -> bool:
        """Whether a problem is answered by choosing a cover."""
        return problem.rule == CHOICE_RULE and problem.fix.startswith("Choose")

    def look(self, title: Title) -> None:
        """Measure the candidates of a title for its Assets side."""
        self._ask(title, self._show)

    def open(self) -> None:
        """Show the candidates of the title side by side, once they are measured."""
        title = self._title()
        if title is not None:
            self._ask(title, partial(self._open, title))

    def _ask(self, title: Title, done: Callable[[Contest], None]) -> None:
        work = self._desk.app.cover_choices.contest(title.id)
        self._desk.ask("Measure covers", work, done, failed=self._failed, owner=self._window)

    def _show(self, contest: Contest) -> None:
        title = self._title()
        if title is not None and title.id == contest.title:
            self._page.show_contest(contest)

    def _open(self, title: Title, contest: Contest) -> None:
        if self._title() != title:
            return
        self._show(contest)
        if len(contest.candidates) < 2:
            self._banner.say("There is one front cover now; there is nothing to choose.")
            return
        self.sheet = CoverSheet(title.title, contest, self._covers, self._window.window())
        self.sheet.chosen.connect(partial(self._choose, title, contest))
        self.sheet.taken_back.connect(partial(self._take_back, title, contest))
        self.sheet.open()

    def _choose(self, title: Title, before: Contest, resource: str, reason: str) -> None:
        """``before`` is what the person looked at: only that can be chosen from."""
        choices = self._desk.app.cover_choices
        work = choices.choose(title.id, resource, reason, before.candidates)
        self._desk.ask("Choose the cover", work, partial(self._done, title, before),
                       failed=self._failed, owner=self._window)  # fmt: skip

    def _take_back(self, title: Title, before: Contest, reason: str) -> None:
        work = self._desk.app.cover_choices.clear(title.id, reason)
        self._desk.ask("Take the choice back", work, partial(self._done, title, before),
                       failed=self._failed, owner=self._window)  # fmt: skip

    def _done(self, title: Title, before: Contest | None, contest: Contest) -> None:
        """``before`` is what *Undo* goes back to; None after an undoing."""
        self._show(contest)
        name = next(
            (each.filename for each in contest.candidates if each.resource == contest.used), ""
        )
        words = f"{name} is the cover now." if contest.used else "No cover is chosen now."
        acts = [("Undo", partial(self._undo, title, before))] if before else []
        self._banner.say(words, acts, pair="added", icon="tick")
        self._moved()

    def _undo(self, title: Title, before: Contest) -> None:
        """As it was before: the earlier choice again, or none."""
        choices = self._desk.app.cover_choices
        if before.used and before.choice is not None:
            work = choices.choose(title.id, before.used, before.choice.reason, before.candidates)
        else:
            work = choices.clear(title.id, "undone")
        self._desk.ask("Undo the choice", work, partial(self._done, title, None),
                       failed=self._failed, owner=self._window)  # fmt: skip

    def _failed(self, error: ColophonError) -> None:
        self._banner.say(error.sentence(), pair="removed", icon="warning")
