"""How does a flow fill a folder, for systems that read files?

Rows of CSV make one file with its header, which is always whole; all else is a file for each
subject. The files of an asset package or a print order lie in a folder beside its manifest, and are
there before it. A file is written under another name and renamed, so that nobody ever reads half of
it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from desktop_app.companions.gateway import package, sheet
from desktop_app.companions.gateway.config import GatewayFlow
from desktop_app.companions.gateway.destination import DestinationError, Held
from desktop_app.companions.gateway.shelf import Shelf

_ENDINGS = {"item-csv": ".csv", "contributor-vcard": ".vcf", "milestone-calendar": ".ics"}
_NUMBER = re.compile(r"(\d+)")


class Folder:
    """The folder of one flow. Used by one thread."""

    def __init__(self, flow: GatewayFlow, shelf: Shelf) -> None:
        assert flow.folder is not None, "only flows with a folder have one"
        self._flow = flow
        self._shelf = shelf
        self._folder = flow.folder

    def fill(self, held: Sequence[Held], subjects: Collection[str]) -> None:
        """Write what the flow's table holds; of single files only those of these subjects.

        Raises DestinationError when the folder cannot be written to.
        """
        try:
            if sheet.is_sheet(self._flow):
                rows = sorted(held, key=lambda each: _natural(each.subject))
                told = [(each.payload, each.columns) for each in rows]
                self._write(f"{self._flow.table}.csv", sheet.written(self._flow.format, told))
                return
            wanted = set(subjects)
            for subject, payload, _ in held:
                if subject in wanted:
                    name = _name(subject) + self._ending(payload)
                    if self._flow.format in package.FORMATS:
                        self._lay(subject, name, payload)
                    self._write(name, payload)
        except OSError as error:
            raise DestinationError(
                f"The folder of {self._flow.name} cannot be written to ({error.strerror}).",
                not_done="Its events wait.",
                next_step="Make room in the folder, or let this program write to it.",
            ) from error

    def _lay(self, subject: str, manifest: str, payload: str) -> None:
        """A kill between files and manifest leaves the old manifest, and all is done again."""
        place = self._folder / manifest
        before = place.read_text(encoding="utf-8") if place.is_file() else ""
        package.lay(payload, before, self._folder / _name(subject), self._shelf)

    def _ending(self, payload: str) -> str:
        if found := _ENDINGS.get(self._flow.format):
            return found
        return ".json" if payload[:1] == "{" else ".xml" if payload[:1] == "<" else ".txt"

    def _write(self, name: str, text: str) -> None:
        handle, made = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(made).replace(self._folder / name)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise


def _name(subject: str) -> str:
    """A file name that no two subjects share, whatever signs a reference has."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", subject.replace(":", "-"))[:80]
    if plain.replace("-", ":") == subject:
        return plain
    return f"{plain}-{hashlib.sha256(subject.encode()).hexdigest()[:8]}"


def _natural(subject: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _NUMBER.split(subject)]
