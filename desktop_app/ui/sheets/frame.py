"""What do all dialogs have in common? Rounded, over a shaded window, the environment's edge.

Opened with ``open()``, never ``exec()``. Esc closes and never does anything else; Enter presses
the default button, if the sheet has named one and no list or text has the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.widgets import PlainLabel
from desktop_app.ui.widgets.scrolled import scrolled
from desktop_app.ui.widgets.two_sides import TwoSides

_EDGE = 6
_MARGIN = 40


class _Shade(QWidget):
    """Darkens the window under a sheet and takes its clicks."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setGeometry(window.rect())
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().colour("shade"))
        painter.end()


class Sheet(QDialog):
    """``body`` and ``footer`` are filled by the subclass; ``wanted`` is its size at 100 %."""

    def __init__(
        self,
        title: str,
        parent: QWidget | None,
        *,
        wanted: QSize | None = None,
        edge: QColor | None = None,
    ) -> None:
        super().__init__(parent)
        now = theme.current()
        self._edge = edge
        self._wanted = wanted
        self._default: QAbstractButton | None = None
        self._shade: _Shade | None = None
        self._opener: QWidget | None = None
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("sheet")
        self.setStyleSheet("QDialog#sheet { background: transparent; }")
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.footer_box = QWidget()
        self.footer = TwoSides(parent=self.footer_box)
        self.footer.setContentsMargins(now.px(20), now.px(14), now.px(20), now.px(14))
        self.footer.setSpacing(now.px(16))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, now.px(_EDGE) if edge else 1, 1, 1)
        outer.setSpacing(0)
        # With large text, or many destinations, what stands above the buttons is scrolled.
        outer.addWidget(scrolled(self._content), 1)
        outer.addWidget(self.footer_box)
        now.changed.connect(self.update)

    def set_default(self, button: QAbstractButton | None) -> None:
        """What Enter presses; None when nothing may be done by a stray key."""
        self._default = button

    def open(self) -> None:
        """Show over the parent window, block it, and come back at once."""
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        self._opener = window.focusWidget() if window else None
        if window is not None:
            self._shade = _Shade(window)
            self._shade.show()
            self._shade.raise_()
        self._place(window)
        super().open()

    def _place(self, window: QWidget | None) -> None:
        now = theme.current()
        size = self.sizeHint()
        if self._wanted is not None:
            size = QSize(now.px(self._wanted.width()), now.px(self._wanted.height()))
        if window is None:
            self.resize(size)
            return
        # A sheet that wants more than there is takes nearly all of it.
        crowded = size.width() > window.width() or size.height() > window.height()
        margin = _MARGIN // 5 if crowded else _MARGIN
        room = window.size() - QSize(2 * margin, 2 * margin)
        size = self._holding(size.boundedTo(room)).boundedTo(room)
        self.resize(size)
        middle = window.mapToGlobal(window.rect().center())
        top = middle.y() - size.height() // 2
        self.setGeometry(QRect(middle.x() - size.width() // 2, top, size.width(), size.height()))

    def _holding(self, size: QSize) -> QSize:
        """The size, larger where its content would be scrolled for nothing."""
        wide = max(size.width(), self._content.minimumSizeHint().width() + 2)
        wide = max(wide, self.footer_box.minimumSizeHint().width() + 2)
        high = sum(_least_height(part, wide - 2) for part in (self._content, self.footer_box))
        edges = self.contentsMargins().top() + theme.current().px(_EDGE) + 2
        return QSize(wide, max(size.height(), high + edges))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event)
            return
        super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        elif isinstance(focus, QAbstractItemView | QPlainTextEdit | QComboBox):
            event.accept()
        elif self._default is not None and self._default.isEnabled():
            self._default.click()

    def hideEvent(self, event: QHideEvent) -> None:
        self._unshade()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._unshade()
        super().closeEvent(event)

    def _unshade(self) -> None:
        if self._shade is not None:
            self._shade.hide()
            self._shade.deleteLater()
            self._shade = None
        parent = self.parentWidget()
        if parent is not None and parent.isVisible() and self.isActiveWindow():
            parent.window().activateWindow()
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
            self._opener = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        corner = now.size("corner_dialog")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        painter.fillPath(path, now.colour("surface"))
        painter.setClipPath(path)
        if self.footer_box.isVisible():
            foot = self.footer_box.geometry()
            painter.fillRect(foot.adjusted(-2, 0, 2, 2), now.colour("raised"))
            painter.setPen(now.colour("line"))
            painter.drawLine(0, foot.top(), self.width(), foot.top())
        if self._edge is not None:
            painter.fillRect(0, 0, self.width(), now.px(_EDGE), self._edge)
        painter.setClipping(False)
        painter.setPen(QPen(now.colour("line2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._edge is None:
            painter.drawPath(path)
        painter.end()


def _least_height(part: QWidget, width: int) -> int:
    least = part.minimumSizeHint().height()
    layout = part.layout()
    if layout is None or not layout.hasHeightForWidth():
        return least
    return max(layout.minimumHeightForWidth(width), least)


def labelled(words: str, field: QWidget, *, hint: str = "") -> QVBoxLayout:
    """A field under its label; the label is its buddy and its accessible name."""
    column = QVBoxLayout()
    column.setSpacing(theme.current().px(4))
    label = PlainLabel(words, "caption")
    label.setBuddy(field)
    field.setAccessibleName(words)
    column.addWidget(label)
    column.addWidget(field)
    if hint:
        field.setAccessibleDescription(hint)
        column.addWidget(PlainLabel(hint, "caption", wrap=True))
    return column
