"""Who sits at this computer? The name that stands beside what a person decided."""

from __future__ import annotations

import getpass


def who() -> str:
    """The name with which the person signed in to this computer; "" where it tells none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
