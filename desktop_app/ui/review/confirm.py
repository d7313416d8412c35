"""What must a person still say before the sheet may send? A number, or a word on a rule."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui import theme, wording
from desktop_app.ui.review.view_model import OpenQuestion
from desktop_app.ui.sheets import Sheet, labelled
from desktop_app.ui.widgets import Button, CheckBox, Kind, PlainLabel


class CountRow(QFrame):
    """Type the number of titles. ``changed`` tells whether it is the right one."""

    changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBox")
        now = theme.current()
        self._expected = 0
        self._words = PlainLabel("", wrap=True)
        self.field = QLineEdit()
        self.field.setValidator(QIntValidator(0, 9_999_999, self))
        self.field.setAccessibleName("Number of titles")
        self.field.setFixedWidth(now.px(90))
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(12), now.px(8), now.px(12), now.px(8))
        row.addWidget(self._words, 1)
        row.addWidget(self.field)
        self.field.textChanged.connect(lambda: self.changed.emit(self.right))
        self.hide()

    def ask(
        self, reason: str, expected: int, then: str = "Type the number of titles to send."
    ) -> None:
        """Show why a number is wanted; ``expected`` is the number of titles that are meant."""
        self._expected = expected
        self._words.setText(f"{reason} {then}".strip())
        self.field.setAccessibleDescription(self._words.text())
        self.show()
        self.changed.emit(self.right)

    def expect(self, titles: int) -> None:
        """Another number of titles goes now."""
        self._expected = titles
        if not self.isHidden():
            self.changed.emit(self.right)

    @property
    def right(self) -> bool:
        return self.isHidden() or self.value == self._expected

    @property
    def value(self) -> int | None:
        """The number typed, or None while nothing is asked or typed."""
        text = self.field.text()
        return int(text) if text.isdigit() and not self.isHidden() else None


class QuestionBand(QFrame):
    """One line that says how many rules nobody could look at, with the button that asks."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        now = theme.current()
        self._words = PlainLabel("", wrap=True)
        self.button = Button("Confirm with a reason…", Kind.LINK)
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(12), now.px(6), now.px(12), now.px(6))
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self.wanted)
        self.hide()

    def show_questions(self, questions: Sequence[OpenQuestion], items: int) -> None:
        """``items`` wait for an answer; hidden when there is no question."""
        self.setVisible(bool(questions))
        if not questions:
            return
        rules = len({question.rule for question in questions})
        places = ", ".join(dict.fromkeys(question.destination for question in questions))
        self._words.setText(
            f"{wording.counted(rules, 'rule')} cannot be checked here for {places}: this source "
            f"does not say. {wording.counted(items, 'item')} "
            f"{'is' if items == 1 else 'are'} blocked until a person answers for "
            f"{'it' if rules == 1 else 'them'}."
        )


class QuestionSheet(Sheet):
    """One confirmation with a reason for each destination and rule; it is kept."""

    confirmed = Signal(list, str)
    """(the OpenQuestions that were ticked, the reason)."""

    def __init__(self, questions: Sequence[OpenQuestion], parent: QWidget) -> None:
        super().__init__("Confirm what cannot be checked here", parent, wanted=QSize(560, 460))
        now = theme.current()
        side = now.px(20)
        head = PlainLabel("Confirm what cannot be checked here", "strong")
        words = PlainLabel(
            "Tick what you know to be right. Each answer is asked once for a destination and a "
            "rule, kept with your reason, and shown in the history.",
            "quiet",
            wrap=True,
        )
        self._boxes: list[tuple[CheckBox, OpenQuestion]] = []
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        for question in questions:
            box = CheckBox(f"{question.destination}, rule {question.rule}")
            box.setAccessibleDescription(question.message)
            box.toggled.connect(self._update)
            said = PlainLabel(
                f"{question.message} ({wording.counted(question.items, 'item')})",
                "caption",
                wrap=True,
            )
            said.setContentsMargins(now.px(24), 0, 0, now.px(6))
            column.addWidget(box)
            column.addWidget(said)
            self._boxes.append((box, question))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(rows)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.reason.setPlaceholderText("How do you know? For example: the sales system says so")
        self.reason.textChanged.connect(self._update)
        inner = QVBoxLayout()
        inner.setContentsMargins(side, side, side, now.px(12))
        inner.setSpacing(now.px(10))
        inner.addWidget(head)
        inner.addWidget(words)
        inner.addWidget(scroll, 1)
        inner.addLayout(labelled("Reason", self.reason))
        self.body.addLayout(inner)
        cancel = Button("Cancel")
        cancel.clicked.connect(self.reject)
        self.primary = Button("Confirm", Kind.PRIMARY)
        self.primary.clicked.connect(self._confirm)
        self.footer.addStretch(1)
        self.footer.addWidget(cancel)
        self.footer.addWidget(self.primary)
        self._update()

    def _chosen(self) -> list[OpenQuestion]:
        return [question for box, question in self._boxes if box.isChecked()]

    def _update(self) -> None:
        chosen = len(self._chosen())
        self.primary.setText(f"Confirm {wording.counted(chosen, 'answer')}")
        self.primary.setEnabled(bool(chosen) and bool(self.reason.text().strip()))

    def _confirm(self) -> None:
        self.confirmed.emit(self._chosen(), self.reason.text().strip())
        self.accept()
