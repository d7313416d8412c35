"""What can be done with the mapping of the destination that is shown? Look, take, and undo."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.records.flow import Flow
from desktop_app.ui.desk import Desk
from desktop_app.ui.flows import mapping_words
from desktop_app.ui.flows.changing import Changing
from desktop_app.ui.flows.mapping_page import MappingPage
from desktop_app.ui.widgets.notices import Act

if TYPE_CHECKING:
    from desktop_app.services.flow_settings import MappingInForce, Taken
    from desktop_app.ui.flows.mapping_sheet import MappingSheet


class MappingActs(QObject):
    """Fills the page, and opens what it asks for over the sheet."""

    said = Signal(str, list)
    """(sentence, acts) for the sheet's banner."""
    failed = Signal(object)
    """A ColophonError."""
    titles_wanted = Signal(list, str)

    def __init__(self, desk: Desk, changing: Changing, page: MappingPage, sheet: QWidget) -> None:
        super().__init__(sheet)
        self._desk = desk
        self._changing = changing
        self._page = page
        self._sheet = sheet
        self._flow: Flow | None = None
        page.other_wanted.connect(self._choose_file)
        page.drop_wanted.connect(lambda: self.look(None))

    def read(self, flow: Flow, fixed: str) -> None:
        """Show the mapping that this flow goes by."""
        self._flow = flow
        self._desk.ask(
            "Read a mapping",
            asyncio.to_thread(self._desk.app.flow_settings.mapping, flow.format),
            partial(self._show, flow.format, fixed),
            failed=self.failed.emit,
            owner=self,
        )

    def _show(self, form: str, fixed: str, found: MappingInForce) -> None:
        if self._flow is not None and form == self._flow.format:
            self._page.show_mapping(found, fixed)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._sheet, "A mapping of your own")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("Mappings (*.json)")
        dialog.fileSelected.connect(lambda path: self.look(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def look(self, path: Path | None) -> MappingSheet | None:
        """What the mapping of a file, or the format as it comes, would do."""
        from desktop_app.ui.flows.mapping_sheet import MappingSheet

        if self._flow is None:
            return None
        over = self._sheet.parentWidget()
        sheet = MappingSheet(self._desk, self._changing, self._flow.format, path, over)
        sheet.taken.connect(self._taken)
        sheet.titles_wanted.connect(self.titles_wanted)
        sheet.other_wanted.connect(self._choose_file)
        sheet.finished.connect(self._back)
        sheet.open()
        return sheet

    def _back(self) -> None:
        if self._sheet.isVisible():
            self._sheet.activateWindow()
            self._page.other.setFocus()

    def _taken(self, taken: Taken) -> None:
        acts: list[Act] = [("Undo", partial(self._take_back, taken))]
        self.said.emit(mapping_words.taken_words(taken), acts)

    def _take_back(self, taken: Taken) -> None:
        self._changing.run(
            "Undo a mapping",
            self._desk.app.flow_settings.take_back(taken),
            partial(self._taken_back, mapping_words.told_back(taken)),
            self.failed.emit,
            self,
        )
        self._page.other.setFocus()

    def _taken_back(self, said: str, held: str) -> None:
        self.said.emit(f"{said} {held}".strip(), [])
