"""How is one job drawn in the dock? Number, where it goes, state, progress, what can be done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_app.ui import theme
from desktop_app.ui.jobs.view_model import ACT_WORDS, DockRow, JobAct
from desktop_app.ui.widgets import Button, ElidedLabel, Kind, StateTag

_LOUD = (JobAct.UNDO, JobAct.CHECK, JobAct.RETRY, JobAct.RESUME)


class Bar(QWidget):
    """A thin line that fills, or words where there is nothing to wait for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done: int | None = None
        self._total = 0
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(self, row: DockRow) -> None:
        self._done, self._total, self._words = row.done, row.total, row.words
        said = f"{row.done} of {row.total}" if row.done is not None else row.words
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(120), theme.current().size("tag"))

    def paintEvent(self, event: QPaintEvent) -> None:
        from desktop_app.ui.widgets.labels import paint_elided

        now = theme.current()
        painter = QPainter(self)
        if self._done is None:
            paint_elided(painter, self._words, self.rect(), colour="ink2")
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        high = now.px(6)
        box = QRectF(0, (self.height() - high) / 2, self.width(), high)
        painter.setBrush(now.colour("mut"))
        painter.drawRoundedRect(box, high / 2, high / 2)
        if self._total:
            box.setWidth(max(high, self.width() * self._done / self._total))
            painter.setBrush(now.colour("accent"))
            painter.drawRoundedRect(box, high / 2, high / 2)
        painter.end()


class JobLine(QWidget):
    """One row. ``wanted`` carries (JobAct, job number); Enter shows the job in History."""

    wanted = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self._row: DockRow | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(now.px(38))
        self._number = ElidedLabel("", weight=500)
        self._number.setFixedWidth(now.px(62))
        self._head = ElidedLabel("")
        self._head.setFixedWidth(now.px(280))
        self._tag = StateTag()
        self._aside = ElidedLabel("")
        self._aside.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._bar = Bar()
        self._right = ElidedLabel("", colour="ink2")
        self._right.setFixedWidth(now.px(76))
        self._acts = QHBoxLayout()
        self._acts.setSpacing(now.px(10))
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(12), 0, now.px(12), 1)
        row.setSpacing(now.px(8))
        for widget in (self._number, self._head, self._tag, self._aside):
            row.addWidget(widget)
        row.addSpacing(now.px(8))
        row.addWidget(self._bar, 1)
        row.addSpacing(now.px(8))
        row.addWidget(self._right)
        box = QWidget()
        box.setMinimumWidth(now.px(148))
        box.setLayout(self._acts)
        self._acts.setContentsMargins(0, 0, 0, 0)
        row.addWidget(box)
        self._shown: tuple[JobAct, ...] = ()

    def show_row(self, row: DockRow) -> None:
        """Other content; buttons are only made again when they are others."""
        if row == self._row:
            return
        self._row = row
        self._number.setText(f"#{row.number}")
        self._head.setText(row.head)
        self._tag.set_look(row.look)
        self._aside.setText(row.aside)
        self._aside.setVisible(bool(row.aside))
        self._bar.show_row(row)
        self._right.setText(row.right)
        self.setAccessibleName(row.spoken)
        if row.acts != self._shown:
            self._show_acts(row)

    def _show_acts(self, row: DockRow) -> None:
        self._shown = row.acts
        while self._acts.count():
            item = self._acts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._acts.addStretch(1)
        for act in row.acts:
            loud = act in _LOUD
            button = Button(ACT_WORDS[act], Kind.LINK if loud else Kind.PLAIN)
            button.setAccessibleName(f"{ACT_WORDS[act]} job {row.number}")
            button.clicked.connect(
                lambda _=False, act=act, number=row.number: self.wanted.emit(act, number)
            )
            self._acts.addWidget(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._row is not None:
            self.wanted.emit(JobAct.SHOW, self._row.number)
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._row is not None:
            self.wanted.emit(JobAct.SHOW, self._row.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, now.colour("line"))
        if self.hasFocus():
            painter.fillRect(0, 0, now.px(3), self.height() - 1, now.colour("accent"))
        painter.end()
