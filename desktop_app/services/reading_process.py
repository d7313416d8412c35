"""How are thousands of titles read without holding the window? Large answers are taken apart in a
process of their own, which also makes what lists show of them. It lives as long as one reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypedDict, TypeVar

from desktop_app.services import worker_manners
from desktop_app.services.judge_process import JudgeProcess, ProcessLostError
from desktop_app.sources.elsewhere import Elsewhere, LostError, Shown
from desktop_app.store.columns import columns

P = ParamSpec("P")
T = TypeVar("T")


class ReadingProcess(JudgeProcess):
    """As a source wants it: see ``sources.elsewhere``."""

    task = "Titles are read"
    polite = 0
    """A person waits for titles, and on a busy machine who stands back waits for ever."""

    def _begin(self) -> Callable[[int], None]:
        return worker_manners.begin

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` there; raises LostError, and whatever ``work`` raises."""
        try:
            return await super().call(work, *args, **kwargs)
        except ProcessLostError as fault:
            raise LostError from fault


class Apart(TypedDict):
    """What a source is told so that it takes large answers apart in a process of their own."""

    elsewhere: Callable[[], Elsewhere]
    shown: Shown


APART: Apart = {"elsewhere": ReadingProcess, "shown": columns}
