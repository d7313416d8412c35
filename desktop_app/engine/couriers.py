"""Which courier reaches a flow? Opened when first needed, closed when its flow is paused."""

from __future__ import annotations

import asyncio

from desktop_app.engine.courier import Courier, CourierFactory
from desktop_app.records.flow import Flow


class Couriers:
    """At most one open courier for a flow. Used from one event loop."""

    def __init__(self, factory: CourierFactory) -> None:
        self._factory = factory
        self._open: dict[str, Courier] = {}
        self._gates: dict[str, asyncio.Lock] = {}

    async def get(self, flow: Flow) -> Courier:
        """The courier of a flow; raises what its factory raises."""
        async with self._gate(flow.name):
            if flow.name not in self._open:
                self._open[flow.name] = await self._factory(flow)
            return self._open[flow.name]

    async def forget(self, name: str) -> None:
        """Close a flow's courier, so that the next one reads its address and secret again."""
        async with self._gate(name):
            courier = self._open.pop(name, None)
        if courier is not None:
            await courier.aclose()

    async def aclose(self) -> None:
        """Close all of them."""
        for name in tuple(self._open):
            await self.forget(name)

    def _gate(self, name: str) -> asyncio.Lock:
        return self._gates.setdefault(name, asyncio.Lock())
