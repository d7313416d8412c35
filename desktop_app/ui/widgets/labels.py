"""How is text shown that others wrote? As plain text, always; and cut with an ellipsis."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop_app.ui import theme


class PlainLabel(QLabel):
    """A label that never interprets markup. ``role`` is one of the stylesheet's: caption,
    quiet, head, strong, error, mono."""

    def __init__(
        self,
        text: str = "",
        role: str = "",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if role:
            self.setProperty("role", role)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)

    def set_role(self, role: str) -> None:
        """Change the role and restyle."""
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)


class Heading(PlainLabel):
    """A book title in the serif: the one ornament. Follows the font scale."""

    def __init__(
        self, text: str = "", size: str = "heading", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, wrap=True, selectable=True, parent=parent)
        self._size = size
        self._restyle()
        theme.current().changed.connect(self._restyle)

    def _restyle(self) -> None:
        font = theme.current().font(self._size, 600, "serif")
        family = ", ".join(f'"{name}"' for name in font.families())
        self.setStyleSheet(
            f"font-family: {family}; font-size: {font.pixelSize()}px; font-weight: 600"
        )


class ElidedLabel(QWidget):
    """One line that is cut where the room ends; the whole text is in tooltip and name."""

    def __init__(
        self,
        text: str = "",
        *,
        colour: str = "ink",
        size: str = "text",
        weight: int = 400,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._style = (colour, size, weight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font())
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(24), QFontMetrics(self._font()).height())

    def _font(self) -> QFont:
        _, size, weight = self._style
        return theme.current().font(size, weight)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour, size, weight = self._style
        paint_elided(painter, self._text, self.rect(), colour=colour, size=size, weight=weight)
        painter.end()
        cut = self.sizeHint().width() > self.width()
        if bool(self.toolTip()) != cut:
            self.setToolTip(plain(self._text) if cut else "")


def paint_elided(
    painter: QPainter,
    text: str,
    where: QRect,
    *,
    colour: str = "ink",
    size: str = "text",
    weight: int = 400,
) -> None:
    """Draw one line of plain text in ``where``, cut with an ellipsis."""
    now = theme.current()
    font = now.font(size, weight)
    painter.setFont(font)
    painter.setPen(now.colour(colour))
    cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, where.width())
    painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), cut)


def plain(text: str) -> str:
    """Text for a tooltip: Qt would read tags in it, so what looks like one is disarmed."""
    return text.replace("&", "&amp;").replace("<", "&lt;") if "<" in text else text


def hairline(*, upright: bool = False) -> QFrame:
    """A line of one pixel between panes or rows."""
    line = QFrame()
    line.setObjectName("vline" if upright else "hairline")
    line.setFrameShape(QFrame.Shape.NoFrame)
    return line
