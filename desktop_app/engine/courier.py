"""What does the engine know of the far end? These calls; nothing of titles, HTTP or addresses.

A fault of the network or of the far end is an outcome in the receipt, never an exception.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from desktop_app.records.flow import Flow
from desktop_app.records.job import Lease
from desktop_app.records.parcel import Parcel, Receipt, Unknown


class Courier(Protocol):
    """The way to one flow's endpoint. Used from one event loop, by many tasks at once."""

    def wrap(self, lease: Lease, now: str) -> bytes:
        """The envelope round a payload, made once, at the first attempt, and stored before a byte
        leaves. Pure and quick (it runs inside the claiming commit); ``now`` is an ISO instant."""
        ...

    async def deliver(self, parcel: Parcel) -> Receipt:
        """One exchange that carries the stored envelope. Never repeats it by itself."""
        ...

    async def ask(self, parcel: Parcel) -> Receipt | Unknown:
        """What became of a parcel: by its status address or run when known, else by its key.

        Unknown only when the endpoint promises that it never took the key and never will.
        """
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...


CourierFactory = Callable[[Flow], Awaitable[Courier]]
"""Opens the courier of a flow; may raise SecretError, SettingsError or SourceError."""
