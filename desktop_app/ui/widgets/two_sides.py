"""What stands at either end of one line, and on several lines where one has no room for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget, QWidgetItem

from desktop_app.ui.widgets.wrap_layout import WrapLayout

Row = list[tuple[QLayoutItem, QSize]]


class TwoSides(WrapLayout):
    """Widgets from the left, those after ``addStretch`` from the right.

    Where one line is too narrow those of the right go below, and either side runs on in as many
    lines as it needs; what fits beside the last line of the left stays there. Those of the right
    stay ``together`` as long as one line holds them. A widget that may grow takes what is left of
    one line.
    """

    def __init__(
        self, gap: int = 0, parent: QWidget | None = None, *, together: bool = True
    ) -> None:
        super().__init__(gap, parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._left = -1
        self._together = together

    def addStretch(self, _factor: int = 0) -> None:
        """What is added from here on stands at the right."""
        self._left = self.count()

    def add_left(self, widget: QWidget) -> None:
        """One more at the end of the left side, also after the stretch was added."""
        self.addChildWidget(widget)
        self._items.insert(self._left if self._left >= 0 else self.count(), QWidgetItem(widget))
        self._left += int(self._left >= 0)
        self.invalidate()

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._left -= int(0 <= index < self._left)
        return super().takeAt(index)

    def setSpacing(self, gap: int) -> None:
        """Between two of a line, and between two lines."""
        self._gap = gap

    def heightForWidth(self, width: int) -> int:
        edge = self.contentsMargins()
        inside = width - edge.left() - edge.right()
        return self._arrange(QRect(0, 0, inside, 0), move=False) + edge.top() + edge.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        shown = [_size(item) for item in self._shown()]
        wide = sum(size.width() for size in shown) + self._gap * max(len(shown) - 1, 0)
        return self._with_edge(QSize(wide, max((size.height() for size in shown), default=0)))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._shown()]
        wide = max((size.width() for size in sizes), default=0)
        return self._with_edge(QSize(wide, max((size.height() for size in sizes), default=0)))

    def _with_edge(self, size: QSize) -> QSize:
        edge = self.contentsMargins()
        return size + QSize(edge.left() + edge.right(), edge.top() + edge.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place everything, or only measure: the height that it takes."""
        split = self._left if self._left >= 0 else len(self._items)
        left = [item for item in self._items[:split] if not item.isEmpty()]
        right = [item for item in self._items[split:] if not item.isEmpty()]
        if not self._together:
            return self._stack(self._flowing(left, right, rect.width()), rect, move=move)
        rows = [(row, len(row)) for row in self._rows(left, rect.width())]
        ends = self._rows(right, rect.width())
        last = rows[-1][0] if rows else []
        if len(ends) == 1 and self._wide([*last, *ends[0]]) <= rect.width():
            rows[-1:] = [([*last, *ends[0]], len(last))]
        else:
            rows += [(row, 0) for row in ends]
        return self._stack(rows, rect, move=move)

    def _flowing(
        self, left: list[QLayoutItem], right: list[QLayoutItem], width: int
    ) -> list[tuple[Row, int]]:
        """One after the other; in a line that holds some of the right, these stand at its end."""
        rows: list[tuple[Row, int]] = []
        seen = 0
        for row in self._rows([*left, *right], width):
            rows.append((row, min(max(len(left) - seen, 0), len(row))))
            seen += len(row)
        return rows

    def _stack(self, rows: list[tuple[Row, int]], rect: QRect, *, move: bool) -> int:
        top = rect.top()
        for row, at_left in rows:
            tall = max(_height(item, size) for item, size in row)
            if move:
                self._place(row, at_left, QRect(rect.left(), top, rect.width(), tall))
            top += tall + self._gap
        return top - self._gap - rect.top() if rows else 0

    def _rows(self, items: list[QLayoutItem], width: int) -> list[Row]:
        rows: list[Row] = []
        used = 0
        for item in items:
            size = _size(item)
            size.setWidth(min(size.width(), max(width, item.minimumSize().width())))
            if not rows or used + self._gap + size.width() > width:
                rows.append([])
                used = 0
            used += size.width() + (self._gap if rows[-1] else 0)
            rows[-1].append((item, size))
        return rows

    def _wide(self, row: Row) -> int:
        return sum(size.width() for _, size in row) + self._gap * max(len(row) - 1, 0)

    def _place(self, row: Row, at_left: int, where: QRect) -> None:
        spare = max(where.width() - self._wide(row), 0)
        for item, size in row:
            if item.expandingDirections() & Qt.Orientation.Horizontal:
                more = min(spare, max(item.maximumSize().width() - size.width(), 0))
                size.setWidth(size.width() + more)
                spare -= more
        x = where.left()
        for number, (item, size) in enumerate(row):
            if number == at_left:
                x += spare
            high = min(_height(item, size), where.height())
            y = where.top() + (where.height() - high) // 2
            item.setGeometry(QRect(QPoint(x, y), QSize(size.width(), high)))
            x += size.width() + self._gap


def _size(item: QLayoutItem) -> QSize:
    return item.sizeHint().expandedTo(item.minimumSize()).boundedTo(item.maximumSize())


def _height(item: QLayoutItem, size: QSize) -> int:
    if not item.hasHeightForWidth():
        return size.height()
    return max(item.heightForWidth(size.width()), item.minimumSize().height())
