"""Why does a profile not write as it should? One reason for window, command line and guards."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.records.errors import StoreError


@dataclass(frozen=True, slots=True)
class Halt:
    """While there is one, nothing is sent. ``message`` and ``next_step`` are for people.

    ``reads`` is True where titles may still be read from Consonance. ``agree`` is what a person may
    agree to, in the words of a button, or ""; ``command`` is what only a command line can do.
    """

    message: str
    next_step: str
    reads: bool = False
    agree: str = ""
    command: str = ""

    def sentence(self) -> str:
        """The whole text, as a strip over the list shows it."""
        also = "" if self.reads else " and nothing is read from Consonance"
        return f"{self.message} Nothing is sent{also}. {self.next_step}"

    def error(self, not_done: str) -> StoreError:
        """The same for whoever tries what is off; ``not_done`` says what was tried."""
        return StoreError(
            self.message, not_done=not_done, next_step=self.next_step, command=self.command
        )
