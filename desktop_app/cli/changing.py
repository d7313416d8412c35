"""How do commands change the settings? Under the home's lock."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.cli.session import home_of
from desktop_app.settings.profiles import Settings
from desktop_app.store.lock import HomeLock


@contextmanager
def changing(arguments: argparse.Namespace) -> Iterator[Settings]:
    """The settings, so that two processes never write them at once; raises HomeBusyError."""
    home = home_of(arguments)
    lock = HomeLock(home.lock_file)
    lock.acquire(arguments.wait_lock)
    try:
        yield Settings.load(home)
    finally:
        lock.release()
