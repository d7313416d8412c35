"""Under which name is a search kept? One field; a name that is taken is said before it is used."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.ui import theme
from desktop_app.ui.desk import Desk
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.sheets.frame import labelled
from desktop_app.ui.widgets import Button, Kind, PlainLabel

_LONGEST = 60


class ViewSheet(Sheet):
    """``kept`` tells the name and the services' Counted. ``keep`` makes the work of a name;
    ``others`` are the names that are taken; with ``replaces`` one of them may be used again."""

    kept = Signal(str, object)

    def __init__(
        self,
        desk: Desk,
        title: str,
        words: str,
        name: str,
        others: Sequence[str],
        keep: Callable[[str], Coroutine[Any, Any, object]],
        parent: QWidget,
        *,
        replaces: bool,
    ) -> None:
        super().__init__(title, parent, wanted=QSize(440, 240))
        self._desk = desk
        self._keep = keep
        self._others = {each.casefold(): each for each in others}
        self._replaces = replaces
        self._act = title.rstrip("…")
        self.name = QLineEdit(name[:_LONGEST])
        self.name.setMaxLength(_LONGEST)
        self.name.selectAll()
        self.told = PlainLabel("", "caption", wrap=True)
        self.save = Button(self._act, Kind.PRIMARY)
        cancel = Button("Cancel")
        now = theme.current()
        margin = now.px(20)
        self.body.setContentsMargins(margin, margin, margin, now.px(12))
        self.body.setSpacing(now.px(10))
        self.body.addWidget(PlainLabel(title, "strong"))
        self.body.addWidget(PlainLabel(words, "quiet", wrap=True))
        self.body.addLayout(labelled("Name", self.name))
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        self.footer.addStretch(1)
        self.footer.addWidget(cancel)
        self.footer.addWidget(self.save)
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.name.textChanged.connect(self._look)
        self.set_default(self.save)
        self._look()
        self.name.setFocus()

    def _look(self) -> None:
        """Say before it happens that another view gives way to this one."""
        name = self.name.text().strip()
        taken = self._others.get(name.casefold())
        self._tell("")
        if taken is not None and self._replaces:
            self._tell(f"There is a view “{taken}” already. It is replaced by this one.")
        elif taken is not None:
            self._tell(f"There is a view “{taken}” already. Choose another name.", bad=True)
        replacing = taken is not None and self._replaces
        self.save.setText("Replace view" if replacing else self._act)
        self.save.setEnabled(bool(name) and (taken is None or self._replaces))

    def _tell(self, words: str, *, bad: bool = False) -> None:
        self.told.set_role("error" if bad else "caption")
        self.told.setText(words)
        self.name.setAccessibleDescription(words)

    def _save(self) -> None:
        name = self.name.text().strip()
        self.save.setEnabled(False)
        self._desk.ask(
            self._act,
            self._keep(name),
            lambda counted: self._done(name, counted),
            failed=self._failed,
            owner=self,
        )

    def _done(self, name: str, counted: object) -> None:
        self.kept.emit(name, counted)
        self.accept()

    def _failed(self, error: ColophonError) -> None:
        self._tell(error.sentence(), bad=True)
        self.save.setEnabled(True)
        self.name.setFocus()
