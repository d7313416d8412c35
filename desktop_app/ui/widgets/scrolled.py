"""What has more lines than the window, with large text above all, is scrolled up and down."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop_app.ui.widgets.viewport import give_viewport


def scrolled(inner: QWidget) -> QScrollArea:
    """A scroll area that is not seen as one: no frame, no background, no focus of its own.

    Tab brings what has the focus into view.
    """
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    give_viewport(area, filled=False)
    area.setWidget(inner)
    for part in (area, inner):
        part.setAutoFillBackground(False)
    return area
