"""How are arguments understood? As argparse does, with faults as sentences and exit code 2."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from desktop_app.records.errors import UsageError
from desktop_app.records.flow import MOST_MINUTES

_UNKNOWN = re.compile(r"argument (COMMAND|ACTION): invalid choice: (\S+)")


class Parser(argparse.ArgumentParser):
    """Raises UsageError instead of printing and leaving, so that ``--json`` gets a document."""

    def __init__(self, **settings: object) -> None:
        # A script that shortens an option would break when another begins alike.
        super().__init__(allow_abbrev=False, **settings)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        unknown = _UNKNOWN.match(message)
        if unknown:
            message = f"there is no {unknown[1].lower()} {unknown[2]}"
        raise UsageError(
            f"{message[:1].upper()}{message[1:]}.",
            not_done="Nothing was done.",
            next_step=f"{self.prog} --help says what it takes.",
        )


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1")
    return number


def minutes(text: str) -> int:
    """A whole number of minutes, not below 0 and at most a week."""
    number = int(text)
    if not 0 <= number <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"a number of minutes from 0 to {MOST_MINUTES}")
    return number


def seconds(text: str) -> float:
    """A number of seconds, not below 0."""
    number = float(text)
    if not 0 <= number < 1e9:
        raise argparse.ArgumentTypeError("a number of seconds, 0 or more")
    return number
