"""Which titles did a person tick? Kept by id, so that searches and filters cannot lose them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Ticks(QObject):
    """An ordered set of title ids."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, title_id: object) -> bool:
        return title_id in self._ids

    @property
    def ids(self) -> tuple[str, ...]:
        """In the order in which they were ticked."""
        return tuple(self._ids)

    def set(self, ids: Iterable[str], on: bool) -> None:
        """Tick or untick several at once."""
        before = len(self._ids)
        if on:
            self._ids.update(dict.fromkeys(ids))
        else:
            for title_id in ids:
                self._ids.pop(title_id, None)
        if len(self._ids) != before:
            self.changed.emit()

    def toggle(self, title_id: str) -> None:
        self.set((title_id,), title_id not in self._ids)

    def clear(self) -> None:
        if self._ids:
            self._ids.clear()
            self.changed.emit()
