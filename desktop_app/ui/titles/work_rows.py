"""How is a work's row painted? Box, arrow, title, how many products; a picture that is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop_app.ui import icons, theme
from desktop_app.ui.titles.model import COVER, TICK, TITLE
from desktop_app.ui.titles.rows import Column, Mood
from desktop_app.ui.widgets.check_box import paint_check
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.tags import paint_ring

_KEPT = 60


@dataclass(frozen=True, slots=True)
class WorkLook:
    """What is painted of a work. An empty name is one that is being read."""

    name: str
    about: str
    check: Qt.CheckState
    is_open: bool


class WorkPainter:
    """Paints a row with its upper edge at ``top``."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()

    def paint(
        self,
        painter: QPainter,
        top: int,
        size: QSize,
        look: WorkLook,
        columns: Sequence[Column],
        mood: Mood,
    ) -> None:
        now = theme.current()
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        key = (
            look, size.width(), size.height(), tuple(columns), mood, now.scheme, now.zoom, ratio
        )  # fmt: skip
        picture = self._kept.pop(key, None)
        if picture is None:
            picture = _draw(size, ratio, look, columns, mood)
        self._kept[key] = picture
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        painter.drawPixmap(0, top, picture)


def _draw(
    size: QSize, ratio: float, look: WorkLook, columns: Sequence[Column], mood: Mood
) -> QPixmap:
    now = theme.current()
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(now.colour("sel" if mood.selected else "hover" if mood.hovered else "raised"))
    painter = QPainter(picture)
    painter.fillRect(0, size.height() - 1, size.width(), 1, now.colour("line"))
    for column in columns:
        where = QRect(column.left, 0, column.width, size.height() - 1)
        if column.section == TICK:
            focus = mood.focus == TICK
            paint_check(painter, where.center() + QPoint(0, 1), look.check, focus=focus)
        elif column.section == COVER:
            side = now.size("icon_small")
            mark = "down" if look.is_open else "right"
            middle = where.center() - QPoint(side // 2, side // 2)
            icons.paint(painter, mark, now.colour("ink2"), middle.x(), middle.y(), side)
        elif column.section == TITLE:
            room = QRect(where.left(), 0, size.width() - where.left(), size.height())
            _paint_words(painter, room, look, focus=mood.focus >= TITLE)
    painter.end()
    return picture


def _paint_words(painter: QPainter, where: QRect, look: WorkLook, *, focus: bool) -> None:
    now = theme.current()
    if not look.name:
        bar = QRect(
            where.left() + now.px(8), where.center().y() - now.px(5), now.px(180), now.px(10)
        )
        painter.fillRect(bar, now.colour("mut"))
        return
    if focus:
        paint_ring(painter, where.adjusted(4, 6, -6, -6))
    inside = where.adjusted(now.px(8), 0, -now.px(12), 0)
    painter.setFont(now.font("text", 600))
    wide = min(painter.fontMetrics().horizontalAdvance(look.name) + 2, inside.width() * 2 // 3)
    paint_elided(painter, look.name, QRect(inside.left(), 0, wide, where.height()), weight=600)
    after = inside.adjusted(wide + now.px(10), 0, 0, 0)
    paint_elided(painter, look.about, after, colour="ink2", size="caption")
