"""What narrows the list? A row of chips with menus and counts, and how many are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.records.title import Verdict
from desktop_app.ui import states, theme, wording
from desktop_app.ui.widgets.chip import Chip
from desktop_app.ui.widgets.labels import PlainLabel
from desktop_app.ui.widgets.two_sides import TwoSides

if TYPE_CHECKING:
    from desktop_app.records.query import FacetValue

FACETS = {"imprint": "Imprint", "status": "Status", "month": "Month", "form": "Form"}
_MENU_ROWS = 40
_LONGEST = 28
_TIGHT = 320


class Filters(QWidget):
    """Chips for each facet. ``wanted`` asks for a facet's values; ``changed`` says that the
    choice (``facets``, ``standing``, ``only_ticked``) is another one."""

    wanted = Signal(str)
    changed = Signal()
    save_wanted = Signal()
    """The search is to be kept as a view."""
    untyped = Signal(str)
    """The words of the search are to lose what they say of this facet; the choice may be new."""
    columns_wanted = Signal(QPoint)
    more_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facets: dict[str, tuple[str, ...]] = {}
        self.standing: tuple[str, ...] = ()
        self.only_ticked = False
        self._labels: dict[tuple[str, str], str] = {}
        self._typed: dict[str, str] = {}
        self._named: dict[str, tuple[str, ...]] = {}
        self._chips = {name: Chip(word, menu=True) for name, word in FACETS.items()}
        self._standing = Chip("", removable=True)
        self._ticked = Chip("Only selected", removable=True)
        self.count = PlainLabel("", "caption")
        self.count.setAccessibleName("Number of titles shown")
        self.save = Chip("Save view…", icon="star")
        self.save.setVisible(False)
        self.works = Chip("By work", checkable=True)
        self.works.setToolTip("Titles of the same work stand together under it")
        self.columns = Chip("Columns", menu=True)
        self.more = Chip("", icon="more")
        self.more.setAccessibleName("More actions")
        self.more.setToolTip("More actions")
        self._lay_out()
        self._wire()
        self._show()

    def _lay_out(self) -> None:
        now = theme.current()
        row = TwoSides(now.px(6), self, together=False)
        row.setContentsMargins(now.px(12), now.px(8), now.px(12), now.px(8))
        for chip in (self._ticked, self._standing, *self._chips.values(), self.save):
            row.addWidget(chip)
        row.addStretch()
        for widget in (self.count, self.works, self.columns, self.more):
            row.addWidget(widget)
        self.count.setMinimumHeight(now.size("chip"))

    def _wire(self) -> None:
        for name, chip in self._chips.items():
            chip.clicked.connect(partial(self._ask, name))
            chip.removed.connect(partial(self._clear_facet, name))
        for chip in (self._standing, self._ticked):
            chip.set_active(True)
        self._standing.removed.connect(lambda: self.set_standing(()))
        self._standing.clicked.connect(lambda: self.set_standing(()))
        self._ticked.removed.connect(lambda: self.set_only_ticked(False))
        self._ticked.clicked.connect(lambda: self.set_only_ticked(False))
        self.save.clicked.connect(self.save_wanted)
        for chip, wanted in (
            (self.columns, self.columns_wanted),
            (self.more, self.more_wanted),
        ):
            chip.clicked.connect(partial(_under, chip, wanted))

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.wanted.emit(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow list what only arranges it is in the menu of more actions."""
        super().resizeEvent(event)
        tight = event.size().width() < theme.current().px(_TIGHT)
        for chip in (self.works, self.columns):
            chip.setVisible(not tight)

    @property
    def active(self) -> bool:
        """Whether anything but the words of the search narrows the list."""
        return bool(self.facets or self.standing or self.only_ticked)

    def words(self) -> str:
        """What is chosen, for sentences: "Imprint: Pavilion"."""
        parts = [f"{FACETS[name]}: {self._chosen(name)}" for name in self.facets]
        if self.standing:
            parts.append(self._standing.text())
        if self.only_ticked:
            parts.append("only selected")
        return ", ".join(parts)

    def values(self) -> str:
        """The same without the names of the filters: "Pavilion, Changed"."""
        chosen = [self._chosen(name) for name in self.facets]
        return ", ".join([*chosen, self._standing.text()] if self.standing else chosen)

    def set_savable(self, savable: bool) -> None:
        """Whether there is a search that could be kept."""
        self.save.setVisible(savable)

    def set_typed(self, typed: Mapping[str, str]) -> None:
        """What the words of the search say of each facet, as ``imprint:Pavilion`` does."""
        if typed != self._typed:
            self._typed = dict(typed)
            self._show()

    def clear(self) -> None:
        """Take all chips off again."""
        self.facets, self.standing, self.only_ticked = {}, (), False
        self._show()
        self.changed.emit()

    def set_standing(self, standing: Sequence[str]) -> None:
        self.standing = tuple(standing)
        self._show()
        self.changed.emit()

    def set_only_ticked(self, only: bool) -> None:
        if only != self.only_ticked:
            self.only_ticked = only
            self._show()
            self.changed.emit()

    def set_count(self, shown: int, total: int) -> None:
        """ "53 of 1,204"; one number when nothing narrows the list."""
        same = shown == total
        text = wording.counted(shown, "title") if same else (
            f"{wording.number(shown)} of {wording.number(total)}"
        )  # fmt: skip
        if text != self.count.text():
            self.count.setText(text)
            self.count.setAccessibleName(f"{text} shown")

    def focus_first(self) -> None:
        """For the keyboard: the first chip takes the focus."""
        next(iter(self._chips.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def offer(self, name: str, values: Sequence[FacetValue], named: Sequence[str] = ()) -> QMenu:
        """Pop the menu of a facet up under its chip. ``named`` are the values that the words of
        the search ask for; another choice takes their place."""
        chip = self._chips[name]
        menu = QMenu(chip)
        menu.setAccessibleName(FACETS[name])
        self._named[name] = tuple(named)
        chosen = (*self.facets.get(name, ()), *named)
        if chosen or name in self._typed:
            menu.addAction("Any").triggered.connect(partial(self._clear_facet, name))
            menu.addSeparator()
        for value in values[:_MENU_ROWS]:
            self._labels[name, value.value] = value.label
            label = wording.one_line(value.label).replace("&", "&&") or "none"
            action = QAction(f"{label}\t{wording.number(value.count)}", menu)
            action.setCheckable(True)
            action.setChecked(value.value in chosen)
            action.triggered.connect(lambda on, value=value.value: self._toggle(name, value, on))
            menu.addAction(action)
        if len(values) > _MENU_ROWS:
            menu.addAction(f"{len(values) - _MENU_ROWS} more: search for them").setEnabled(False)
        if not values:
            menu.addAction("Nothing to choose from").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))
        return menu

    def resume(self, other: Filters) -> None:
        """Take over the choice of filters that these replace."""
        self.facets, self._labels = dict(other.facets), dict(other._labels)
        self.standing, self.only_ticked = other.standing, other.only_ticked
        self._show()

    def choose(self, facets: Mapping[str, tuple[str, ...]], standing: Sequence[str]) -> None:
        """Show this choice and no other; nothing is told."""
        self.facets, self.standing = dict(facets), tuple(standing)
        self.only_ticked = False
        self._show()

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Facets with a chosen value that has not been met with its label yet."""
        return tuple(
            name
            for name, values in self.facets.items()
            if any((name, value) not in self._labels for value in values)
        )

    def learn(self, facets: Mapping[str, Sequence[FacetValue]]) -> None:
        """The labels of values, for the chips."""
        for name, values in facets.items():
            self._labels.update(((name, each.value), each.label) for each in values)
        self._show()

    def _toggle(self, name: str, value: str, on: bool) -> None:
        before = dict.fromkeys((*self.facets.get(name, ()), *self._named.get(name, ())))
        chosen = [each for each in before if each != value]
        if on:
            chosen.append(value)
        self.facets = {key: values for key, values in self.facets.items() if key != name}
        if chosen:
            self.facets[name] = tuple(chosen)
        self._tell(name)

    def _clear_facet(self, name: str, _checked: bool = False) -> None:
        if self.facets.pop(name, None) or name in self._typed:
            self._tell(name)

    def _tell(self, name: str) -> None:
        self._show()
        if name in self._typed:
            self.untyped.emit(name)
        else:
            self.changed.emit()

    def _said(self, name: str) -> str:
        """What a chip says of its facet: what is chosen, then what is typed."""
        chosen = [self._chosen(name)] if name in self.facets else []
        typed = wording.one_line(self._typed.get(name, ""))
        if len(typed) > _LONGEST:
            typed = f"{typed[: _LONGEST - 1]}…"
        return " and ".join([*chosen, typed] if typed else chosen)

    def _chosen(self, name: str) -> str:
        values = self.facets[name]
        first = self._labels.get((name, values[0]), values[0]) or "none"
        return first if len(values) == 1 else f"{first} + {len(values) - 1}"

    def _show(self) -> None:
        for name, chip in self._chips.items():
            said = self._said(name)
            active = bool(said)
            chip.setText(f"{FACETS[name]}: {said}" if active else FACETS[name])
            chip.set_active(active)
            chip.set_removable(active)
        words = [states.of_list(Verdict(verdict)) for verdict in self.standing]
        self._standing.setText(", ".join(words))
        self._standing.setVisible(bool(words))
        self._ticked.setVisible(self.only_ticked)


def _under(chip: Chip, wanted: SignalInstance, _checked: bool = False) -> None:
    wanted.emit(chip.mapToGlobal(QPoint(0, chip.height())))
