"""Where do the pictures of covers come from? Decoded off the GUI thread, kept by size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from desktop_app.ui import icons, theme
from desktop_app.ui.core_loop import ToGui

if TYPE_CHECKING:
    from desktop_app.services.covers import Covers

_KEPT = 600


class CoverPictures(QObject):
    """Pixmaps by address and size. ``arrived`` fires at most every 60 ms, after new ones came."""

    arrived = Signal()

    def __init__(self, covers: Callable[[], Covers], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._covers = covers
        self._wanted: list[tuple[tuple[str, int, int], float]] = []
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.timeout.connect(self._ask_wanted)
        self._kept: OrderedDict[tuple[str, int, int], QPixmap | None] = OrderedDict()
        self._asked: set[tuple[str, int, int]] = set()
        self._gui = ToGui(self)
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(60)
        self._tell.timeout.connect(self.arrived)

    @property
    def waiting(self) -> bool:
        """Whether a picture was asked for that has not come yet."""
        return bool(self._asked)

    def paint(self, painter: QPainter, url: str, where: QSize, left: int, top: int) -> None:
        """Draw the cover in a box at (left, top); a quiet blank while or where there is none."""
        picture = self._find(painter, url, where)
        if picture is None:
            _blank(painter, QRectF(left + 0.5, top + 0.5, where.width() - 1, where.height() - 1))
            return
        size = picture.deviceIndependentSize()
        x = left + (where.width() - size.width()) / 2
        y = top + (where.height() - size.height()) / 2
        painter.drawPixmap(round(x), round(y), picture)

    def _find(self, painter: QPainter, url: str, box: QSize) -> QPixmap | None:
        if not url:
            return None
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        key = (url, round(box.width() * ratio), round(box.height() * ratio))
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked:
            self._asked.add(key)
            self._wanted.append((key, ratio))
            self._ask.start(0)
        return None

    def _ask_wanted(self) -> None:
        """After the paint, because the first request loads what downloads need."""
        wanted, self._wanted = self._wanted, []
        covers = self._covers()
        for key, ratio in wanted:
            future = covers.thumbnail(key[0], (key[1], key[2]))
            future.add_done_callback(partial(self._decode, key=key, ratio=ratio))

    def _decode(
        self, future: Future[bytes | None], key: tuple[str, int, int], ratio: float
    ) -> None:
        # Runs in the pool's thread: decoding a picture there keeps the list scrolling.
        try:
            data = future.result()
        except CancelledError:
            # Pushed out by newer requests, or the end: whoever still shows it asks again.
            self._gui.post(lambda: self._asked.discard(key))
            return
        except (OSError, ValueError):
            data = None
        image = QImage.fromData(data) if data else QImage()
        if not image.isNull():
            image = _fit(image, key[1], key[2])
            image.setDevicePixelRatio(ratio)
        self._gui.post(lambda: self._keep(key, image))

    def _keep(self, key: tuple[str, int, int], image: QImage) -> None:
        self._asked.discard(key)
        self._kept[key] = None if image.isNull() else QPixmap.fromImage(image)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        if not self._tell.isActive():
            self._tell.start()


def _fit(image: QImage, width: int, height: int) -> QImage:
    scaled = image.scaled(
        width,
        height,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    rounded = QImage(scaled.size(), QImage.Format.Format_ARGB32_Premultiplied)
    rounded.fill(Qt.GlobalColor.transparent)
    painter = QPainter(rounded)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(rounded.rect()), 2, 2)
    painter.setClipPath(path)
    painter.drawImage(0, 0, scaled)
    painter.end()
    return rounded


def _blank(painter: QPainter, box: QRectF) -> None:
    now = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(now.colour("line2")), 1))
    painter.setBrush(now.colour("mut"))
    painter.drawRoundedRect(box, 2, 2)
    side = min(now.size("icon"), int(box.width()) - 6)
    middle = box.center()
    icons.paint(
        painter, "book", now.colour("ink3"), middle.x() - side / 2, middle.y() - side / 2, side
    )
    painter.restore()
