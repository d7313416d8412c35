"""The review sheet: no write without its difference on screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError, ConfirmationError, PlanStaleError
from desktop_app.records.flow import Flow, SafeMode
from desktop_app.records.plan import PlanItem
from desktop_app.records.progress import Progress
from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.review import draft as drafts
from desktop_app.ui.review.confirm import CountRow, QuestionBand, QuestionSheet
from desktop_app.ui.review.detail import DetailSheet
from desktop_app.ui.review.draft import Draft, Sent
from desktop_app.ui.review.footer import DRY_RUN, ReviewFooter
from desktop_app.ui.review.header import ReviewHeader
from desktop_app.ui.review.row_words import Help
from desktop_app.ui.review.table import ReviewTable
from desktop_app.ui.review.view_model import (
    OpenQuestion,
    ReviewRow,
    ReviewView,
    review_view,
)
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Banner, EmptyState

_USUAL, _WIDER = 6, 72
"""So many destinations have room; each further one makes the sheet wider, in pixels."""
_READ_ONLY = "This profile is read-only: sending is switched off in its settings."


class ReviewSheet(Sheet):
    """``submitted`` brings the job; the sheet is closed then. Esc never sends.

    ``flows`` are those that are reviewed at first: none of them is none, and never all.
    """

    submitted = Signal(object)

    def __init__(
        self,
        desk: Desk,
        covers: CoverPictures,
        titles: Sequence[str],
        flows: Sequence[str],
        parent: QWidget,
    ) -> None:
        edge = theme.current().environment(desk.environment)
        named = len(flows) or len(desk.flows)
        size = QSize(1040 + _WIDER * max(named - _USUAL, 0), 600)
        super().__init__("Review before sending", parent, wanted=size, edge=edge)
        self._desk = desk
        self._titles = list(titles)
        wanted = set(flows)
        self._flows: list[Flow] = [flow for flow in desk.flows if flow.name in wanted]
        self._unticked: set[str] = set()
        self._draft: Draft | None = None
        self._view: ReviewView | None = None
        self._work: Operation | None = None
        self._mode_chosen = False
        self._sending = False
        self.header = ReviewHeader(desk.environment)
        self.banner = Banner()
        self.questions = QuestionBand()
        self.count = CountRow()
        self.table = ReviewTable(covers)
        self.controls = ReviewFooter(desk.environment)
        self._waiting = EmptyState()
        self._bar = QProgressBar()
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        if desk.app.profile.safe_mode is SafeMode.READ_ONLY:
            self.controls.forbid_sending(_READ_ONLY)
            self.banner.say(_READ_ONLY, pair="neutral", icon="lock", closable=False)
        self.plan()

    def _build(self) -> None:
        now = theme.current()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the plan")
        waiting = QWidget()
        column = QVBoxLayout(waiting)
        column.setContentsMargins(now.px(80), 0, now.px(80), now.px(80))
        column.addWidget(self._waiting, 1)
        column.addWidget(self._bar)
        self._pages.addWidget(self.table)
        self._pages.addWidget(waiting)
        between = QVBoxLayout()
        between.setSpacing(now.px(8))
        between.setContentsMargins(now.px(20), 0, now.px(20), now.px(8))
        between.addWidget(self.questions)
        between.addWidget(self.count)
        self.body.addWidget(self.header)
        self.body.addWidget(self.banner)
        self.body.addLayout(between)
        self.body.addSpacing(now.px(4))
        self.body.addWidget(self._pages, 1)
        self.footer.addWidget(self.controls)
        self.set_default(self.controls.primary)

    def _connect(self) -> None:
        self.header.dropped.connect(self._drop)
        self.header.added.connect(self._add)
        self.table.ticked.connect(self._turn)
        self.table.acted.connect(self._act)
        self.table.inspected.connect(lambda row: self._detail(row, problems=False))
        self.controls.cancelled.connect(self.reject)
        self.controls.pressed.connect(self._go)
        self.controls.bytes_wanted.connect(self._bytes)
        self.controls.save_wanted.connect(self._ask_where)
        self.questions.wanted.connect(self._ask_questions)
        self.count.changed.connect(self.controls.set_count_right)
        for keys, mode in (("Ctrl+Return", ""), ("Ctrl+Shift+Return", DRY_RUN)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda mode=mode: self._press(mode))

    def choose_dry_run(self) -> None:
        """Offer the dry run first, whatever the plan says."""
        self._mode_chosen = True
        self.controls.set_mode(DRY_RUN)

    # The plan

    def plan(self) -> None:
        """Make the plan anew for the titles and destinations on screen."""
        self.header.show_flows(self._flows, self._desk.flows)
        self._wait_for("Making the plan")
        app, titles = self._desk.app, list(self._titles)
        names = [flow.name for flow in self._flows]
        self._work = self._desk.ask(
            "Making the plan",
            lambda report: drafts.make(app, titles, names, report),
            self._planned,
            failed=self._plan_failed,
            progress=self._progressed,
            owner=self,
        )

    def _wait_for(self, words: str) -> None:
        self._stop()
        self.header.show_working("Looking at each title and destination")
        self.controls.show_view(None)
        self._bar.setRange(0, 0)
        self._waiting.say(words, "Nothing is sent while you look at it.")
        self._pages.setCurrentIndex(1)

    def _progressed(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        of = f" of {wording.number(progress.total)}" if progress.total else ""
        self.header.show_working(f"{progress.words} {wording.number(progress.done)}{of}")

    def _planned(self, draft: Draft) -> None:
        self._draft = draft
        self._work = None
        read = wording.moment(draft.read_at) if draft.read_at else ""
        self.header.show_read(f"Consonance read {read}" if read else "")
        ready = draft.plan.account.get("blocked") != len(draft.plan.items)
        if draft.first and ready and not self._mode_chosen:
            self.controls.set_mode(DRY_RUN)
            places = ", ".join(self._desk.destination(name) for name in draft.first)
            self.banner.say(
                f"First time to {places}: a dry run shows it without sending.", pair="neutral"
            )
        self._mode_chosen = self._mode_chosen or ready
        self._pages.setCurrentIndex(0)
        self._refresh()
        self._first_focus()

    def _plan_failed(self, error: ColophonError) -> None:
        self._work = None
        self.header.show_working("There is no plan")
        self._bar.setRange(0, 1)
        self._waiting.say(
            error.message, f"{error.not_done} {error.next_step}".strip(), [("Try again", self.plan)]
        )
        self._pages.setCurrentIndex(1)

    def _refresh(self) -> None:
        if self._draft is None:
            return
        view = self._view = review_view(
            self._draft.plan,
            self._draft.titles,
            self._flows,
            unticked=self._unticked,
            consonance_url=self._desk.app.profile.consonance_url,
        )
        self.header.show_view(view)
        self.table.rows.show_rows(view.rows, [flow.destination for flow in self._flows])
        self.questions.show_questions(view.questions, view.unanswered)
        if self._desk.app.profile.safe_mode is SafeMode.CONFIRM_AND_TYPE and self.count.isHidden():
            self.count.ask("This profile asks for a number before it sends.", len(view.rows))
        self.count.expect(len(view.rows) - len(self._unticked))
        self.controls.show_view(view)

    def _first_focus(self) -> None:
        if not self.count.isHidden():
            self.count.field.setFocus()
        elif self.controls.primary.isEnabled():
            self.controls.primary.setFocus()
        else:
            self.table.setFocus()

    # What a person does

    def _turn(self, title: str) -> None:
        self._unticked ^= {title}
        self._refresh()

    def _drop(self, name: str) -> None:
        self._flows = [flow for flow in self._flows if flow.name != name]
        self.plan()

    def _add(self, name: str) -> None:
        chosen = {flow.name for flow in self._flows} | {name}
        self._flows = [flow for flow in self._desk.flows if flow.name in chosen]
        self.plan()

    def _act(self, row: ReviewRow) -> None:
        if row.action is None:
            return
        if row.action.help is Help.CONSONANCE:
            QDesktopServices.openUrl(QUrl(row.action.url))
        elif row.action.help is Help.PROBLEMS:
            self._detail(row, problems=True)
        else:
            self._check_now(row)

    def _bytes(self) -> None:
        row = self.table.current() or (
            self._view.rows[0] if self._view and self._view.rows else None
        )
        if row is not None:
            self._detail(row, problems=False)

    def _items_of(self, row: ReviewRow) -> list[PlanItem]:
        plan = self._draft.plan if self._draft else None
        return [item for item in plan.items if row.title in item.titles] if plan else []

    def _detail(self, row: ReviewRow, *, problems: bool) -> None:
        items = [item for item in self._items_of(row) if not problems or item.problems]
        if items:
            places = [self._desk.destination(item.flow) for item in items]
            DetailSheet(row.name, items, places, problems=problems, parent=self).open()

    def _check_now(self, row: ReviewRow) -> None:
        app = self._desk.app
        flows = list(dict.fromkeys(item.flow for item in self._items_of(row)))
        self._desk.ask(
            "Checking at the destination",
            drafts.check_open(app, row.title, flows),
            lambda _: self.plan(),
            failed=self._failed,
            owner=self,
        )

    def _ask_questions(self) -> None:
        if self._view is None:
            return
        sheet = QuestionSheet(self._view.questions, self)
        sheet.confirmed.connect(self._confirm_questions)
        sheet.open()

    def _confirm_questions(self, questions: list[OpenQuestion], reason: str) -> None:
        if self._draft is None:
            return
        self._desk.ask(
            "Keeping the confirmations",
            drafts.confirm(self._desk.app, self._draft, questions, reason),
            lambda _: self.plan(),
            failed=self._failed,
            owner=self,
        )

    # Keeping it for somebody else

    def _ask_where(self) -> None:
        if self._draft is None or self._work is not None:
            return
        dialog = QFileDialog(self, "Save plan")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Web page (*.html)")
        dialog.setDefaultSuffix("html")
        dialog.selectFile("plan.html")
        dialog.fileSelected.connect(lambda path: self.save(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: Path) -> None:
        """Keep the plan of what is ticked, and write the page of it."""
        if self._draft is None or self._work is not None:
            return
        wish = self.controls.wish(frozenset(self._unticked), self.count.value)
        app, draft = self._desk.app, self._draft
        self.controls.primary.setEnabled(False)
        self._work = self._desk.ask(
            "Saving the plan",
            lambda report: drafts.save(app, draft, wish, path, report),
            lambda sent: self._saved(sent, path),
            failed=self._failed,
            owner=self,
        )

    def _saved(self, sent: Sent, path: Path) -> None:
        from desktop_app.services import plan_page

        self._work = None
        self.controls.show_view(self._view)
        if sent.saved is None:
            self._moved(sent.moved, sent.draft)
            return
        line = plan_page.command(sent.saved, self._desk.app.profile)
        self.banner.say(
            f"Plan {sent.saved.id} is kept, and {path.name} shows it. Nothing was sent. "
            f"“Open a plan…” shows it again here; a script sends it with: {line}",
            [("Copy command", lambda: QGuiApplication.clipboard().setText(line))],
            pair="neutral",
            icon="download",
        )

    # Sending

    def _press(self, mode: str) -> None:
        if mode:
            self.controls.set_mode(mode)
        if self.controls.primary.isEnabled():
            self.controls.primary.click()

    def _go(self) -> None:
        if self._draft is None or self._work is not None:
            return
        self._sending = True
        wish = self.controls.wish(frozenset(self._unticked), self.count.value)
        app, draft = self._desk.app, self._draft
        self.controls.primary.setEnabled(False)
        self._work = self._desk.ask(
            "Dry run" if wish.mode == DRY_RUN else "Sending",
            lambda report: drafts.carry_out(app, draft, wish, report),
            self._sent,
            failed=self._failed,
            owner=self,
        )

    def _sent(self, sent: Sent) -> None:
        self._work, self._sending = None, False
        if sent.job is None:
            self._moved(sent.moved, sent.draft)
            return
        self.submitted.emit(sent.job)
        self.accept()

    def _moved(self, words: str, draft: Draft | None) -> None:
        if draft is not None:
            self._planned(draft)
        self.banner.say(words, pair="changed", icon="warning")

    def _failed(self, error: ColophonError) -> None:
        self._work, self._sending = None, False
        if isinstance(error, PlanStaleError):
            self.plan()
        if isinstance(error, ConfirmationError) and self._view is not None:
            self.count.ask(error.message, len(self._view.rows) - len(self._unticked))
            self.count.field.setFocus()
        else:
            self.banner.say(error.sentence(), pair="removed", icon="warning")
        self.controls.show_view(self._view)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def reject(self) -> None:
        """Esc and Cancel: stop making the plan and close. Nothing is ever sent by it.

        While the one commit of a send is under way it stays open: its answer must be seen.
        """
        if not self._sending:
            self._stop()
            super().reject()
