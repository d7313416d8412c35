"""Where is kept what a server told of itself? In a small file of the profile, found out again at
will."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from pathlib import Path

log = logging.getLogger("colophon.sync")


class HandshakeFile:
    """Keeps one text. What cannot be read or written is as good as forgotten."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recall(self) -> str | None:
        """The text, or None."""
        try:
            return self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def keep(self, text: str) -> None:
        """Replace the text; a reader sees the old one or the new one, whole."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            number, name = tempfile.mkstemp(dir=self._path.parent, prefix=".handshake-")
        except OSError as error:
            log.info("what the server told of itself is not kept: %s", error.strerror)
            return
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(self._path)
        except OSError as error:
            log.info("what the server told of itself is not kept: %s", error.strerror)
            with contextlib.suppress(OSError):
                Path(name).unlink()
