"""Which stored plan is meant? Its id, typed or pasted, or a line of those that were kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.plan import KeptPlan
from desktop_app.records.state import State
from desktop_app.ui import theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.review.stored import approved_words
from desktop_app.ui.sheets import Sheet, labelled
from desktop_app.ui.states import Look
from desktop_app.ui.widgets import Button, EmptyState, Kind, PlainLabel
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run

_ID = re.compile(r"\b[0-9a-z]{9}-[0-9a-z]{4}\b")
_STATES = ((State.PREPARED, "would go"), (State.UNCHANGED, "unchanged"),
           (State.BLOCKED, "blocked"), (State.HELD, "held"))  # fmt: skip


class OpenPlanSheet(Sheet):
    """``chosen`` tells the id of a plan that is here."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("Open a plan", parent, wanted=QSize(680, 520))
        self._desk = desk
        self.ident = QLineEdit()
        self.ident.setMaxLength(2_000)
        self.ident.setPlaceholderText("01k9x2m4q-7f3c, or the command that sends it")
        self.told = PlainLabel("", "error", wrap=True)
        self.lines = LinesView("Plans that were kept", (62, 38))
        self._none = EmptyState()
        self.primary = Button("Open plan", Kind.PRIMARY)
        self._build()
        self.ident.textChanged.connect(self._look)
        self.lines.opened.connect(self._take)
        self.lines.selectionModel().currentChanged.connect(self._picked)
        self.primary.clicked.connect(self._open)
        self._look()
        self.ident.setFocus()
        desk.ask(
            "Kept plans", desk.app.history.kept_plans(), self._show, failed=self._failed, owner=self
        )

    def _build(self) -> None:
        now = theme.current()
        side = now.px(20)
        head = QVBoxLayout()
        head.setContentsMargins(side, side, side, now.px(8))
        head.setSpacing(now.px(8))
        head.addWidget(PlainLabel("Open a plan", "strong"))
        words = "A plan that somebody approved goes as these very bytes, or it is refused with the "
        head.addWidget(PlainLabel(f"{words}name of what has moved since.", "quiet", wrap=True))
        head.addLayout(labelled("Plan id", self.ident))
        head.addWidget(self.told)
        self.told.hide()
        self.body.addLayout(head)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.lines)
        self._stack.addWidget(self._none)
        edge = QVBoxLayout()
        edge.setContentsMargins(now.px(4), 0, now.px(4), 0)
        edge.addLayout(self._stack)
        self.body.addLayout(edge, 1)
        cancel = Button("Cancel")
        cancel.clicked.connect(self.reject)
        self.footer.addStretch()
        self.footer.addWidget(cancel)
        self.footer.addWidget(self.primary)
        self.set_default(self.primary)
        self._none.say("Looking up the kept plans")
        self._stack.setCurrentIndex(1)

    def _show(self, plans: Sequence[KeptPlan]) -> None:
        self.lines.set_lines([plan_line(each, self._desk.destination) for each in plans])
        self._stack.setCurrentIndex(0 if plans else 1)
        self._none.say(
            "No plan is kept here yet.",
            "“Save plan…” in the review sheet keeps one, and so does a dry run.",
        )

    def _look(self) -> None:
        self.told.hide()
        self.primary.setEnabled(bool(self.ident.text().strip()))

    def _picked(self) -> None:
        """The line that the keyboard is on stands in the field: one way to open it."""
        plan = self.lines.key_at(self.lines.currentIndex())
        if isinstance(plan, KeptPlan) and self.lines.hasFocus():
            self.ident.setText(plan.id)

    def _take(self, plan: KeptPlan) -> None:
        self.ident.setText(plan.id)
        self._open()

    def _open(self) -> None:
        typed = self.ident.text().strip()
        plan_id = id_in(typed)
        if not plan_id:
            self._tell(
                f"“{wording.one_line(typed)[:60]}” holds no plan id. It has nine signs, a hyphen "
                "and four signs; it stands on the page of the plan."
            )
            return
        self.primary.setEnabled(False)
        self._desk.ask(
            "Open a plan",
            self._desk.app.history.stored_plan(plan_id),
            self._found,
            failed=self._failed,
            owner=self,
        )

    def _found(self, plan: KeptPlan) -> None:
        self.accept()
        self.chosen.emit(plan.id)

    def _failed(self, error: ColophonError) -> None:
        self._look()
        self._tell(error.sentence())

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.show()
        self.ident.setAccessibleDescription(words)
        self.ident.setFocus(Qt.FocusReason.OtherFocusReason)


def id_in(text: str) -> str:
    """The first plan id in what was typed or pasted, or ""."""
    found = _ID.search(text.casefold())
    return found[0] if found else ""


def plan_line(plan: KeptPlan, destination: Callable[[str], str]) -> Line:
    """What is in a plan, who kept it and when, and whether it was sent."""
    places = ", ".join(destination(name) for name in plan.flows)
    head = f"{wording.counted(plan.titles, 'title')} to {places}"
    when = approved_words(plan)
    note = wording.one_line(plan.note)
    counts = ", ".join(
        f"{wording.number(plan.account[state.value])} {word}"
        for state, word in _STATES
        if plan.account.get(state.value)
    )
    total = wording.counted(plan.account["selected"], "item")
    account = f"{total}: {counts}" if counts else total
    look = Look("tick", f"Sent as job #{plan.job}", "added") if plan.job else None
    left = [(Run(head, weight=500),), (Run(f"{when} · {plan.id}", "ink2", "caption"),)]
    if note:
        left.append((Run(note, "ink2", "caption"),))
    spoken = f"{head}. {when}. {account}. {look.word if look else 'Not sent'}. {note} {plan.id}"
    right = Cell(((Run(account, "ink2", "caption"),),), look=look)
    return Line((Cell(tuple(left)), right), spoken, spoken, plan.id, key=plan)
