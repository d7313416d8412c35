"""What happened to one item? The sentence, its attempts, its bytes, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.history.item_words import ACT_WORDS, Act, ItemView, item_view, on_a_word
from desktop_app.ui.history.reading import ItemWhole
from desktop_app.ui.history.view_model import AttemptRow, attempt_row, copy_text
from desktop_app.ui.widgets import (
    Button,
    EmptyState,
    Heading,
    Kind,
    PlainLabel,
    StateTag,
    hairline,
)

_PREVIEW = 6_000
_BREAKS = re.compile(r"([,/:]|[^\s,/:]{16})(?=\S)")


class ItemPane(QWidget):
    """``wanted`` carries (Act, ItemWhole); ``bytes_wanted`` the whole to show in full."""

    wanted = Signal(object, object)
    bytes_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self._desk = desk
        self._whole: ItemWhole | None = None
        self._dry_run = False
        self._empty = EmptyState()
        self._heading = Heading()
        self._caption = PlainLabel("", "quiet", wrap=True)
        self._box = _SentenceBox()
        self._word = PlainLabel("", "caption", wrap=True, selectable=True)
        self._attempts = QVBoxLayout()
        self._sent = _SentBox()
        self._sent.opened.connect(lambda: self.bytes_wanted.emit(self._whole))
        self._acts = QGridLayout()
        self._acts.setContentsMargins(now.px(16), now.px(10), now.px(16), now.px(10))
        self._acts.setSpacing(now.px(8))
        self._bar = QWidget()
        self._bar.setLayout(self._acts)
        self._content = self._scroll()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._empty, 1)
        column.addWidget(self._content, 1)
        self._line = hairline()
        column.addWidget(self._line)
        column.addWidget(self._bar)
        self.clear()

    def _scroll(self) -> QScrollArea:
        now = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(now.px(16), now.px(14), now.px(16), now.px(14))
        column.setSpacing(now.px(6))
        column.addWidget(self._heading)
        column.addWidget(self._caption)
        column.addSpacing(now.px(10))
        column.addWidget(self._box)
        column.addWidget(self._word)
        column.addSpacing(now.px(8))
        copy = Button("Copy details", Kind.LINK)
        copy.clicked.connect(self._copy)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Attempts", "strong"))
        head.addStretch(1)
        head.addWidget(copy)
        column.addLayout(head)
        self._attempts.setSpacing(0)
        column.addLayout(self._attempts)
        column.addSpacing(now.px(8))
        column.addWidget(self._sent)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def clear(self, words: str = "") -> None:
        """Nothing is chosen, or the item could not be read."""
        self._whole = None
        self._empty.say("" if words else "Choose an item", words)
        for widget in (self._content, self._line, self._bar):
            widget.hide()
        self._empty.show()

    def show_item(self, whole: ItemWhole, *, dry_run: bool) -> None:
        """Show an item; the same item again only where something moved."""
        if whole == self._whole and dry_run == self._dry_run:
            return
        self._whole, self._dry_run = whole, dry_run
        flows = {flow.name: flow for flow in self._desk.app.profile.flows}
        view = item_view(whole.item, flows, _when, dry_run=dry_run)
        self._heading.setText(view.heading)
        self._caption.setText(view.caption + (" · dry run" if dry_run else ""))
        self._box.show_view(view)
        self._word.setText(on_a_word(whole.overrides))
        self._word.setVisible(bool(whole.overrides))
        self._show_attempts([attempt_row(each, _when) for each in reversed(whole.attempts)])
        self._sent.show_bytes(whole, sent=bool(whole.attempts))
        self._show_acts(view.acts, urgent=view.urgent)
        self._empty.hide()
        self._content.show()

    def _show_attempts(self, rows: Sequence[AttemptRow]) -> None:
        empty_layout(self._attempts)
        if not rows:
            self._attempts.addWidget(PlainLabel("None: no byte has left this computer.", "caption"))
        for row in rows:
            self._attempts.addWidget(_AttemptLine(row))
            self._attempts.addWidget(hairline())

    def _show_acts(self, acts: Sequence[Act], *, urgent: bool) -> None:
        had_focus = self._bar.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        empty_layout(self._acts)
        for position, act in enumerate(acts):
            kind = Kind.PRIMARY if position == 0 and urgent else Kind.SECONDARY
            button = Button(ACT_WORDS[act], kind)
            button.clicked.connect(lambda _=False, act=act: self._press(act))
            # Three do not fit side by side: the one to try first has a line of its own.
            if len(acts) < 3:
                self._acts.addWidget(button, 0, position)
            elif position == 0:
                self._acts.addWidget(button, 0, 0, 1, 3)
            else:
                self._acts.addWidget(button, 1, position - 1)
            if position == 0 and had_focus:
                button.setFocus()
        self._acts.setColumnStretch(2, 1)
        self._bar.setVisible(bool(acts))
        self._line.setVisible(bool(acts))

    def _press(self, act: Act) -> None:
        if self._whole is not None:
            self.wanted.emit(act, self._whole)

    def _copy(self) -> None:
        if self._whole is not None:
            flows = {flow.name: flow for flow in self._desk.app.profile.flows}
            text = copy_text(self._whole.item, flows, self._whole.attempts)
            text = "\n".join(filter(None, (text, on_a_word(self._whole.overrides))))
            QGuiApplication.clipboard().setText(text)
            self._desk.notice.emit("Details copied.")


class _SentenceBox(QFrame):
    """The one sentence, edged in the colour of the state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self._pair = "neutral"
        self.setObjectName("sentenceBox")
        self._tag = PlainLabel("", "strong")
        self._words = PlainLabel("", wrap=True, selectable=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.px(10), now.px(8), now.px(10), now.px(8))
        column.setSpacing(now.px(2))
        column.addWidget(self._tag)
        column.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        now.changed.connect(self._restyle)

    def show_view(self, view: ItemView) -> None:
        self._pair = view.pair
        self._tag.setText(view.strong)
        self._words.setText(view.sentence)
        self.setAccessibleName(f"{view.strong} {view.sentence}")
        self._restyle()

    def _restyle(self) -> None:
        now = theme.current()
        loud = self._pair not in ("neutral", "same", "added")
        edge = now.colour(f"{self._pair}.ink" if loud else "line").name()
        self.setStyleSheet(
            f"QFrame#sentenceBox {{ background: {now.colour('raised').name()};"
            f" border: 1px solid {edge}; border-radius: {now.size('corner')}px; }}"
        )


class _AttemptLine(QWidget):
    """Number, time, outcome, and what was said."""

    def __init__(self, row: AttemptRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        number = PlainLabel(str(row.number), "quiet")
        number.setFixedWidth(now.px(20))
        when = PlainLabel(row.when)
        when.setFixedWidth(now.px(66))
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(number)
        top.addWidget(when)
        top.addWidget(StateTag(row.look))
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, now.px(6), 0, now.px(6))
        column.setSpacing(now.px(4))
        column.addLayout(top)
        if row.message:
            message = PlainLabel(wording.one_line(row.message), "caption", wrap=True)
            message.setContentsMargins(now.px(86), 0, 0, 0)
            column.addWidget(message)
        self.setAccessibleName(f"Attempt {row.number}, {row.when}: {row.look.word}. {row.message}")


class _SentBox(QWidget):
    """The bytes with size and checksum, and a way to see the request and the answer as well."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self._head = PlainLabel("What was sent", "strong")
        self._all = Button("Show all…", Kind.LINK)
        self._all.setAccessibleName("Show all bytes, request and answer")
        self._all.clicked.connect(self.opened)
        self._text = PlainLabel("", wrap=True, selectable=True)
        self._size = PlainLabel("", wrap=True, selectable=True)
        self._box = QFrame()
        self._box.setObjectName("box")
        inner = QVBoxLayout(self._box)
        inner.setContentsMargins(now.px(8), now.px(8), now.px(8), now.px(8))
        inner.addWidget(self._text)
        inner.addWidget(self._size)
        head = QHBoxLayout()
        head.addWidget(self._head)
        head.addStretch(1)
        head.addWidget(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.px(4))
        column.addLayout(head)
        column.addWidget(self._box)
        now.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        now = theme.current()
        mono = now.font("small", 400, "mono")
        families = ", ".join(f'"{name}"' for name in mono.families())
        for label in (self._text, self._size):
            label.setStyleSheet(f"font-family: {families}; font-size: {mono.pixelSize()}px;")

    def show_bytes(self, whole: ItemWhole, *, sent: bool) -> None:
        """``sent`` says whether an attempt was made with them."""
        data = whole.content.payload
        self._head.setText("What was sent" if sent else "What would have been sent")
        text = data[: _PREVIEW * 4].decode("utf-8", "replace")
        self._text.setText(breakable(text[:_PREVIEW]) + ("…" if len(text) > _PREVIEW else ""))
        digest = whole.item.payload_sha256
        self._size.setText(f"{wording.size(len(data))} · sha-256 {digest[:8]}…{digest[-4:]}")
        self._size.setToolTip(digest)


def breakable(text: str) -> str:
    """The text with places to break a line at, seen by nobody: one long name, value or checksum
    would make the pane wider than what is seen of it."""
    return _BREAKS.sub("\\1\u200b", text)


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _when(instant: str) -> str:
    short = wording.moment(instant)
    return wording.clock(instant, seconds=True) if ":" in short else short
