"""How does the window start and end? Window first, heavy work after; closed in order.

One process holds three threads of interest: Qt's own with a qasync loop, the core loop that
everything asynchronous runs on, and the writer of the store.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.records.errors import ColophonError, HomeBusyError
from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.core_loop import CoreLoop, ToGui

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.ui.main_window import MainWindow

log = logging.getLogger("desktop_app")
_LOG_BYTES = 1_000_000
_SHUTDOWN_SECONDS = 20.0


def run(home: Home, profile_name: str | None, demo: bool) -> int:
    """Open the window on a profile and stay until it is closed; returns the exit code.

    ``demo`` begins with a refresh when the catalogue is empty. When the home is busy or cannot
    be opened, a window says so in a sentence and the exit code is that of the error.
    """
    keep_log(home)
    loop = CoreLoop()
    loop.start()
    # The files are opened by the core thread while Qt starts in this one.
    opening = loop.submit(_open(home, profile_name))
    app = make_application()
    desk_app = _opened(opening, app)
    if isinstance(desk_app, ColophonError):
        loop.close()
        return desk_app.exit_code
    session = Session(app, loop, desk_app, home.window_file)
    return session.run(demo=demo)


async def _open(home: Home, profile_name: str | None) -> App:
    from desktop_app.app import App
    from desktop_app.settings.profiles import Settings

    settings = Settings.load(home)
    return App.open(home, settings, profile_name or settings.last_used)


def _opened(opening: Future[App], app: QApplication) -> App | ColophonError:
    try:
        return opening.result()
    except ColophonError as error:
        log.warning("%s", error.sentence())
        say_and_end(app, error)
        return error


def open_session(home: Home, profile_name: str) -> Session:
    """A session without its own event loop, for pictures and tests; raises ColophonError."""
    loop = CoreLoop()
    loop.start()
    app = make_application()
    try:
        opened = loop.submit(_open(home, profile_name)).result()
    except ColophonError:
        loop.close()
        raise
    return Session(app, loop, opened, home.window_file)


def make_application() -> QApplication:
    """The one QApplication, with the theme of its platform."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Colophon")
    app.setDesktopFileName("colophon")
    # A lone dialog that closes must not stop the loop with a send under way.
    app.setQuitOnLastWindowClosed(False)
    return app


def say_and_end(app: QApplication, error: ColophonError) -> None:
    """Show why Colophon cannot open, and wait for a press."""
    from desktop_app.ui.shell.refusal import Refusal

    print(error.sentence(), file=sys.stderr)  # noqa: T201 - for who started it from a terminal
    window = Refusal(error, busy=isinstance(error, HomeBusyError))
    window.closed.connect(app.quit)
    window.show()
    app.exec()


class Session:
    """One open window with its loops, from the first paint to the last commit."""

    def __init__(self, app: QApplication, loop: CoreLoop, opened: App, state: Path) -> None:
        from desktop_app.ui.covers import CoverPictures
        from desktop_app.ui.desk import Desk
        from desktop_app.ui.main_window import MainWindow
        from desktop_app.ui.shell import window_state

        self.app = app
        self.loop = loop
        self.opened = opened
        self._state = state
        window_state.restore_theme(state)
        self.desk = Desk(opened, loop)
        self.covers = CoverPictures(opened.covers)
        self.window: MainWindow = MainWindow(self.desk, self.covers)
        window_state.restore(self.window, state)
        self.window.close_wanted.connect(self.close)
        self._closed = False
        self._gui = ToGui()
        self._stop: Callable[[], None] = app.quit
        catch_all(self, self._gui)
        theme.current().zoomed.connect(self.rebuild)

    def run(self, *, demo: bool) -> int:
        """Show the window and run until it is closed; returns the exit code."""
        import asyncio

        import qasync

        gui_loop = qasync.QEventLoop(self.app, set_running_loop=False)
        asyncio.set_event_loop(gui_loop)
        self._stop = gui_loop.stop
        self.begin(demo=demo)
        with gui_loop:
            gui_loop.run_forever()
        return 0

    def begin(self, *, demo: bool) -> None:
        """Show, read the first rows, and only then start what needs heavy imports."""
        self.window.show()
        self.window.begin()
        self.window.painted.connect(lambda: QTimer.singleShot(0, lambda: self._start(demo)))

    def _start(self, demo: bool) -> None:
        self.desk.ask(
            "Start", self.opened.start(), lambda words: self._started(words, demo),
            failed=self._tell,
        )  # fmt: skip

    def _tell(self, error: ColophonError) -> None:
        self.window.show_error(error)

    def _started(self, words: object, demo: bool) -> None:
        """After the engine picked up what an earlier run left, say what it did."""
        self.window.say_recovered(words)
        if demo and not self.window.titles.model.total:
            self.window.refreshing.start()

    def leave(self) -> None:
        """As if a person closed the window: running jobs are asked about."""
        self.window.close()

    def rebuild(self) -> None:
        """Lay the window out again at another font scale; what a person chose stays."""
        from desktop_app.ui.main_window import MainWindow
        from desktop_app.ui.shell import window_state

        old = self.window
        window_state.save(old, self._state)
        self.window = MainWindow(self.desk, self.covers)
        window_state.restore(self.window, self._state)
        self.window.close_wanted.connect(self.close)
        self.window.resume(old)
        self.window.show()
        self.window.begin()
        old.let_close()
        old.close()
        old.deleteLater()

    def close(self) -> None:
        """Keep the arrangement, stop what runs, close the store, leave."""
        if self._closed:
            return
        self._closed = True
        from desktop_app.ui.shell import window_state

        window_state.save(self.window, self._state)
        self.window.hide()
        self.desk.operations.cancel_all()
        ending = self.loop.submit(self.opened.aclose())
        ending.add_done_callback(lambda f: self._gui.post(lambda: self._left(f)))
        QTimer.singleShot(int(_SHUTDOWN_SECONDS * 1000), self._stop)

    def end(self) -> None:
        """Close in order and wait for it; for sessions without a running event loop."""
        self._closed = True
        self.desk.operations.cancel_all()
        self.loop.submit(self.opened.aclose()).result(_SHUTDOWN_SECONDS)
        self.window.let_close()
        self.window.close()
        self.loop.close()

    def _left(self, ending: Future[None]) -> None:
        error = ending.exception() if not ending.cancelled() else None
        if error is not None:
            log.error("Closing was not clean", exc_info=error)
        self.window.let_close()
        self.window.close()
        self.loop.close()
        self._stop()


def keep_log(home: Home) -> None:
    """Write warnings and errors to a file of the home, at most 1 MB and one older one."""
    handler = RotatingFileHandler(
        home.logs / "window.log", maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)


def catch_all(session: Session, gui: ToGui) -> None:
    """What nobody caught is logged and told in the window, which stays alive."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            gui.post(session.leave)
            return
        log.critical("Unexpected error", exc_info=(kind, error, trace))
        gui.post(lambda: session.window.show_error(_unexpected(error)))

    sys.excepthook = tell
    threading.excepthook = lambda args: tell(
        args.exc_type, args.exc_value or RuntimeError("unknown"), args.exc_traceback
    )


def _unexpected(error: BaseException) -> ColophonError:
    if isinstance(error, ColophonError):
        return error
    return ColophonError(
        f"Something went wrong that Colophon did not expect: {type(error).__name__}.",
        not_done="What you did last may not have happened. Nothing that was recorded is lost.",
        next_step="The log file in the home folder has the details.",
    )


def has_display() -> bool:
    """Whether a window can be seen here; without one the demo runs headless."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
