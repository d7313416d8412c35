"""One exception tree. Each error says what happened, what was not done and what to do next."""

from __future__ import annotations


class ColophonError(Exception):
    """Root of every error that Colophon raises on purpose.

    ``code`` is stable and goes into JSON; the three sentences are plain text for people.
    ``command`` is what only who works at a command line can do: an option, another command.
    """

    code = "error"
    exit_code = 7

    def __init__(
        self, message: str, *, not_done: str = "", next_step: str = "", command: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.not_done = not_done
        self.next_step = next_step
        self.command = command

    def sentence(self) -> str:
        """The whole text as one paragraph, as a window shows it."""
        return " ".join(part for part in (self.message, self.not_done, self.next_step) if part)

    def next_line(self) -> str:
        """What to do next, with what a command line can do."""
        return " ".join(part for part in (self.next_step, self.command) if part)

    def line(self) -> str:
        """The whole text, as a command line prints it."""
        return " ".join(part for part in (self.message, self.not_done, self.next_line()) if part)


ANOTHER_HOME = "Or name another folder with --home DIR."
"""What a command line can do where the home cannot be used."""


class UsageError(ColophonError):
    """The command or its arguments cannot be understood."""

    code = "usage"
    exit_code = 2


class NotFoundError(ColophonError):
    """A title, flow, profile, job or plan of that name does not exist here."""

    code = "not_found"
    exit_code = 2


class HomeBusyError(ColophonError):
    """Another process writes to this home."""

    code = "home_busy"
    exit_code = 5


class StoreError(ColophonError):
    """The local database could not be read or written."""

    code = "store"


class DamagedError(StoreError):
    """The pages of a database file are not what was written."""

    code = "store_damaged"


class ReadOnlyHomeError(StoreError):
    """Nothing can be written to the home."""

    code = "home_read_only"


class DiskFullError(StoreError):
    """Nothing can be recorded, so nothing is sent."""

    code = "disk_full"
    exit_code = 5


class SecretError(ColophonError):
    """A key or token is missing, or the keychain is locked, absent or not trusted."""

    code = "secret"


class SettingsError(ColophonError):
    """A settings file is broken; the last good one is kept."""

    code = "settings"


class SourceError(ColophonError):
    """Consonance or a file could not be read. Root of all source errors."""

    code = "source"
    exit_code = 5


class SourceUnreachableError(SourceError):
    """No connection: wrong host, refused, timed out, cut off."""

    code = "source_unreachable"


class SourceBusyError(SourceUnreachableError):
    """It answers, and asks to be left alone for a while or reports a fault of its own."""


class SourceTlsError(SourceError):
    """The certificate or the TLS handshake was not acceptable."""

    code = "source_tls"
    exit_code = 7


class SourceSignInError(SourceError):
    """The key was not accepted."""

    code = "source_sign_in"
    exit_code = 7


class SourceAnswerError(SourceError):
    """Something answered, but not a Consonance that can be understood."""

    code = "source_answer"


class SourceAbsentError(SourceAnswerError):
    """The server is there, but nothing is at this address."""


class SourceSchemaError(SourceError):
    """The server's schema lacks what the job cannot do without."""

    code = "source_schema"
    exit_code = 7


class SourceFileError(SourceError):
    """A file could not be imported; nothing of it was taken."""

    code = "source_file"
    exit_code = 7


class Cancelled(ColophonError):  # noqa: N818 - not a fault: a person stopped it
    """A person stopped the operation; what had been kept is kept."""

    code = "cancelled"
    exit_code = 130


class PlanStaleError(ColophonError):
    """What the plan showed is no longer what would go; names what moved."""

    code = "plan_stale"
    exit_code = 1


class ConfirmationError(ColophonError):
    """A guard wants the number of titles to be confirmed."""

    code = "confirmation"
    exit_code = 2


class QueryError(UsageError):
    """A search cannot be understood. ``start`` and ``end`` are its part at fault.

    Nothing is searched then: whoever shows a list leaves it as it is.
    """

    def __init__(self, message: str, *, next_step: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message, not_done="Nothing was searched.", next_step=next_step)
        self.start = start
        self.end = end

    def hint(self) -> str:
        """What is wrong and what would be right, for the place under a search box."""
        return " ".join(part for part in (self.message, self.next_step) if part)
