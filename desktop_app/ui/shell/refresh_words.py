"""What is said about a refresh: while it runs, when it ends, and when it could not go on?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from desktop_app.records.errors import ColophonError, SourceBusyError, SourceUnreachableError
from desktop_app.records.progress import Progress, left_words
from desktop_app.ui import wording

if TYPE_CHECKING:
    from desktop_app.records.query import Freshness
    from desktop_app.services.sync import SyncReport

_QUARTERS = (25, 50, 75)
_PREPARE = "You can prepare sends; they are held until you are online."


class Quarters:
    """What a screen reader says of progress: the start, 25, 50 and 75 %, and a pause; no more."""

    def __init__(self) -> None:
        self._words = ""
        self._passed = 0

    def tell(self, progress: Progress) -> str:
        """The sentence to say now, or ""."""
        if progress.wait is not None:
            return f"{progress_words(progress)}."
        if progress.words != self._words:
            self._words, self._passed = progress.words, _percent(progress)
            return f"{progress_words(progress)}."
        reached = _percent(progress)
        crossed = [each for each in _QUARTERS if self._passed < each <= reached]
        self._passed = max(self._passed, reached)
        if not crossed or reached >= 100:
            return ""
        left = left_words(progress)
        return f"{crossed[-1]} %: {_done(progress)}{f', {left}' if left else ''}."


def _percent(progress: Progress) -> int:
    return progress.done * 100 // progress.total if progress.total else 0


def progress_words(progress: Progress) -> str:
    """ "Reading titles: 400 of 1,204, about 2 minutes left"."""
    if progress.wait is not None:
        seconds = math.ceil(progress.wait)
        done = f" ({_done(progress)} so far)" if progress.done else ""
        return f"{progress.words} {wording.number(seconds)} s{done}"
    done = _done(progress) if progress.total or progress.done else ""
    told = ", ".join(filter(None, (done, left_words(progress))))
    return f"{progress.words}: {told}" if told else progress.words


def _done(progress: Progress) -> str:
    if progress.total:
        return f"{wording.number(progress.done)} of {wording.number(progress.total)}"
    return wording.number(progress.done)


def loaded_words(freshness: Freshness | None) -> str:
    """ "Loaded 400 of 1,204 titles."; "" when no reading stopped early."""
    if freshness is None or not freshness.partial_done:
        return ""
    done, total = freshness.partial_done, freshness.partial_total
    if total and total > done:
        return f"Loaded {wording.number(done)} of {wording.counted(total, 'title')}."
    return f"Loaded {wording.counted(done, 'title')} so far."


def partial_words(error: ColophonError, freshness: Freshness | None) -> str:
    """Why a reading stopped after some pages, and that these stay; "" when there were none."""
    loaded = loaded_words(freshness)
    if not loaded:
        return ""
    if isinstance(error, SourceBusyError):
        return f"{loaded} {error.message} What was loaded stays."
    if isinstance(error, SourceUnreachableError):
        return f"{loaded} Consonance stopped answering. What was loaded stays. {error.message}"
    return f"{loaded} {error.sentence()}"


def offline_words(error: ColophonError, freshness: Freshness | None) -> str:
    """Since when the catalogue is, and what can be done meanwhile."""
    when = freshness.last_complete if freshness else None
    shown = f" Showing the catalogue from {wording.moment(when)}." if when else ""
    if isinstance(error, SourceBusyError):
        return f"{error.message}{shown} Nothing was lost."
    return f"Offline.{shown} {_PREPARE} {error.message}"


def skipped_words(report: SyncReport) -> list[str]:
    """Which records were left out, with the reason for the first."""
    if not report.skipped:
        return []
    first, count = report.skipped[0], len(report.skipped)
    return [
        f"{wording.counted(count, 'record')} could not be read and "
        f"{'was' if count == 1 else 'were'} left out: {f'{first.id}: {first.reason}'[:300]}"
    ]


def report_sentence(report: SyncReport) -> str:
    """ "Read 1,204 titles: 3 new, 12 changed." """
    if not report.new and not report.changed:
        return f"Read {wording.counted(report.read, 'title')}: nothing has changed."
    return (
        f"Read {wording.counted(report.read, 'title')}: {wording.number(report.new)} new, "
        f"{wording.number(report.changed)} changed."
    )
