"""What is every view handed? The open App, the loop it runs on, and what the window can do."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Environment, Flow
from desktop_app.records.progress import Progress, Report
from desktop_app.ui.core_loop import CoreLoop, ToGui
from desktop_app.ui.operation import Operation, Operations

if TYPE_CHECKING:
    from desktop_app.app import App

T = TypeVar("T")


class Desk(QObject):
    """Views get a Desk and nothing else. They read by ``ask``, and say what a person wants by
    the signals below; the main window alone decides where that leads."""

    changed = Signal()
    """The ledger or the catalogue moved: re-read the rows on show. At most ten a second."""
    review_wanted = Signal(list, list)
    """(title ids, flow names): open the review sheet; no flows means those the list shows."""
    title_wanted = Signal(str, str)
    """(title id, flow name or ""): show it in Titles."""
    history_wanted = Signal(int, int)
    """(job number, item id or 0): show it in History."""
    job_submitted = Signal(int)
    """A job was submitted here: the dock shows it, with Undo while its undo time runs."""
    connect_wanted = Signal()
    flow_wanted = Signal(str)
    """The settings of this flow are wanted; "" for the destinations as a whole."""
    flows_changed = Signal()
    """The profile goes by other flows now: columns and sides follow."""
    compare_wanted = Signal()
    """A destination's own file is to be chosen and set beside what it should have."""
    notice = Signal(str)
    """A short sentence for the status bar."""

    def __init__(self, app: App, loop: CoreLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.loop = loop
        self.operations = Operations(loop, self)
        self._gui = ToGui(self)
        app.on_change(lambda: self._gui.post(self.changed.emit))

    @property
    def environment(self) -> Environment:
        return self.app.profile.environment

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The enabled flows of this profile, in the order of the settings."""
        return tuple(flow for flow in self.app.profile.flows if flow.enabled)

    def flow(self, name: str) -> Flow | None:
        return next((flow for flow in self.app.profile.flows if flow.name == name), None)

    def destination(self, name: str) -> str:
        """How the user names where a flow leads; the flow's own name if it is gone."""
        flow = self.flow(name)
        return flow.destination if flow else name

    def ask(
        self,
        name: str,
        work: Coroutine[Any, Any, T] | Callable[[Report], Coroutine[Any, Any, T]],
        done: Callable[[T], None] | None = None,
        *,
        failed: Callable[[ColophonError], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
        owner: QObject | None = None,
    ) -> Operation:
        """Start an operation (operation.py). ``owner``: no call back once it is deleted."""
        return self.operations.start(
            name, work, done=done, failed=failed, progress=progress, owner=owner
        )

    def review(self, titles: Sequence[str], flows: Sequence[str] = ()) -> None:
        """Ask the main window for the review sheet."""
        self.review_wanted.emit(list(titles), list(flows))
