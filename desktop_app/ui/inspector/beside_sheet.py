"""What does one title look like at two destinations? Both payloads, what differs first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Flow
from desktop_app.records.title import Title
from desktop_app.services.beside import Beside, beside
from desktop_app.ui import theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Button, Heading, PlainLabel
from desktop_app.ui.widgets.heads import ColumnHeads
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.services.review import Preview

_SHOWN = 400


class BesideSheet(Sheet):
    """Reads as it opens; nothing is sent from here."""

    def __init__(self, desk: Desk, title: Title, left: Flow, right: Flow, parent: QWidget) -> None:
        name = f"{wording.one_line(title.title)}: {left.destination} beside {right.destination}"
        super().__init__(name, parent, wanted=QSize(860, 580))
        now = theme.current()
        self._flows = left, right
        self.words = PlainLabel("Reading both…", "caption", wrap=True)
        self.lines = LinesView("Fields at both destinations", (26, 37, 37))
        heads = ColumnHeads((), self.lines)
        heads.set_names(("Field", left.destination, right.destination))
        inner = QVBoxLayout()
        inner.setContentsMargins(now.px(20), now.px(18), now.px(20), now.px(8))
        inner.setSpacing(now.px(8))
        inner.addWidget(Heading(name, "sheet_title"))
        inner.addWidget(self.words)
        self.body.addLayout(inner)
        self.body.addWidget(heads)
        self.body.addWidget(self.lines, 1)
        close = Button("Close")
        close.clicked.connect(self.accept)
        self.footer.addStretch(1)
        self.footer.addWidget(close)
        self.set_default(close)
        work = desk.ask(
            "Set side by side",
            _look(desk.app, title.id, left.name, right.name),
            self._take,
            failed=self._failed,
            owner=self,
        )
        self.finished.connect(lambda _: work.cancel())

    def _take(self, found: Sequence[Beside]) -> None:
        differ = sum(not each.alike for each in found)
        alike = len(found) - differ
        verb = "is" if alike == 1 else "are"
        said = wording.counted(alike, "field")
        self.words.setText(
            f"{wording.counted(differ, 'field')} differ{'s' if differ == 1 else ''}; "
            f"{said} {verb} the same at both."
        )
        self.lines.set_lines([_line(each, self._flows) for each in found])
        self.lines.setFocus()

    def _failed(self, error: ColophonError) -> None:
        self.words.setText(error.sentence())


def offer_beside(menu: QMenu, desk: Desk, title: Title, flow: Flow, parent: QWidget) -> None:
    """A line for each other destination that this one can be set beside."""
    others = [each for each in desk.flows if each.name != flow.name]
    if others:
        menu.addSeparator()
    for other in others:
        action = menu.addAction(f"Side by side with {other.destination}…".replace("&", "&&"))
        action.triggered.connect(partial(_open, desk, title, flow, other, parent))


def _open(
    desk: Desk, title: Title, left: Flow, right: Flow, parent: QWidget, _checked: bool = False
) -> None:
    BesideSheet(desk, title, left, right, parent.window()).open()


async def _look(app: App, title: str, left: str, right: str) -> list[Beside]:
    """Both payloads; runs on the core loop. Raises NotFoundError, StoreError."""
    found: Sequence[Preview] = await app.review.check([title], [left, right])
    sides = [[each.payload for each in found if each.flow == name] for name in (left, right)]
    return await asyncio.to_thread(beside, sides[0], sides[1])


def _line(each: Beside, flows: tuple[Flow, Flow]) -> Line:
    name = Run(each.label[:1].upper() + each.label[1:], "ink2")
    if each.alike:
        same = Run(f"= Same. {_cut(each.left)}", "ink2", "caption")
        cells = (Cell(((name,),)), Cell(((same,),)), Cell())
        spoken = f"{each.label}, the same: {_cut(each.left)}"
    else:
        cells = (Cell(((name,),)), Cell((_side(each.left),)), Cell((_side(each.right),)))
        told = [
            f"{flow.destination} {_cut(value) or 'nothing'}"
            for flow, value in zip(flows, (each.left, each.right), strict=True)
        ]
        spoken = f"{each.label} differs: {', '.join(told)}"
    copy = f"{each.target}\t{each.left or ''}\t{each.right or ''}"
    return Line(cells, spoken, copy, each.left or "", tip=each.target)


def _side(value: str | None) -> tuple[Run, ...]:
    if value is None:
        return (Run("not sent", "ink3", "caption"),)
    return (Run(_cut(value), weight=600),) if value else (Run("empty", "ink3", "caption"),)


def _cut(value: str | None) -> str:
    flat = wording.one_line((value or "")[: _SHOWN * 2])
    return f"{flat[:_SHOWN]}…" if len(flat) > _SHOWN else flat
