"""What can be done with what is on screen? Search, Refresh, and, while titles are ticked, send."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import keys, theme, wording
from desktop_app.ui.widgets import Button, Kind, PlainLabel, SearchBox
from desktop_app.ui.widgets.announce import announce

_SEARCH_MIN = 96
"""Under this nobody sees what they type."""
_PATIENCE = 500
"""Milliseconds without another key before a search is called wrong."""


class Toolbar(QWidget):
    """The one primary button is only here while titles are ticked."""

    refresh = Signal()
    cancel_refresh = Signal()
    clear_ticks = Signal()
    show_ticks = Signal()
    check = Signal()
    review = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        now = theme.current()
        search_keys = keys.of("search").sequences[0]
        self.search = SearchBox("Title, contributor, ISBN, or paste a list…", search_keys)
        self._refresh = Button("Refresh", Kind.PLAIN, keys=keys.of("refresh").sequences[0])
        self._selected = Button("", Kind.PLAIN)
        self._clear = Button("", Kind.PLAIN, icon="close")
        self._clear.setAccessibleName("Unselect all titles")
        self._clear.setToolTip("Unselect all titles")
        self._check = Button("Check", keys=keys.of("check").sequences[0])
        self._review = Button("", Kind.PRIMARY, icon="send", keys=keys.of("review").sequences[0])
        column = QVBoxLayout(self)
        column.setContentsMargins(now.px(12), now.px(7), now.px(12), now.px(8))
        column.setSpacing(now.px(4))
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(now.px(8))
        row.addWidget(self.search, 3)
        row.addSpacing(now.px(4))
        row.addWidget(self._refresh)
        row.addStretch(2)
        row.addWidget(self._selected)
        row.addWidget(self._clear)
        row.addSpacing(now.px(6))
        row.addWidget(self._check)
        row.addWidget(self._review)
        self.search.setMaximumWidth(now.px(420))
        self.search.setMinimumWidth(now.px(_SEARCH_MIN))
        self.fault = PlainLabel("", "error", wrap=True, selectable=True)
        self.fault.setContentsMargins(now.px(2), 0, 0, 0)
        self.fault.hide()
        column.addWidget(self.fault)
        self.fault_waits: Callable[[], bool] = lambda: False
        """While this says so, a half-typed search is not called wrong yet."""
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_PATIENCE)
        self._late.timeout.connect(self._show_fault)
        self._running = False
        self._buttons = (self._refresh, self._selected, self._clear, self._check, self._review)
        self._wire()
        self.set_ticked(0, 0)

    def _wire(self) -> None:
        self._refresh.clicked.connect(
            lambda: self.cancel_refresh.emit() if self._running else self.refresh.emit()
        )
        self._selected.clicked.connect(self.show_ticks)
        self._clear.clicked.connect(self.clear_ticks)
        self._check.clicked.connect(self.check)
        self._review.clicked.connect(self.review)

    def set_ticked(self, ticked: int, hidden: int) -> None:
        """ "8 selected, 3 not shown"; nothing while none is ticked."""
        words = f"{wording.number(ticked)} selected"
        if hidden > 0:
            words += f", {wording.number(hidden)} not shown"
            self._selected.setToolTip("Show the selected titles")
        self._selected.setText(words)
        self._review.setText(f"Review {wording.counted(ticked, 'title')}…")
        for widget in (self._selected, self._clear, self._check, self._review):
            widget.setVisible(bool(ticked))

        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """With the key caps gone: the layout shows them while there is room."""
        return QSize(self._wide(), super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Key caps while all of them have room beside a search of some length."""
        caps = sum(button.keys_width() for button in self._shown())
        roomy = self._wide() + caps + theme.current().px(_SEARCH_MIN) <= self.width()
        for button in self._buttons:
            button.show_keys(roomy)

    def _shown(self) -> list[Button]:
        return [button for button in self._buttons if not button.isHidden()]

    def _wide(self) -> int:
        now = theme.current()
        plain = sum(button.plain_width() + now.px(8) for button in self._shown())
        return plain + now.px(_SEARCH_MIN + 44)

    def set_fault(self, words: str) -> None:
        """What is wrong with the search: said under it once a person stops typing; "" at once."""
        self.search.setAccessibleDescription(words)
        self.fault.setText(words)
        if not words:
            self._late.stop()
            self.fault.hide()
            self.search.set_bad(False)
        elif not self.fault.isVisible():
            self._late.start()

    def _show_fault(self) -> None:
        if self.fault_waits():
            self._late.start()
            return
        self.fault.show()
        self.search.set_bad(True)
        announce(self.search, self.fault.text())

    def set_running(self, running: bool) -> None:
        """While a refresh runs, the same place stops it."""
        self._running = running
        self._refresh.setText("Stop refreshing" if running else "Refresh")
