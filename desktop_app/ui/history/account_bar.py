"""What came of one job? Its number, its account that adds up, and a filter for each state."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop_app.records.job import Job
from desktop_app.records.state import State
from desktop_app.ui import states, theme, wording
from desktop_app.ui.history.view_model import Tag, account_spoken, account_tags
from desktop_app.ui.widgets import Button, PlainLabel
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.tags import look_size, paint_look, paint_ring


class StateFilter(QAbstractButton):
    """An addend of the account that can be pressed: only these items are listed then."""

    def __init__(self, tag: Tag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag = tag
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_tag(tag)

    def show_tag(self, tag: Tag) -> None:
        """The same state with another count."""
        self.tag = tag
        self.setText(tag.look.word)
        self.setAccessibleName(f"Only {tag.look.word}")
        self.setToolTip("Show only these items")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        return look_size(self.tag.look) + QSize(now.px(6), now.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = theme.current().px(3)
        where = paint_look(painter, self.tag.look, left, self.height() // 2, self.width() - left)
        if self.isChecked() or self.hasFocus():
            paint_ring(painter, where.adjusted(1, 1, -1, -1))
        painter.end()


class _Number(QWidget):
    """ "#1043  38 items" with the number in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_words(self, job: str, words: str) -> None:
        self._job, self._words = job, words
        self.setAccessibleName(f"Job {job} {words}")
        self.updateGeometry()
        self.update()

    def _widths(self) -> tuple[int, int]:
        now = theme.current()
        bold = QFontMetrics(now.font("text", 600)).horizontalAdvance(self._job) + now.px(8)
        return bold, QFontMetrics(now.font()).horizontalAdvance(self._words) + 2

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()), theme.current().size("tag"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bold, rest = self._widths()
        paint_elided(painter, self._job, QRect(0, 0, bold, self.height()), weight=600)
        paint_elided(painter, self._words, QRect(bold, 0, rest, self.height()))
        painter.end()


class AccountBar(QWidget):
    """``narrowed`` carries the chosen states; none means all."""

    narrowed = Signal(object)
    report_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self._number = _Number()
        self._equals = PlainLabel("=", "quiet")
        self._tags = QHBoxLayout()
        self._tags.setSpacing(0)
        self._filters: dict[State, StateFilter] = {}
        self._chosen: set[State] = set()
        self._job = 0
        self.report = Button("Report…")
        self.report.clicked.connect(self.report_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(12), 0, now.px(12), 0)
        row.setSpacing(now.px(6))
        row.addWidget(self._number)
        row.addWidget(self._equals)
        row.addLayout(self._tags)
        row.addStretch(1)
        row.addWidget(self.report)

    @property
    def states(self) -> tuple[State, ...]:
        """The chosen states, in the order of urgency."""
        return tuple(state for state in self._filters if state in self._chosen)

    def clear_states(self) -> None:
        """All states again, without telling."""
        self._chosen.clear()
        for button in self._filters.values():
            button.setChecked(False)

    def show_job(self, job: Job) -> None:
        """The account of a job; a chosen state stays, even when nothing is left in it."""
        if job.number != self._job:
            self._job = job.number
            self._chosen.clear()
            for old in self._filters.values():
                old.hide()
                old.deleteLater()
            self._filters = {}
        selected = job.account.get("selected", 0)
        self._number.show_words(f"#{job.number}", wording.counted(selected, "item"))
        self._number.setAccessibleDescription(account_spoken(job.account))
        self._equals.setVisible(bool(selected))
        tags = {tag.state: tag for tag in account_tags(job.account) if tag.state is not None}
        for state in self._chosen - tags.keys():
            look = states.of_state(state)
            tags[state] = Tag(replace(look, word=f"0 {look.word.lower()}"), state)
        if list(tags) != list(self._filters):
            self._rebuild(tags)
            return
        for state, tag in tags.items():
            self._filters[state].show_tag(tag)

    def _rebuild(self, tags: dict[State, Tag]) -> None:
        for old in self._filters.values():
            self._tags.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._filters = {}
        for state, tag in tags.items():
            button = self._filters[state] = StateFilter(tag)
            button.setChecked(state in self._chosen)
            button.toggled.connect(lambda on, state=state: self._turn(state, on))
            self._tags.addWidget(button)

    def _turn(self, state: State, on: bool) -> None:
        if on:
            self._chosen.add(state)
        else:
            self._chosen.discard(state)
        self.narrowed.emit(self.states)
