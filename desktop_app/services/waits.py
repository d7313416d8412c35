"""How does a person learn that nothing moves because a server asked for a pause?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from desktop_app.records.progress import Progress, Report

T = TypeVar("T")


async def telling_waits(work: Callable[[Report], Awaitable[T]], report: Report) -> T:
    """Do the work; a pause that a server asks for is progress with ``wait`` seconds."""
    from desktop_app.sources.waiting import heard_by

    last = Progress("", 0)

    def pass_on(progress: Progress) -> None:
        nonlocal last
        last = progress
        report(progress)

    def wait(service: str, seconds: float) -> None:
        words = f"{service} asked Colophon to wait"
        report(replace(last, words=words, wait=seconds, seconds_left=None))

    with heard_by(wait):
        return await work(pass_on)
