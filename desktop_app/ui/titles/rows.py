"""How is the list painted? A row at a time, from a picture that is kept until the row changes.

Every call into Qt lets go of Python's lock, and a send or a refresh in another thread takes it:
a list painted call by call would stand still while they work. A kept row is one call.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop_app.ui import theme
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.titles.model import COVER, DATE, FLOWS, TICK, TITLE
from desktop_app.ui.titles.shown import Shown
from desktop_app.ui.widgets.check_box import paint_check
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.tags import paint_look, paint_ring

_KEPT = 120


@dataclass(frozen=True, slots=True)
class Column:
    """One visible column: which it is, where it begins, how wide it is, in pixels."""

    section: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Mood:
    """What a row looks like beside its content. ``focus`` is the section with the cursor, or -1
    where the list has no focus."""

    selected: bool = False
    hovered: bool = False
    ticked: bool = False
    focus: int = -1
    part: bool = False
    """Whether the row stands under that of its work, which names who wrote it."""


class RowPainter:
    """Paints rows of the titles list. ``compact`` rows have one line."""

    def __init__(self, covers: CoverPictures) -> None:
        self._covers = covers
        self._kept: OrderedDict[tuple[object, ...], tuple[Shown | None, QPixmap]] = OrderedDict()
        self.compact = False

    def paint(
        self,
        painter: QPainter,
        top: int,
        size: QSize,
        shown: Shown | None,
        columns: Sequence[Column],
        mood: Mood,
    ) -> None:
        """Draw one row with its upper edge at ``top``; None draws grey bars while it is read."""
        painter.drawPixmap(0, top, self._row(painter, size, shown, tuple(columns), mood))
        cover = next((each for each in columns if each.section == COVER), None)
        if shown is not None and cover is not None:
            self._paint_cover(painter, cover, top, size.height(), shown)

    def _row(
        self,
        painter: QPainter,
        size: QSize,
        shown: Shown | None,
        columns: tuple[Column, ...],
        mood: Mood,
    ) -> QPixmap:
        now = theme.current()
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        look = now.scheme, now.zoom, ratio, self.compact
        title = shown.title.id if shown is not None else ""
        key = (title, size.width(), size.height(), columns, mood, look)
        kept = self._kept.get(key)
        # A row that was read again is most often the same in all that is painted.
        if kept is not None and kept[0] == shown:
            self._kept.move_to_end(key)
            return kept[1]
        picture = self._draw(size, ratio, shown, columns, mood)
        self._kept[key] = (shown, picture)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return picture

    def _draw(
        self,
        size: QSize,
        ratio: float,
        shown: Shown | None,
        columns: tuple[Column, ...],
        mood: Mood,
    ) -> QPixmap:
        now = theme.current()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        name = "sel" if mood.selected else "hover" if mood.hovered else "surface"
        picture.fill(now.colour(name))
        painter = QPainter(picture)
        painter.fillRect(0, size.height() - 1, size.width(), 1, now.colour("line"))
        for column in columns:
            where = QRect(column.left, 0, column.width, size.height())
            if shown is None:
                _paint_skeleton(painter, where, column.section)
            else:
                self._paint_cell(painter, where, column.section, shown, mood)
        painter.end()
        return picture

    def _paint_cell(
        self, painter: QPainter, where: QRect, section: int, shown: Shown, mood: Mood
    ) -> None:
        focus = mood.focus == section
        if section >= FLOWS:
            look = shown.looks[section - FLOWS]
            left = where.left() + theme.current().px(8)
            room = where.width() - theme.current().px(9)
            box = paint_look(painter, look, left, where.center().y(), room)
            if focus:
                paint_ring(painter, box)
        elif section == TITLE:
            words = shown.about if mood.part else shown.author
            name = shown.full_name if mood.part and self.compact else shown.name
            by = words, shown.form_after(words)
            self._paint_lines(painter, where, name, by, strong=True, focus=focus)
        elif section == DATE:
            isbn = shown.isbn, ""
            self._paint_lines(painter, where, shown.date, isbn, strong=False, focus=focus)
        elif section == TICK:
            check = Qt.CheckState.Checked if mood.ticked else Qt.CheckState.Unchecked
            paint_check(painter, where.center() + QPoint(0, 1), check, focus=focus)

    def _paint_lines(
        self,
        painter: QPainter,
        where: QRect,
        upper: str,
        lower: tuple[str, str],
        *,
        strong: bool,
        focus: bool,
    ) -> None:
        now = theme.current()
        inside = where.adjusted(now.px(8), 0, -now.px(3), -1)
        if focus:
            paint_ring(painter, where.adjusted(6, 6, -6, -6))
        weight = 600 if strong else 400
        if self.compact:
            paint_elided(painter, upper, inside, weight=weight)
            return
        middle = inside.center().y()
        above = QRect(inside.left(), middle - now.px(17), inside.width(), now.px(18))
        below = QRect(inside.left(), middle + now.px(1), inside.width(), now.px(16))
        paint_elided(painter, upper, above, weight=weight)
        text, tail = lower
        paint_elided(painter, text, below, colour="ink2", size="caption", tail=tail)

    def _paint_cover(
        self, painter: QPainter, column: Column, top: int, tall: int, shown: Shown
    ) -> None:
        now = theme.current()
        height = min(now.size("cover_height"), tall - now.px(8))
        width = round(now.size("cover_width") * height / now.size("cover_height"))
        left = column.left + (column.width - width) // 2
        above = top + (tall - 1 - height) // 2
        self._covers.paint(painter, shown.title.cover_url, QSize(width, height), left, above)


def _paint_skeleton(painter: QPainter, where: QRect, section: int) -> None:
    now = theme.current()
    if section == TICK:
        return
    width = {COVER: now.px(24), TITLE: where.width() * 2 // 3, DATE: now.px(80)}
    bar = QRect(
        where.left() + now.px(8), where.center().y() - now.px(5),
        width.get(section, now.px(48)), now.px(10),
    )  # fmt: skip
    painter.fillRect(bar, now.colour("mut"))
