"""Which sheets does the window open, and what follows when one of them is done?"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QMenu

from desktop_app.records.flow import Environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.records.job import Job
    from desktop_app.ui.compare.dropping import Dropping
    from desktop_app.ui.main_window import MainWindow


class Opening(QObject):
    """Builds a sheet when it is wanted, not before: most windows never open most of them."""

    profile_wanted = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk = window.desk
        self._desk.compare_wanted.connect(self.choose_their_file)
        self.dropping: Dropping | None = None

    def watch_drops(self) -> None:
        """Files may be dropped on the list from now on: once its first rows are there."""
        from desktop_app.ui.compare.dropping import Dropping

        self.dropping = Dropping(self._window.titles)
        self.dropping.dropped.connect(self.compare)

    def review(self, titles: list[str], flows: list[str], *, dry_run: bool = False) -> None:
        """The review sheet for these titles. No flows means those that the list shows: what a
        person does not see is not sent along; the sheet can add it."""
        from desktop_app.ui.review.sheet import ReviewSheet

        wanted = flows or self._window.titles.view.flows_on_show()
        sheet = ReviewSheet(self._desk, self._window.covers, titles, wanted, self._window)
        if dry_run:
            sheet.choose_dry_run()
        sheet.submitted.connect(self._submitted)
        sheet.open()

    def open_plan(self) -> None:
        """Ask which stored plan is meant, then show it."""
        from desktop_app.ui.review.open_plan import OpenPlanSheet

        sheet = OpenPlanSheet(self._desk, self._window)
        sheet.chosen.connect(self.stored_plan)
        sheet.open()

    def stored_plan(self, plan_id: str) -> None:
        """A stored plan as it was approved."""
        from desktop_app.ui.review.stored import StoredPlanSheet

        sheet = StoredPlanSheet(self._desk, self._window.covers, plan_id, self._window)
        sheet.submitted.connect(self._submitted)
        sheet.anew.connect(self.review)
        sheet.open()

    def _submitted(self, job: Job) -> None:
        self._desk.job_submitted.emit(job.number)
        if job.dry_run:
            words = f"Dry run #{job.number} is kept in History. Nothing was sent."
            self._desk.notice.emit(words)
        else:
            self._window.titles.ticks.clear()

    def check(self, titles: Sequence[str]) -> None:
        """What the rules find in these titles."""
        from desktop_app.ui.titles.checked import CheckSheet

        sheet = CheckSheet(self._desk, titles, self._window)
        sheet.titles_wanted.connect(self._window.titles.show_titles)
        sheet.open()

    def choose_their_file(self) -> None:
        """Ask for a destination's own file, then compare it."""
        from desktop_app.ui.compare.dropping import NAME_FILTER

        dialog = QFileDialog(self._window, "Their file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(NAME_FILTER)
        dialog.fileSelected.connect(self.compare)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def compare(self, path: str) -> None:
        """A destination's own file beside what it should have."""
        from desktop_app.ui.compare.sheet import CompareSheet

        titles = self._window.titles
        chosen = list(titles.ticks.ids)
        flow = titles.view.current_flow()
        sheet = CompareSheet(self._desk, Path(path), flow, chosen, self._window)
        sheet.titles_wanted.connect(titles.show_titles)
        sheet.open()

    def connect_dialog(self) -> None:
        """Connect a Consonance, or mend the connection of the present profile."""
        from desktop_app.ui.connect.dialog import ConnectDialog

        demo = self._desk.environment is Environment.DEMO
        edit = "" if demo else self._desk.app.profile.name
        first = demo and not self._window.titles.model.total
        sheet = ConnectDialog(self._desk, self._window, edit=edit, first_run=first)
        sheet.saved.connect(self.profile_wanted)
        sheet.demo_wanted.connect(self._window.refreshing.start)
        sheet.open()

    def capabilities(self) -> None:
        """What this Consonance can give, and what each loss touches."""
        from desktop_app.ui.connect.capabilities import CapabilitiesSheet

        CapabilitiesSheet(self._desk, self._window).open()

    def keys(self) -> None:
        """The keyboard map."""
        from desktop_app.ui.shell.key_sheet import KeySheet

        KeySheet(self._window).open()

    def legend(self) -> None:
        """What the marks in the list mean."""
        from desktop_app.ui.titles.legend import LegendSheet

        LegendSheet(self._window).open()

    def closing(self, jobs: Sequence[Job], close: Callable[[], None]) -> None:
        """What becomes of jobs that still run."""
        from desktop_app.ui.shell.closing import ClosingSheet

        ClosingSheet(self._desk, jobs, close, self._window).open()

    def profiles(self) -> None:
        """The menu of the environment strip: other profiles, and the connection."""
        strip = self._window.strip
        menu = QMenu(strip)
        menu.setAccessibleName("Profiles")
        for profile in self._desk.app.settings.profiles:
            words = f"{profile.name} · {profile.environment.value}"
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            here = profile.name == self._desk.app.profile.name
            action.setChecked(here)
            if not here:
                action.triggered.connect(partial(self.profile_wanted.emit, profile.name))
        menu.addSeparator()
        menu.addAction("Open a plan…").triggered.connect(self.open_plan)
        menu.addAction("Connect…").triggered.connect(self._desk.connect_wanted.emit)
        menu.addAction("Destinations…").triggered.connect(lambda: self._desk.flow_wanted.emit(""))
        menu.addAction("What this Consonance can give…").triggered.connect(self.capabilities)
        menu.addAction("Keys").triggered.connect(self.keys)
        menu.addAction("What the marks mean").triggered.connect(self.legend)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(strip.mapToGlobal(QPoint(strip.width() // 2, strip.height())))
