"""Where may a source do its heaviest work, if not here? What it needs to know of that place."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class LostError(Exception):
    """The place is not there any more: do it here. Never leaves the sources."""


class Elsewhere(Protocol):
    """Another process, used as ``async with``; entering it never fails."""

    async def __aenter__(self) -> Elsewhere: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function of a module there, one at a time; raises LostError, or what it raises."""
        ...


Shown = Callable[[Any], Any]
"""A function of a module that makes of a record what the store wants to have beside it."""
