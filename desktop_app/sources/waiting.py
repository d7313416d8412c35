"""Who hears that a server asked us to wait? Whoever started the reading; nobody else needs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, float], None]
"""Takes the service's name and how many seconds it asked for. Must return at once."""
_listener: ContextVar[Listener | None] = ContextVar("waiting", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """While this holds, the listener hears of every wait of this task."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(service: str, seconds: float) -> None:
    """A server asked for a pause, and it is kept."""
    listener = _listener.get()
    if listener is not None:
        listener(service, seconds)
