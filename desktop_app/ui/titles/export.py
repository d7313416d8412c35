"""How do ISBNs leave the list? To the clipboard or into a table, of the ticked or of all found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from desktop_app.records.errors import ColophonError
from desktop_app.records.query import Query
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk

if TYPE_CHECKING:
    from desktop_app.services.isbn_export import Exported
    from desktop_app.ui.titles.room import TitlesRoom


class Exports(QObject):
    """The actions say which titles they are about, and how many."""

    def __init__(self, desk: Desk, room: TitlesRoom) -> None:
        super().__init__(room)
        self._desk = desk
        self._room = room

    def add_to(self, menu: QMenu) -> None:
        """Put both actions into a menu."""
        about = self._about()
        copy = menu.addAction(f"Copy ISBNs of {about}")
        copy.triggered.connect(self.copy)
        save = menu.addAction(f"Save ISBNs of {about} as CSV…")
        save.triggered.connect(self.save)
        some = bool(len(self._room.ticks) or self._room.model.total)
        for action in (copy, save):
            action.setEnabled(some)
        check = menu.addAction("Check against their file…")
        check.triggered.connect(self._desk.compare_wanted)

    def _about(self) -> str:
        ticked, found = len(self._room.ticks), self._room.model.total
        if ticked:
            return f"{wording.number(ticked)} selected {'title' if ticked == 1 else 'titles'}"
        which = " found" if self._room.narrowed else ""
        if found == 1:
            return f"the one title{which}"
        return f"all {wording.counted(found, 'title')}{which}"

    def _query(self) -> Query:
        """The ticked titles, shown or not; with none ticked what the list shows."""
        query, ticked = self._room.model.query, self._room.ticks.ids
        if ticked:
            return Query(ids=ticked, sort=query.sort, descending=query.descending)
        return replace(query)

    def copy(self) -> None:
        """One ISBN a line, to the clipboard."""
        from desktop_app.services.isbn_export import as_text

        self._desk.ask(
            "Copy ISBNs",
            as_text(self._desk.app.look_up, self._query()),
            self._copied,
            failed=self._failed,
            owner=self,
        )

    def _copied(self, answer: tuple[str, Exported]) -> None:
        text, exported = answer
        with_isbn = exported.titles - exported.without
        if with_isbn:
            QApplication.clipboard().setText(text)
            words = f"{wording.counted(with_isbn, 'ISBN')} copied."
        else:
            words = "Nothing was copied."
        if exported.without:
            self._say(f"{words} {_without(exported)}", "copy")
        else:
            self._desk.notice.emit(words)

    def save(self) -> None:
        """Ask where the table goes."""
        query = self._query()
        dialog = QFileDialog(self._room, "Save ISBNs as CSV")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Table (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("isbns.csv")
        dialog.fileSelected.connect(lambda path: self.write(query, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, query: Query, path: Path) -> None:
        """Write the table and say what is in it."""
        from desktop_app.services.isbn_export import to_file

        look_up = self._desk.app.look_up
        self._desk.ask(
            "Save ISBNs",
            lambda report: to_file(look_up, query, path, report),
            lambda exported: self._written(path, exported),
            failed=self._failed,
            owner=self,
        )

    def _written(self, path: Path, exported: Exported) -> None:
        titles = wording.counted(exported.titles, "title")
        lacking = f" {_without(exported)}" if exported.without else ""
        self._say(f"{titles} written to {path}.{lacking}", "download")

    def _say(self, words: str, icon: str) -> None:
        self._room.banner.say(words, pair="neutral", icon=icon)

    def _failed(self, error: ColophonError) -> None:
        self._room.banner.say(error.sentence(), pair="removed", icon="warning")


def _without(exported: Exported) -> str:
    one = exported.without == 1
    return f"{wording.counted(exported.without, 'title')} {'has' if one else 'have'} no ISBN."
