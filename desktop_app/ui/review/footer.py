"""What stands below the rows: how to send, a note, and the one button that does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateTimeEdit,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.records.flow import Environment
from desktop_app.ui import theme, wording
from desktop_app.ui.review.draft import Wish
from desktop_app.ui.review.view_model import ReviewView, counts_words, primary_words
from desktop_app.ui.widgets import Button, Kind, PlainLabel
from desktop_app.ui.widgets.two_sides import TwoSides

SEND, DRY_RUN, HOLD = "send", "dry_run", "hold"
_MODES = ((SEND, "Send now"), (DRY_RUN, "Dry run"), (HOLD, "Hold until…"))
_NOTE_LIMIT = 500


class ReviewFooter(QWidget):
    """The radio buttons, the note, Save plan…, Bytes…, Cancel and the primary button."""

    pressed = Signal()
    cancelled = Signal()
    bytes_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, environment: Environment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._target = environment.value.upper()
        self._view: ReviewView | None = None
        self._count_right = True
        self._sending_off = ""
        self._modes = QButtonGroup(self)
        self._radios: dict[str, QRadioButton] = {}
        now = theme.current()
        self.counts = PlainLabel("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.px(10))
        column.addWidget(self.counts)
        row = TwoSides(now.px(12))
        column.addLayout(row)
        for mode, words in _MODES:
            radio = self._radios[mode] = QRadioButton(words)
            radio.toggled.connect(self._changed)
            self._modes.addButton(radio)
            row.addWidget(radio)
        self.until = QDateTimeEdit(QDateTime.currentDateTime().addSecs(3600))
        self.until.setMinimumDateTime(QDateTime.currentDateTime())
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("d MMM yyyy HH:mm")
        self.until.setAccessibleName("Hold until")
        self.until.dateTimeChanged.connect(self._changed)
        self.note = QLineEdit()
        self.note.setPlaceholderText("Note for the history")
        self.note.setAccessibleName("Note for the history")
        self.note.setMaxLength(_NOTE_LIMIT)
        self.note.setMinimumWidth(now.px(72))
        self.note.setMaximumWidth(now.px(210))
        self.save = Button("Save plan…", Kind.PLAIN)
        self.bytes = Button("Bytes…", Kind.PLAIN)
        self.cancel = Button("Cancel")
        self.primary = Button("Send", Kind.PRIMARY)
        row.addWidget(self.until)
        row.addWidget(self.note)
        row.addStretch()
        for button in (self.save, self.bytes, self.cancel, self.primary):
            row.addWidget(button)
        self.save.clicked.connect(self.save_wanted)
        self.bytes.clicked.connect(self.bytes_wanted)
        self.cancel.clicked.connect(self.cancelled)
        self.primary.clicked.connect(self.pressed)
        self._radios[SEND].setChecked(True)

    @property
    def mode(self) -> str:
        """send, dry_run or hold."""
        return next(mode for mode, radio in self._radios.items() if radio.isChecked())

    def set_mode(self, mode: str) -> None:
        self._radios[mode].setChecked(True)

    def forbid_sending(self, reason: str) -> None:
        """A read-only profile: only a dry run is left, and why."""
        self._sending_off = reason
        for mode in (SEND, HOLD):
            self._radios[mode].setEnabled(False)
            self._radios[mode].setToolTip(reason)
            self._radios[mode].setAccessibleDescription(reason)
        self.set_mode(DRY_RUN)

    def keep_as_approved(self, note: str) -> None:
        """A stored plan: it has been saved, and has a note already."""
        self.save.hide()
        self.note.setText(note)

    def show_view(self, view: ReviewView | None) -> None:
        """What the primary button counts; None while there is no plan to act on."""
        self._view = view
        self._changed()

    def set_count_right(self, right: bool) -> None:
        """Whether the number that had to be typed is the right one."""
        self._count_right = right
        self._changed()

    def wish(self, unticked: frozenset[str], confirm: int | None) -> Wish:
        """What the person has chosen here, in words that the services know."""
        until = None
        if self.mode == HOLD:
            # Qt's local time without a zone is this computer's, as datetime.astimezone takes it.
            seconds = self.until.dateTime().toSecsSinceEpoch()
            until = datetime.fromtimestamp(seconds, UTC)
        return Wish(self.mode, self.note.text().strip(), until, confirm, unticked)

    def _changed(self) -> None:
        mode = next((name for name, radio in self._radios.items() if radio.isChecked()), SEND)
        self.until.setVisible(mode == HOLD)
        view = self._view
        self.bytes.setEnabled(view is not None)
        self.save.setEnabled(view is not None and bool(view.selected))
        # The line keeps its height while there is no plan: nothing jumps.
        self.counts.setText(counts_words(view, mode) if view else " ")
        if view is None:
            self.primary.setEnabled(False)
            self.primary.setText("Send")
            return
        self.primary.setText(primary_words(view, mode, self._target, self._until_words()))
        self.primary.setAccessibleDescription(self.counts.text())
        ready = bool(view.selected) if mode == DRY_RUN else bool(view.sendable)
        self.primary.setEnabled(ready and (mode == DRY_RUN or self._count_right))

    def _until_words(self) -> str:
        seconds = self.until.dateTime().toSecsSinceEpoch()
        when = datetime.fromtimestamp(seconds, UTC)
        near = abs(when - datetime.now(UTC)) < timedelta(hours=20)
        iso = when.isoformat()
        return wording.clock(iso) if near else wording.moment_long(iso)
