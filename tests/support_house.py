"""A profile of a house on a real sandbox whose address stays, whatever is done to the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.records.flow import Environment
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import DEMO_FLOWS, Profile, Settings
from desktop_app.settings.secrets import CONSONANCE, XCONNECTOR, remember_for_session
from desktop_app.ui import start
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_window import Person

NAME = "house"


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


class House:
    """``home`` of the window, and a sandbox that can be stopped and started as another one."""

    def __init__(self, folder: Path) -> None:
        (folder / "home").mkdir()
        self.home = Home(folder / "home")
        self._place = folder / "server"
        self._ports = free_port(), free_port()

    @contextmanager
    def serving(self, *options: str) -> Iterator[Sandbox]:
        """The server, at the same address each time."""
        consonance, xconnector = map(str, self._ports)
        ports = ("--consonance-port", consonance, "--xconnector-port", xconnector)
        with running_sandbox(self._place, *ports, *options) as sandbox:
            self._know(sandbox)
            yield sandbox

    def _know(self, sandbox: Sandbox) -> None:
        there, sends = sandbox.consonance, sandbox.first_line["xconnector"]
        remember_for_session(NAME, CONSONANCE, there["key"])
        remember_for_session(NAME, XCONNECTOR, sends["token"])
        settings = Settings.load(self.home)
        settings.put(
            Profile(
                NAME,
                Environment.SANDBOX,
                there["url"],
                sends["url"],
                secrets="ask",
                flows=DEMO_FLOWS,
            )
        )


def came(house: House) -> Person:
    """Someone in front of a window that has just opened and may be reading."""
    session = start.open_session(house.home, NAME)
    person = Person(session)
    session.begin()
    session.window.resize(1280, 800)
    person.until(QApplication.activeWindow)
    return person
