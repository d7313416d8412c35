"""What do scrolled views paint on? A viewport of our own making, for the sake of the start.

Asked for the viewport that Qt made, PySide looks for its exact type and sets up every kind of
widget for that (measured: 13 to 16 ms), which nobody needs before the first rows are painted.
"""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def give_viewport(area: QAbstractScrollArea, *, filled: bool = True) -> None:
    """Replace the viewport by one like it; ``filled`` with the base colour behind the content."""
    viewport = QWidget()
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(filled)
    area.setViewport(viewport)
