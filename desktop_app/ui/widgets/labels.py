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
    tail: str = "",
) -> None:
    """Draw one line of plain text in ``where``, cut with an ellipsis. ``tail`` follows the text
    and is cut only where it has no room alone."""
    now = theme.current()
    font = now.font(size, weight)
    painter.setFont(font)
    painter.setPen(now.colour(colour))
    cut = elided(text, tail, QFontMetrics(font), where.width())
    painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), cut)


def elided(text: str, tail: str, metrics: QFontMetrics, width: int) -> str:
    """``text`` and ``tail`` in ``width`` pixels; the text gives way first."""
    right = Qt.TextElideMode.ElideRight
    room = width - metrics.horizontalAdvance(tail)
    least = metrics.horizontalAdvance("…") if text else 0
    if not tail or room < least:
        return metrics.elidedText(text + tail, right, width)
    return metrics.elidedText(text, right, room) + tail


def paint_two_lines(painter: QPainter, text: str, where: QRect, *, colour: str = "ink") -> None:
    """Draw plain text on one line where it fits, else on two; the second is cut."""
    now = theme.current()
    first, rest = broken(text, QFontMetrics(now.font("text")), where.width())
    if not rest:
        paint_elided(painter, first, where, colour=colour)
        return
    high, middle = now.px(18), where.center().y()
    above = QRect(where.left(), middle - high, where.width(), high)
    paint_elided(painter, first, above, colour=colour)
    paint_elided(painter, rest, above.translated(0, high), colour=colour)


def broken(text: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """What of ``text`` goes on a first line of ``width`` pixels, whole words, and the rest."""
    if metrics.horizontalAdvance(text) <= width:
        return text, ""
    first, rest = "", text
    while " " in rest:
        word, _, after = rest.partition(" ")
        longer = f"{first} {word}" if first else word
        if metrics.horizontalAdvance(longer) > width:
            break
        first, rest = longer, after
    return (first, rest) if first else (text, "")


def plain(text: str) -> str:
    """Text for a tooltip: Qt would read tags in it, so what looks like one is disarmed."""
    return text.replace("&", "&amp;").replace("<", "&lt;") if "<" in text else text


def hairline(*, upright: bool = False) -> QFrame:
    """A line of one pixel between panes or rows."""
    line = QFrame()
    line.setObjectName("vline" if upright else "hairline")
    line.setFrameShape(QFrame.Shape.NoFrame)
    return line
