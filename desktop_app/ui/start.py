"""How does the window start and end? Window first, heavy work after; closed in order.

One process holds three threads of interest: Qt's own with a qasync loop, the core loop that
everything asynchronous runs on, and the writer of the store.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop_app.records.errors import ColophonError, HomeBusyError
from desktop_app.settings.late_log import LateLog
from desktop_app.settings.paths import Home
from desktop_app.ui.core_loop import CoreLoop
from desktop_app.ui.session import Session, open_app
from desktop_app.ui.smooth import be_smooth

if TYPE_CHECKING:
    from desktop_app.app import App

log = logging.getLogger("desktop_app")
_SHUTDOWN_SECONDS = 20.0
_STYLE = ("-style", "Fusion")
"""The one that all drawing here goes by, on every platform."""


def run(home: Home, profile_name: str | None, demo: bool) -> int:
    """Open the window on a profile and stay until it is closed; returns the exit code.

    ``demo`` begins with a refresh when the catalogue is empty. When the home is busy or cannot
    be opened, a window says so in a sentence and the exit code is that of the error.
    """
    keep_log(home)
    be_smooth()
    loop = CoreLoop()
    loop.start()
    # The files are opened by the core thread while Qt starts in this one.
    opening = loop.submit(open_app(home, profile_name))
    app = make_application()
    desk_app = _opened(opening, app)
    if isinstance(desk_app, ColophonError):
        loop.close()
        return desk_app.exit_code
    session = Session(app, loop, desk_app)
    catch_all(session)
    return session.run(demo=demo)


def _opened(opening: Future[App], app: QApplication) -> App | ColophonError:
    try:
        return opening.result()
    except ColophonError as error:
        log.warning("%s", error.sentence())
        say_and_end(app, error)
        return error


def open_session(home: Home, profile_name: str | None) -> Session:
    """A session without its own event loop, for pictures and tests; raises ColophonError."""
    be_smooth()
    loop = CoreLoop()
    loop.start()
    app = make_application()
    try:
        opened = loop.submit(open_app(home, profile_name)).result()
    except ColophonError:
        loop.close()
        raise
    return Session(app, loop, opened)


def make_application() -> QApplication:
    """The one QApplication, with the theme of its platform."""
    found = QApplication.instance()
    # Asked for the style later on, PySide would set up every kind of style to tell which it is.
    app = found if isinstance(found, QApplication) else QApplication([*sys.argv[:1], *_STYLE])
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


def keep_log(home: Home) -> None:
    """Write warnings and errors to a file of the home."""
    logging.getLogger().addHandler(LateLog(home.logs / "window.log"))
    logging.getLogger().setLevel(logging.WARNING)


def catch_all(session: Session) -> None:
    """What nobody caught is logged and told in the window, which stays alive."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            session.post(session.leave)
            return
        log.critical("Unexpected error", exc_info=(kind, error, trace))
        session.post(lambda: session.tell(_unexpected(error)))

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
