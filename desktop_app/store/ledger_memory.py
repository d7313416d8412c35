"""Was there a history here before? A small file beside the ledger remembers which, and how long.

A ledger that is deleted, or put back from an older copy, does not look wrong by itself; held
against this file it does.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Remembered:
    """The ledger's own random id, and what it had when it was last closed: so many jobs, and the
    number of the last change. The second tells an older copy in which a job was still waiting."""

    id: str
    jobs: int
    changes: int = 0


def path_of(ledger: Path) -> Path:
    """Where it is kept."""
    return ledger.with_suffix(".json")


def recall(ledger: Path) -> Remembered | None:
    """What is remembered; None when nothing is, or when it cannot be read."""
    try:
        told = json.loads(path_of(ledger).read_text(encoding="utf-8"))
        return Remembered(str(told["id"]), int(told["jobs"]), int(told.get("changes", 0)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def remember(ledger: Path, now: Remembered) -> None:
    """Keep it, whole or not at all. Where it cannot be written, what was remembered stays."""
    path = path_of(ledger)
    if recall(ledger) == now:
        return
    text = json.dumps(asdict(now))
    beside = path.with_suffix(".new")
    try:
        with open(beside, "w", encoding="utf-8", opener=_private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        return


def forget(ledger: Path) -> None:
    """A person agreed that another history begins."""
    path_of(ledger).unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
