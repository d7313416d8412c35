"""How far did a reading of the source come? Kept with each page, so that it can be continued."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from desktop_app.sources import Skipped, SourcePage

_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Round:
    """One reading, which may take several runs.

    ``since`` is an ISO day or None; ``started`` an ISO instant in UTC; ``cursor`` the work after
    which it goes on; ``whole`` is False once the source left something out of a page, for then
    absent does not mean gone. ``missing`` are the fields the source could not tell, by line, and
    what stands for the question that was asked.
    """

    full: bool
    since: str | None
    started: str
    missing: str = ""
    expected: int | None = None
    cursor: int = 0
    read: int = 0
    new: int = 0
    changed: int = 0
    whole: bool = True
    skipped: tuple[Skipped, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def load(cls, text: str | None) -> Round | None:
        """The round a run left behind; None when it ended, or when its text is not readable."""
        if not text:
            return None
        try:
            values = json.loads(text)
            values["skipped"] = tuple(Skipped(**each) for each in values["skipped"])
            values["words"] = tuple(values["words"])
            return cls(**values)
        except (ValueError, KeyError, TypeError):
            # Written by another version: the reading begins anew, nothing is lost by it.
            return None

    def dump(self) -> str:
        return json.dumps(asdict(self))

    def after(self, page: SourcePage, *, read: int, new: int, changed: int) -> Round:
        """This round when ``page`` is stored as well."""
        return replace(
            self,
            cursor=max(self.cursor, page.cursor),
            read=self.read + read,
            new=self.new + new,
            changed=self.changed + changed,
            whole=self.whole and page.complete,
            skipped=(self.skipped + page.skipped)[:_KEPT],
            words=tuple(dict.fromkeys(self.words + page.words))[:_KEPT],
        )


def instant(moment: datetime) -> str:
    """ISO text in UTC with milliseconds: 2026-11-24T15:04:05.123Z."""
    utc = moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
