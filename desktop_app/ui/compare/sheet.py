"""What does this destination really have? The report on its file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.records.comparison import Comparison, Held
from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Flow
from desktop_app.records.format_words import format_words
from desktop_app.records.progress import Progress
from desktop_app.ui import theme, wording
from desktop_app.ui.compare import words
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Banner, Button, EmptyState, Heading, PlainLabel, hairline
from desktop_app.ui.widgets.choice import Choice
from desktop_app.ui.widgets.heads import ColumnHeads
from desktop_app.ui.widgets.lines import LinesView
from desktop_app.ui.widgets.tabs import Tabs

_NONE = {
    Held.DIFFERS: "No title of their file differs from what would go now.",
    Held.MISSING_THERE: "They have every title that they took.",
    Held.UNKNOWN_HERE: "Every title of their file is in the catalogue.",
    Held.SAME: "No title of their file is as it would go now.",
    words.LEFT: "Every record of their file was compared.",
}


class CompareSheet(Sheet):
    """Compares as it opens. ``titles_wanted`` asks the list to show the titles of one tab."""

    titles_wanted = Signal(list, str)

    def __init__(
        self, desk: Desk, path: Path, flow: str, selected: list[str], parent: QWidget
    ) -> None:
        super().__init__("Their file", parent, wanted=QSize(1000, 600))
        self._desk = desk
        self._path = path
        self._selected = selected
        self._found: Comparison | None = None
        self._work: Operation | None = None
        self._flows: list[Flow] = [
            each for each in desk.app.their_file.flows() if each.enabled or each.name == flow
        ]
        self.places = Choice("Whose file it is")
        for each in self._flows:
            self.places.addItem(f"{each.destination} · {format_words(each.format)}", each.name)
        self.head = PlainLabel("", "strong", wrap=True, selectable=True)
        self.caption = PlainLabel("", "quiet", wrap=True, selectable=True)
        self.banner = Banner()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Comparing with their file")
        self.tabs = Tabs([name for name, _ in words.TABS])
        self.tabs.setAccessibleName("How titles stand")
        self.lines = LinesView("Titles and fields", (26, 18, 22, 22, 18))
        self.heads = ColumnHeads(words.HEADS[Held.DIFFERS], self.lines)
        self.none = EmptyState()
        self.show_button = Button("Show these titles")
        self.save_button = Button("Save as CSV…", icon="download")
        self._lay_out()
        self._wire()
        names = [each.name for each in self._flows]
        if flow in names:
            self.places.setCurrentIndex(names.index(flow))
        self.places.currentIndexChanged.connect(self.compare)
        self.compare()

    def _lay_out(self) -> None:
        now = theme.current()
        margin = now.px(20)
        top = QHBoxLayout()
        top.addWidget(Heading(f"{wording.one_line(self._path.name)[:80]}", "sheet_title"), 1)
        top.addWidget(PlainLabel("What they should have:", "caption"))
        top.addWidget(self.places)
        above = QVBoxLayout()
        above.setContentsMargins(margin, margin, margin, now.px(4))
        above.setSpacing(now.px(8))
        above.addLayout(top)
        for widget in (self.head, self.caption, self.bar):
            above.addWidget(widget)
        self.body.addLayout(above)
        self.body.addWidget(self.banner)
        bar = QHBoxLayout()
        bar.setContentsMargins(now.px(12), 0, now.px(12), 0)
        bar.addWidget(self.tabs)
        self.body.addLayout(bar)
        self.body.addWidget(hairline())
        self.body.addWidget(self.heads)
        self.body.addWidget(self.lines, 1)
        self.body.addWidget(self.none, 1)
        self.close_button = Button("Close")
        self.footer.addWidget(self.show_button)
        self.footer.addWidget(self.save_button)
        self.footer.addStretch(1)
        self.footer.addWidget(self.close_button)
        self.set_default(self.close_button)

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._show)
        self.lines.opened.connect(self._open)
        self.show_button.clicked.connect(self._show_titles)
        self.save_button.clicked.connect(self._save)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self._stop)

    # -- comparing -----------------------------------------------------------------------------

    def compare(self) -> None:
        """Set the file beside the chosen destination; what was shown before goes."""
        self._stop()
        self._found = None
        self._show_report(False)
        if not self._flows:
            self.head.setText("No destination of this profile takes title metadata.")
            self.bar.hide()
            return
        self.head.setText("Reading their file")
        self.caption.setText("Nothing is imported, changed or sent.")
        self.bar.setRange(0, 0)
        self.bar.show()
        their_file, path = self._desk.app.their_file, self._path
        name, selected = str(self.places.currentData()), self._selected
        self._work = self._desk.ask(
            "Compare with their file",
            lambda report: their_file.compare(path, name, selected, report),
            self._take,
            failed=self._failed,
            progress=self._progress,
            owner=self,
        )

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _progress(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total or 0)
        self.bar.setValue(progress.done)
        of = f" of {wording.number(progress.total)}" if progress.total else ""
        self.head.setText(f"{wording.number(progress.done)}{of} records compared")

    def _failed(self, error: ColophonError) -> None:
        self._work = None
        self.bar.hide()
        self.head.setText(error.message)
        self.caption.setText(f"{error.not_done} {error.next_step}".strip())

    def _take(self, found: Comparison) -> None:
        self._work = None
        self._found = found
        self.bar.hide()
        self.head.setText(words.sentence(found))
        said = words.detail(found)
        self.caption.setText(said)
        self.caption.setVisible(bool(said))
        for place, (_, which) in enumerate(words.TABS):
            pair = words.PAIRS.get(Held(which), "neutral") if which != words.LEFT else "neutral"
            self.tabs.set_count(place, words.count(found, which), pair)
        self._show_report(True)
        first = next(
            (place for place, (_, which) in enumerate(words.TABS) if words.count(found, which)), 0
        )
        self.tabs.setCurrentIndex(first)
        self._show()
        self.lines.setFocus()

    def _show_report(self, on: bool) -> None:
        for widget in (self.tabs, self.heads, self.lines):
            widget.setVisible(on)
        self.none.setVisible(False)
        self.caption.show()
        for button in (self.show_button, self.save_button):
            button.setEnabled(on)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def _which(self) -> Held | str:
        return words.TABS[self.tabs.currentIndex()][1]

    def _show(self) -> None:
        if self._found is None:
            return
        which = self._which
        made = words.lines(self._found, which)
        self.heads.set_names(words.HEADS.get(which, words.OTHER_HEADS))
        self.lines.set_lines(made)
        for widget in (self.heads, self.lines):
            widget.setVisible(bool(made))
        self.none.setVisible(not made)
        self.none.say("None", _NONE[which])
        ids = self._ids()
        self.show_button.setEnabled(bool(ids))
        said = wording.counted(len(ids), "title")
        several = f"Show these {said}" if ids else "Show titles"
        self.show_button.setText(f"Show {said}" if len(ids) == 1 else several)

    def _ids(self) -> list[str]:
        if self._found is None or self._which == words.LEFT:
            return []
        return [each.id for each in self._found.of(Held(self._which)) if each.id]

    def _open(self, title: object) -> None:
        if isinstance(title, str) and title:
            self._leave([title])

    def _show_titles(self) -> None:
        self._leave(self._ids())

    def _leave(self, ids: list[str]) -> None:
        if self._found is None or not ids:
            return
        name = words.TABS[self.tabs.currentIndex()][0].lower()
        titles = wording.counted(len(ids), "title")
        told = f"{self._found.destination}'s file {self._found.file}: {titles}, {name}."
        self.titles_wanted.emit(ids, wording.one_line(told))
        self.accept()

    # -- the table -----------------------------------------------------------------------------

    def _save(self) -> None:
        dialog = QFileDialog(self, "Save the comparison as CSV")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Table (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{self._path.stem} compared.csv")
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the whole comparison, whichever tab is shown."""
        from desktop_app.services.their_report import to_file

        if self._found is None:
            return
        self._desk.ask(
            "Save the comparison",
            to_file(self._found, path),
            lambda _: self.banner.say(f"Written to {path}.", pair="neutral", icon="download"),
            failed=lambda error: self.banner.say(error.sentence(), pair="removed", icon="warning"),
            owner=self,
        )
