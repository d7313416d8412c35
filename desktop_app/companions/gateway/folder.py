"""How does a flow fill a folder, for systems that read files?

Rows of CSV make one file with its header, which is always whole; all else is a file for each
subject. The files of an asset package or a print order lie in a folder beside its manifest, and are
there before it. A file is written under another name and renamed, so that nobody ever reads half of
it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from desktop_app.companions.gateway import package
from desktop_app.companions.gateway.config import GatewayFlow
from desktop_app.companions.gateway.destination import DestinationError
from desktop_app.companions.gateway.shelf import Shelf
from desktop_app.records.resources import resource_text

_ENDINGS = {"item-csv": ".csv", "contributor-vcard": ".vcf", "milestone-calendar": ".ics"}
_NUMBER = re.compile(r"(\d+)")


class Folder:
    """The folder of one flow. Used by one thread."""

    def __init__(self, flow: GatewayFlow, shelf: Shelf) -> None:
        assert flow.folder is not None, "only flows with a folder have one"
        self._flow = flow
        self._shelf = shelf
        self._folder = flow.folder

    def fill(self, held: Sequence[tuple[str, str]], subjects: Collection[str]) -> None:
        """Write what the flow's table holds; of single files only those of these subjects.

        Raises DestinationError when the folder cannot be written to.
        """
        try:
            if self._flow.format == "item-csv":
                rows = [payload for _, payload in sorted(held, key=lambda each: _natural(each[0]))]
                self._write(f"{self._flow.table}.csv", _sheet(self._flow.format, rows))
                return
            wanted = set(subjects)
            for subject, payload in held:
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


def _sheet(form: str, rows: Sequence[str]) -> str:
    """The header and the rows, each as it came.

    A row ends before columns that are rarely filled. Where one row fills them, the header names
    them and the others are filled up with empty cells: strict readers want rows of one length.
    """
    names, rare = _described(form)
    usual = len(names) - rare
    lengths = [_length(each) for each in rows]
    if max(lengths, default=0) <= usual:
        return header(form, rare=False) + "".join(rows)
    filled = (
        each.removesuffix("\r\n") + "," * (len(names) - length) + "\r\n"
        if length >= usual
        else each
        for each, length in zip(rows, lengths, strict=True)
    )
    return header(form) + "".join(filled)


def _length(row: str) -> int:
    """How many cells; 0 for what is no row of CSV, which stays as it came."""
    try:
        return len(next(csv.reader(io.StringIO(row, newline="")), ()))
    except csv.Error:
        return 0


def header(form: str, *, rare: bool = True) -> str:
    """The first line of a CSV file, with or without the columns at its end that are rarely
    filled."""
    names, few = _described(form)
    line = io.StringIO()
    shown = names if rare else names[: len(names) - few]
    csv.writer(line, lineterminator="\r\n").writerow(shown)
    return line.getvalue()


@cache
def _described(form: str) -> tuple[tuple[str, ...], int]:
    """The columns as the format's description names them, and how many are rarely filled."""
    name = f"{form.replace('-', '_')}.v1.table.json"
    fields = json.loads(resource_text("formats", name))["fields"]
    return tuple(each["name"] for each in fields), sum("whenSet" in each for each in fields)


def _name(subject: str) -> str:
    """A file name that no two subjects share, whatever signs a reference has."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", subject.replace(":", "-"))[:80]
    if plain.replace("-", ":") == subject:
        return plain
    return f"{plain}-{hashlib.sha256(subject.encode()).hexdigest()[:8]}"


def _natural(subject: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _NUMBER.split(subject)]
