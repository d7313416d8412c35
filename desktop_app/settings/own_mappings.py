"""Which own mappings of formats has a profile taken into use? Files that say so of themselves.

A mapping that was only put into the folder is not in use: what was taken into use stands in a
file with its SHA-256. One that was altered by hand since is told, and not used. What was in use
before is kept in a folder beside it, byte for byte, so that it can be taken back.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.records import strict_json
from desktop_app.records.errors import SettingsError
from desktop_app.records.flow import OwnMapping

_NAME = re.compile(r"([a-z][a-z0-9.-]{0,39})\.json")
_LARGEST = 4_000_000
_EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class InUse:
    """One file of the folder. ``fault`` says why it cannot be used, "" while it can; a file that
    was never taken into use has no ``since``."""

    format: str
    path: Path
    since: str = ""
    given: Mapping[str, Any] | None = None
    own: OwnMapping | None = None
    fault: str = ""


class OwnMappingFiles:
    """The folder of one profile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[InUse]:
        """Every file there by its format, whether it is in use or not."""
        try:
            names = sorted(each.name for each in self._folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise SettingsError(
                f"Your own mappings cannot be read: {error.strerror or error}.",
                not_done="Nothing was done.",
                next_step=f"Make {self._folder} readable, then start again.",
            ) from error
        found = (_NAME.fullmatch(each) for each in names)
        return [self._read(each[1]) for each in found if each]

    def put(self, given: Mapping[str, Any], since: str) -> Path | None:
        """Take a mapping into use; a crash leaves the one before, or none.

        Returns where the one before is kept; None where there was none.
        """
        form = str(given["format"])
        kept = {"in_use_since": since, "sha256": OwnMapping.of(given).sha256, "mapping": given}
        return self._write(form, json.dumps(kept, ensure_ascii=False, indent=2).encode() + b"\n")

    def drop(self, form: str) -> Path | None:
        """The format as it comes again; returns where its own mapping is kept, None for none."""
        path = self._folder / f"{form}.json"
        try:
            aside = self._keep(form)
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _not_written(path, error) from error
        return aside

    def bring_back(self, form: str, aside: Path | None) -> None:
        """As it was before: the copy that ``put`` or ``drop`` kept, or none for None."""
        if aside is None:
            self.drop(form)
            return
        try:
            before = aside.read_bytes()
        except OSError as error:
            raise SettingsError(
                f"The mapping kept as {aside.name} cannot be read: {error.strerror or error}.",
                not_done="The mapping in force stayed as it is.",
                next_step=f"Look for it in {aside.parent}.",
            ) from error
        self._write(form, before)

    def _write(self, form: str, data: bytes) -> Path | None:
        path = self._folder / f"{form}.json"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside = self._keep(form)
            _replace(path, data)
        except OSError as error:
            raise _not_written(path, error) from error
        return aside

    def _keep(self, form: str) -> Path | None:
        """Copy what is in use to the folder of earlier ones; the same bytes are kept once."""
        try:
            data = (self._folder / f"{form}.json").read_bytes()
        except FileNotFoundError:
            return None
        earlier = self._folder / _EARLIER
        earlier.mkdir(exist_ok=True, mode=0o700)
        aside = earlier / f"{form}-{hashlib.sha256(data).hexdigest()[:12]}.json"
        if not aside.exists():
            _replace(aside, data)
        return aside

    def _read(self, form: str) -> InUse:
        path = self._folder / f"{form}.json"
        try:
            found = strict_json.parse(read_small(path))
        except (OSError, ValueError) as error:
            cause = error.strerror if isinstance(error, OSError) else error
            return InUse(form, path, fault=f"it cannot be read: {cause}")
        whole = isinstance(found, Mapping) and isinstance(found.get("mapping"), Mapping)
        if not whole or not isinstance(found.get("sha256"), str):
            return InUse(form, path)
        given, since = found["mapping"], str(found.get("in_use_since", ""))
        try:
            own = OwnMapping.of(given)
        except TypeError:
            return InUse(form, path, since or "?", given, fault="it was altered since")
        if own.sha256 != found["sha256"] or given.get("format") != form:
            return InUse(form, path, since or "?", given, fault="it was altered since")
        return InUse(form, path, since or "?", given, own)


def read_small(path: Path) -> bytes:
    """The bytes of a mapping file; raises OSError, and ValueError for one that is none by size."""
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError("it is larger than 4 MB")
    return data.removeprefix(b"\xef\xbb\xbf")


def _replace(path: Path, data: bytes) -> None:
    from tempfile import mkstemp

    number, name = mkstemp(dir=path.parent, prefix=".mapping-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _not_written(path: Path, error: OSError) -> SettingsError:
    return SettingsError(
        f"{path.name} cannot be written: {error.strerror or error}.",
        not_done="The mapping in force stayed as it was.",
        next_step="Make room, or make the folder writable, then try again.",
    )
