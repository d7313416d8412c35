"""What lives as long as a window does? Its App, its loops, and the order in which they end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.records.errors import ColophonError, DiskFullError, ReadOnlyHomeError
from desktop_app.records.flow import Environment
from desktop_app.ui import theme
from desktop_app.ui.core_loop import CoreLoop, ToGui
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.shell import window_state
from desktop_app.ui.smooth import Tidying, be_smooth

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.records.settlement import RecoveryReport
    from desktop_app.settings.paths import Home

log = logging.getLogger(__name__)
_SHUTDOWN_SECONDS = 20.0


async def open_app(home: Home, profile_name: str | None) -> App:
    """Open a profile on the core loop; raises HomeBusyError, SettingsError, StoreError …

    A home that cannot be written to, or whose disk is full, is shown as it was, with sending and
    reading off.
    """
    from desktop_app.app import App
    from desktop_app.settings.profiles import Settings

    settings = Settings.load(home)
    name = profile_name or settings.last_used
    try:
        return App.open(home, settings, name)
    except (ReadOnlyHomeError, DiskFullError) as error:
        from desktop_app.services.files import DISK_FULL, read_only

        halt = DISK_FULL if isinstance(error, DiskFullError) else read_only(home)
        return App.open(home, settings, name, writable=False, halt=halt)


class Session:
    """One open window, from the first paint to the last commit."""

    def __init__(self, app: QApplication, loop: CoreLoop, opened: App) -> None:
        self.app = app
        self.loop = loop
        self.opened = opened
        self._state = opened.home.window_file
        self._closed = False
        self._gui = ToGui()
        self.stop: Callable[[], None] = app.quit
        """What ends the program after everything is closed in order."""
        window_state.restore_theme(self._state)
        self._build()
        self._tidying = Tidying(app, lambda: bool(self.desk.operations.running))
        theme.current().zoomed.connect(self.rebuild)

    def _build(self) -> None:
        self.desk = Desk(self.opened, self.loop)
        self.covers = CoverPictures(lambda: self.opened.covers)
        self.window = self._make_window()

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.desk, self.covers)
        window_state.restore(window, self._state)
        window.close_wanted.connect(self.close)
        window.profile_wanted.connect(self.switch)
        return window

    def run(self, *, demo: bool) -> int:
        """Show the window and run until it is closed; returns the exit code."""
        import asyncio

        import qasync

        gui_loop = qasync.QEventLoop(self.app, set_running_loop=False)
        asyncio.set_event_loop(gui_loop)
        self.stop = gui_loop.stop
        self.begin(demo=demo)
        with gui_loop:
            gui_loop.run_forever()
        return 0

    def begin(self, *, demo: bool = False) -> None:
        """Read the first rows, show, and only then start what needs heavy imports."""
        self.window.painted.connect(lambda: QTimer.singleShot(0, lambda: self._start(demo)))
        self.window.begin()
        self.window.show()

    def _start(self, demo: bool) -> None:
        self.desk.ask(
            "Start", self.opened.work(), lambda told: self._started(told, demo),
            failed=self.tell,
        )  # fmt: skip

    def _started(self, told: RecoveryReport, demo: bool) -> None:
        """After the engine picked up what an earlier run left, say what it did."""
        be_smooth()
        self.window.say_recovered(told.words)
        own = self.desk.environment is not Environment.DEMO
        may = self.opened.halt is None or self.opened.halt.reads
        if may and (demo or own) and not self.window.titles.model.total:
            self.window.refreshing.start()

    def tell(self, error: ColophonError) -> None:
        """Show an error in whichever window there is now."""
        self.window.show_error(error)

    def post(self, call: Callable[[], None]) -> None:
        """Run something on the GUI thread, from any thread."""
        self._gui.post(call)

    def leave(self) -> None:
        """As if a person closed the window: running jobs are asked about."""
        self.window.close()

    # -- another window ------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Lay the window out again at another font scale; what a person chose stays."""
        old = self.window
        window_state.save(old, self._state)
        self.window = self._make_window()
        self.window.resume(old)
        self.window.begin()
        self.window.show()
        _drop(old)

    def switch(self, profile_name: str) -> None:
        """Close this profile in order and open another one in a window at the same place."""
        if self._closed:
            return
        self._closed = True
        window_state.save(self.window, self._state)
        self.window.setEnabled(False)
        self.desk.operations.cancel_all()
        opening = self.loop.submit(self._swap(profile_name))
        opening.add_done_callback(lambda f: self.post(lambda: self._swapped(f)))

    async def _swap(self, profile_name: str) -> tuple[App, ColophonError | None]:
        home, before = self.opened.home, self.opened.profile.name
        await self.opened.aclose()
        try:
            opened = await open_app(home, profile_name)
        except ColophonError as error:
            return await open_app(home, before), error
        opened.settings.last_used = profile_name
        try:
            opened.settings.save()
        except OSError as fault:
            # A full or closed disk: the profile is open all the same, and says what is off.
            log.warning("Which profile was used last could not be kept: %s", fault)
        return opened, None

    def _swapped(self, opening: Future[tuple[App, ColophonError | None]]) -> None:
        old, place = self.window, self.window.geometry()
        try:
            self.opened, error = opening.result()
        except ColophonError as broken:
            log.error("No profile could be opened", exc_info=broken)
            # Nothing is open any more, but what is wrong can be read, and the window be closed.
            self._closed = False
            old.setEnabled(True)
            old.show_error(broken)
            return
        self._closed = False
        self._build()
        self.window.setGeometry(place)
        self.begin()
        _drop(old)
        if error is not None:
            self.tell(error)

    # -- ending --------------------------------------------------------------------------------

    def close(self) -> None:
        """Keep the arrangement, stop what runs, close the store, leave."""
        if self._closed:
            return
        self._closed = True
        self._let_go()
        window_state.save(self.window, self._state)
        self.window.hide()
        self.desk.operations.cancel_all()
        ending = self.loop.submit(self.opened.aclose())
        ending.add_done_callback(lambda f: self.post(lambda: self._left(f)))
        QTimer.singleShot(int(_SHUTDOWN_SECONDS * 1000), self.stop)

    def end(self) -> None:
        """Close in order and wait for it; for sessions without a running event loop."""
        self._closed = True
        self._let_go()
        self.desk.operations.cancel_all()
        self.loop.submit(self.opened.aclose()).result(_SHUTDOWN_SECONDS)
        _drop(self.window)
        self.loop.close()

    def _let_go(self) -> None:
        """Leave nothing at work in a process that goes on without this session."""
        self._tidying.end()
        theme.current().zoomed.disconnect(self.rebuild)

    def _left(self, ending: Future[None]) -> None:
        error = ending.exception() if not ending.cancelled() else None
        if error is not None:
            log.error("Closing was not clean", exc_info=error)
        _drop(self.window)
        # Joining here would stop the GUI for as long as a slow ending takes.
        threading.Thread(target=self.loop.close, name="colophon-end").start()
        self.stop()


def _drop(window: MainWindow) -> None:
    window.let_close()
    window.close()
    window.deleteLater()
