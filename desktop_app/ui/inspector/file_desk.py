"""What happens between the Assets side and the service when production files are fetched?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.title import Title
from desktop_app.ui.desk import Desk
from desktop_app.ui.inspector.assets import AssetsPage

if TYPE_CHECKING:
    from desktop_app.services.assets import ProductionFile


class FileDesk(QObject):
    """``title`` tells which title is on show now; ``moved`` is called when files came."""

    def __init__(
        self,
        desk: Desk,
        page: AssetsPage,
        title: Callable[[], Title | None],
        moved: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._page = page
        self._title = title
        self._moved = moved
        self._window = parent
        self._listed: tuple[str, tuple[ProductionFile, ...]] = ("", ())
        self._under_way: set[str] = set()
        page.fetch.clicked.connect(self.fetch)

    def look(self, title: Title) -> None:
        """List the production files of a title; nothing is fetched by this."""
        work = self._desk.app.assets.production_files(title.id)
        self._desk.ask("List production files", work, partial(self._show, title.id),
                       owner=self._window)  # fmt: skip

    def fetch(self) -> None:
        """Fetch those of the title on show, however long it takes."""
        title = self._title()
        listed, files = self._listed
        if title is None or title.id != listed or title.id in self._under_way:
            return
        self._under_way.add(title.id)
        self._page.show_production(files, fetching=True)
        work = self._desk.app.assets.fetch_production_files(title.id)
        self._desk.ask("Fetch production files", work, partial(self._came, title),
                       failed=partial(self._failed, title), owner=self._window)  # fmt: skip

    def _show(self, title_id: str, files: Sequence[ProductionFile]) -> None:
        now = self._title()
        if now is not None and now.id == title_id:
            self._listed = (title_id, tuple(files))
            self._page.show_production(files, fetching=title_id in self._under_way)

    def _came(self, title: Title, files: Sequence[ProductionFile]) -> None:
        self._under_way.discard(title.id)
        self._show(title.id, files)
        bad = [each for each in files if each.facts.problem]
        if bad:
            words = f"{bad[0].filename or bad[0].number} was not fetched: {bad[0].facts.problem}"
            more = f" And {len(bad) - 1} more." if len(bad) > 1 else ""
            self._desk.notice.emit(f"{title.title}: {words}{more}")
        else:
            self._desk.notice.emit(f"The production files of {title.title} are here.")
        now = self._title()
        if now is not None and now.id == title.id:
            self._moved()

    def _failed(self, title: Title, error: ColophonError) -> None:
        self._under_way.discard(title.id)
        listed, files = self._listed
        if listed == title.id:
            self._show(listed, files)
        self._desk.notice.emit(error.sentence())
