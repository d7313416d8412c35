"""What does an exit code mean? The numbers of the command line's contract."""

from __future__ import annotations

from collections.abc import Iterable

OK = 0
WARNINGS = 1
"""Completed with warnings or blocked items."""
USAGE = 2
TROUBLE = 3
"""Some refused or failed."""
UNCONFIRMED = 4
TEMPORARY = 5
"""A later try may work."""
EMPTY = 6
"""Nothing to do, told only with ``--fail-if-empty``."""
FATAL = 7
"""Fatal or a sign-in problem."""

_ORDER = (FATAL, UNCONFIRMED, TROUBLE, TEMPORARY, WARNINGS)


def first_of(codes: Iterable[int]) -> int:
    """The one code for all that applies, the most urgent first."""
    given = set(codes)
    return next((each for each in _ORDER if each in given), OK)
