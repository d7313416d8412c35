"""A plan that was approved before: shown as it was, and sent as these very bytes or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.records.flow import Flow
from desktop_app.records.plan import KeptPlan
from desktop_app.records.subject import milestone_of
from desktop_app.ui import wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.review import draft as drafts
from desktop_app.ui.review.draft import Stored
from desktop_app.ui.review.sheet import ReviewSheet

_NAMED = 3
_FIXED = (
    "A stored plan goes as it was approved: no title can be taken out of it. "
    "To send other titles, review them again."
)


class StoredPlanSheet(ReviewSheet):
    """``anew`` asks for a review of the same titles and flows as they are now."""

    anew = Signal(list, list)

    def __init__(self, desk: Desk, covers: CoverPictures, plan_id: str, parent: QWidget) -> None:
        self._plan_id = plan_id
        super().__init__(desk, covers, (), (), parent)
        self.header.set_title(f"Plan {plan_id}")
        self.setAccessibleName(f"Plan {plan_id}, as it was approved")

    def plan(self) -> None:
        """Read the stored plan; it is never made anew here."""
        self._wait_for("Reading the plan")
        self._work = self._desk.ask(
            "Reading the plan",
            drafts.stored(self._desk.app, self._plan_id),
            self._read,
            failed=self._plan_failed,
            owner=self,
        )

    def _read(self, stored: Stored) -> None:
        plan = stored.draft.plan
        first_time = self._draft is None
        self._titles = list(plan.titles)
        self._flows = [self._flow(name) for name in plan.flows]
        self.header.show_flows(self._flows, (), fixed=True)
        if first_time:
            self.controls.keep_as_approved(plan.note)
        self._planned(stored.draft)
        self.header.show_read(approved_words(stored.about))
        self._tell(stored)

    def _flow(self, name: str) -> Flow:
        """The flow, or what is known of one that the settings do not have any more."""
        return self._desk.flow(name) or Flow(name, 1, name, "")

    def _tell(self, stored: Stored) -> None:
        if stored.about.job:
            words = f"This plan was sent already, as job #{stored.about.job}."
            self.controls.forbid_sending(words)
            acts = [("Show in History", lambda: self._show_job(stored.about.job))]
            self.banner.say(words, acts, pair="neutral", icon="history", closable=False)
        elif stored.moved:
            self.controls.forbid_sending("It is not any more as it was approved.")
            self.banner.say(
                stale_words(self._named(stored)),
                [("Review as it is now", self._anew)],
                pair="changed",
                icon="warning",
                closable=False,
            )

    def _named(self, stored: Stored) -> list[str]:
        """What moved, by the names that people know in place of ids."""
        titles = stored.draft.titles
        names: dict[str, str] = {}
        for item in stored.draft.plan.items:
            title, part = titles.get(item.titles[0]), milestone_of(item.subject)
            name = f"{title.title}, {part.replace('_', ' ')}," if title and part else ""
            known = name or (title.title if title else item.subject)
            place = self._desk.destination(item.flow)
            names[f"{item.subject} for {item.flow}"] = f"{known} for {place}"
        return [in_names(sentence, names) for sentence in stored.moved]

    def _show_job(self, job: int) -> None:
        self.accept()
        self._desk.history_wanted.emit(job, 0)

    def _anew(self) -> None:
        plan = self._draft.plan if self._draft else None
        if plan is not None:
            self.accept()
            self.anew.emit(list(plan.titles), list(plan.flows))

    def _refresh(self) -> None:
        super()._refresh()
        # What was approved has its answers; a new one would make another plan.
        self.questions.hide()

    def _turn(self, title: str) -> None:
        self.banner.say(_FIXED, pair="neutral", icon="lock")


def approved_words(about: KeptPlan) -> str:
    """ "Saved by anna, 12 Nov 2026, 14:02"; one that was only tried says when it was made."""
    if not about.kept_at:
        return f"Made {wording.moment_long(about.created)}"
    by = f" by {about.kept_by}" if about.kept_by else ""
    return f"Saved{by}, {wording.moment_long(about.kept_at)}"


def in_names(sentence: str, names: Mapping[str, str]) -> str:
    """The sentence with the title's name where it begins with an id."""
    for ident, name in names.items():
        rest = sentence.removeprefix(ident)
        if rest != sentence and rest[:1] in (" ", ":"):
            return f"{name}{rest}"
    return sentence


def stale_words(moved: Sequence[str]) -> str:
    """Why a stored plan cannot go, the first few reasons by name."""
    named = " ".join(moved[:_NAMED])
    more = len(moved) - _NAMED
    rest = f" And {wording.number(more)} more." if more > 0 else ""
    return f"It cannot go as it was approved. {named}{rest} Nothing was sent."
