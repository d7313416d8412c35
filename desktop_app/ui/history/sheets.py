"""What does a person say before history is acted on? A note, a reason, or which items."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop_app.records.flow import Environment
from desktop_app.records.job import Item
from desktop_app.ui import theme, wording
from desktop_app.ui.history.reading import ItemWhole
from desktop_app.ui.review.detail import readable
from desktop_app.ui.sheets import Sheet, labelled
from desktop_app.ui.widgets import Button, EnvironmentTag, Heading, Kind, PlainLabel

SAME, REBUILD = "same", "rebuild"
ONE, FAILED = "one", "failed"


class NoteSheet(Sheet):
    """*It arrived*: the person's word, with a note that is kept beside it."""

    said = Signal(str)

    def __init__(self, item: Item, destination: str, parent: QWidget) -> None:
        super().__init__("It arrived", parent, wanted=QSize(480, 268))
        self.note = QLineEdit()
        self.note.setMaxLength(300)
        self.note.setPlaceholderText("Who said so, or where you saw it")
        _fill(
            self,
            f"{item.title or item.subject} arrived at {destination}",
            "Colophon will take this payload as what the destination holds, shown as assumed. "
            "The next send is compared with it.",
            labelled("Note", self.note),
        )
        self.primary = _foot(self, "It arrived")
        self.primary.clicked.connect(self._say)
        self.set_default(self.primary)
        self.note.textChanged.connect(self._update)
        self.note.setFocus()
        self._update()

    def _update(self) -> None:
        self.primary.setEnabled(bool(self.note.text().strip()))

    def _say(self) -> None:
        self.said.emit(self.note.text().strip())
        self.accept()


class ResendSheet(Sheet):
    """Same bytes with a new key, or rebuilt from Consonance as it is now. Cancel is default."""

    chosen = Signal(str, str, str)
    """(same or rebuild, one or failed, the reason)."""

    def __init__(
        self,
        whole: ItemWhole,
        destination: str,
        environment: Environment,
        failed: int,
        parent: QWidget,
    ) -> None:
        now = theme.current()
        edge = now.environment(environment)
        super().__init__("Resend", parent, wanted=QSize(540, 420), edge=edge)
        item = whole.item
        when = wording.moment(whole.attempts[-1].started) if whole.attempts else ""
        self._same = QRadioButton(
            f"Same content as sent {when}" if when else "Same content as planned then"
        )
        self._rebuild = QRadioButton("Rebuild from Consonance as it is now: opens the review")
        self._one = QRadioButton("This item")
        self._failed = QRadioButton(
            f"All {wording.number(failed)} failed and refused items of this job"
        )
        self._what, self._scope = QButtonGroup(self), QButtonGroup(self)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.reason.setPlaceholderText("Why it goes again; kept in the history")
        column = QVBoxLayout()
        column.setSpacing(now.px(6))
        for group, radio in (
            (self._what, self._same),
            (self._what, self._rebuild),
            (self._scope, self._one),
            (self._scope, self._failed),
        ):
            group.addButton(radio)
            if radio is self._one:
                column.addSpacing(now.px(8))
            column.addWidget(radio)
            radio.toggled.connect(self._update)
        self._failed.setVisible(failed > 1)
        self._one.setVisible(failed > 1)
        self._words = PlainLabel("", "caption", wrap=True)
        column.addSpacing(now.px(8))
        column.addLayout(labelled("Reason", self.reason))
        column.addWidget(self._words)
        self._count = failed
        self._target = environment.value.upper()
        _fill(
            self,
            f"Resend {item.title or item.subject} to {destination}",
            f"Job #{item.job} keeps its state; the new job says that it is a resend of it.",
            column,
            tag=EnvironmentTag(environment.value, edge),
        )
        self.primary = _foot(self, "Resend")
        self.primary.clicked.connect(self._choose)
        self.reason.textChanged.connect(self._update)
        self._same.setChecked(True)
        self._one.setChecked(True)
        self._same.setFocus()

    def _update(self) -> None:
        rebuild = self._rebuild.isChecked()
        count = 1 if self._one.isChecked() else self._count
        self.reason.setEnabled(not rebuild)
        self._words.setText(
            "Nothing is sent before you have reviewed it."
            if rebuild
            else "The exact bytes, under a new idempotency key."
        )
        verb = "Review" if rebuild else "Resend"
        self.primary.setText(
            f"Review {wording.counted(count, 'item')}…"
            if rebuild
            else f"{verb} {count} to {self._target}"
        )
        self.primary.setEnabled(rebuild or bool(self.reason.text().strip()))

    def _choose(self) -> None:
        what = REBUILD if self._rebuild.isChecked() else SAME
        scope = FAILED if self._failed.isChecked() else ONE
        self.chosen.emit(what, scope, self.reason.text().strip())
        self.accept()


class BytesSheet(Sheet):
    """Payload, request and answer as they were, each with its size."""

    def __init__(self, whole: ItemWhole, parent: QWidget) -> None:
        now = theme.current()
        name = whole.item.title or whole.item.subject
        super().__init__(name, parent, wanted=QSize(760, 560))
        self._parts = [
            ("Payload", whole.content.payload),
            ("Request", whole.content.envelope),
            ("Answer", whole.content.response),
        ]
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName("Which bytes")
        for words, _ in self._parts:
            self._tabs.addTab(words)
        self._caption = PlainLabel("", "caption", selectable=True, wrap=True)
        self._digest = whole.item.payload_sha256
        self.text = QPlainTextEdit()
        self.text.setObjectName("bytes")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(now.font("mono", 400, "mono"))
        self.text.setAccessibleName("Bytes")
        column = QVBoxLayout()
        column.setContentsMargins(now.px(20), now.px(18), now.px(20), now.px(14))
        column.setSpacing(now.px(8))
        for widget in (Heading(name, "sheet_title"), self._tabs, self._caption):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        self.body.addLayout(column)
        close = Button("Close")
        close.clicked.connect(self.reject)
        self.footer.addStretch(1)
        self.footer.addWidget(close)
        self._tabs.currentChanged.connect(self._show)
        self._show(0)

    def _show(self, position: int) -> None:
        words, data = self._parts[position]
        digest = f" · sha-256 {self._digest}" if words == "Payload" else ""
        self._caption.setText(
            f"{wording.size(len(data))}{digest}" if data else f"There is no {words.lower()} yet."
        )
        self.text.setPlainText(readable(data) if data else "")


def _fill(
    sheet: Sheet, title: str, words: str, content: QVBoxLayout, tag: QWidget | None = None
) -> None:
    now = theme.current()
    column = QVBoxLayout()
    column.setContentsMargins(now.px(20), now.px(18), now.px(20), now.px(14))
    column.setSpacing(now.px(8))
    if tag is not None:
        column.addWidget(tag)
    column.addWidget(Heading(title, "sheet_title"))
    column.addWidget(PlainLabel(words, "quiet", wrap=True))
    column.addSpacing(now.px(4))
    column.addLayout(content)
    column.addStretch(1)
    sheet.body.addLayout(column)


def _foot(sheet: Sheet, words: str) -> Button:
    cancel = Button("Cancel")
    cancel.clicked.connect(sheet.reject)
    primary = Button(words, Kind.PRIMARY)
    sheet.footer.addStretch(1)
    sheet.footer.addWidget(cancel)
    sheet.footer.addWidget(primary)
    return primary
