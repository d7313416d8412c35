"""How does the embedded xConnector run beside the double? As a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from desktop_app.companions.sandbox.place import write_private
from desktop_app.companions.sandbox.web import ForwardError
from desktop_app.records.errors import ColophonError

_TOKEN = "COLOPHON_SANDBOX_XCONNECTOR_TOKEN"  # noqa: S105 - the name of a variable
_ENDS_WITHIN = 15.0
FLOWS: tuple[dict[str, Any], ...] = (
    {"name": "gardners", "purpose": 1, "destination": "Gardners", "format": "item-json"},
    {"name": "erp", "purpose": 1, "destination": "ERP", "format": "item-json"},
    {"name": "ingram", "purpose": 1, "destination": "Ingram", "format": "item-json"},
    {"name": "dam", "purpose": 3, "destination": "DAM", "format": "asset-package",
     "folder": "out/dam"},
    {"name": "launch", "purpose": 7, "destination": "Launch planning", "format": "milestone-event"},
    {"name": "dashboard", "purpose": 2, "destination": "Dashboard", "format": "status-snapshot"},
    {"name": "royalties", "purpose": 4, "destination": "Royalties", "format": "contract-terms"},
    {"name": "printer", "purpose": 5, "destination": "Printer", "format": "print-order",
     "folder": "out/printer"},
    {"name": "warehouse", "purpose": 5, "destination": "Warehouse", "format": "warehouse-notice"},
    {"name": "crm", "purpose": 6, "destination": "CRM", "format": "contributor-json"},
    # Not in the demo's settings: for those who add a flow of another format under these names.
    {"name": "stock", "purpose": 1, "destination": "Stock list", "format": "item-csv",
     "folder": "out/stock"},
    {"name": "events", "purpose": 2, "destination": "Dashboard", "format": "workflow-event"},
    {"name": "payments", "purpose": 4, "destination": "Payments", "format": "payment-milestones"},
    {"name": "cards", "purpose": 6, "destination": "Address book", "format": "contributor-vcard",
     "folder": "out/cards"},
    {"name": "vendors", "purpose": 6, "destination": "Vendors", "format": "vendor-json"},
    {"name": "calendar", "purpose": 7, "destination": "Calendar", "format": "milestone-calendar",
     "folder": "out/calendar"},
)  # fmt: skip


class GatewayChild:
    """One gateway process; it ends with this one, because its standard input closes."""

    def __init__(self, config: Path, destinations: Path, token: str, port: int) -> None:
        self._token = token
        self.url = ""
        write_private(
            config,
            {
                "listen": f"127.0.0.1:{port}",
                "database": "sqlite:///gateway.sqlite",
                "token_env": _TOKEN,
                "destination": f"sqlite:///{destinations}",
                "flows": list(FLOWS),
            },
        )
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", "desktop_app", "gateway", "--config", str(config),
             "--exit-with-stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, _TOKEN: token},
            # A Ctrl-C in the terminal is for the parent, which ends both in order.
            start_new_session=True,
        )  # fmt: skip

    async def ready(self) -> str:
        """Its address, once it listens. Raises ColophonError when it does not start."""
        line = await asyncio.to_thread(_pipe(self._process.stdout).readline)
        if not line:
            code = await asyncio.to_thread(self._process.wait)
            raise ColophonError(
                f"The embedded xConnector did not start (exit code {code}).",
                not_done="The sandbox was not started.",
                next_step="Its own message stands above this one.",
            )
        self.url = json.loads(line)["xconnector"]["url"]
        return self.url

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself or was stopped."""
        return await asyncio.to_thread(self._process.wait)

    async def set_faults(self, spec: str) -> None:
        """Pass a SPEC on to its faults route. Raises ForwardError."""
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(10), headers=headers) as session,
                session.post(f"{self.url}/admin/faults", data=spec) as answer,
            ):
                if answer.status >= 300:
                    raise ForwardError(f"xConnector answered {answer.status} to these faults.")
        except (ClientError, TimeoutError) as error:
            raise ForwardError(f"xConnector cannot be reached: {error}") from error

    async def stop(self) -> None:
        """End it and wait until it has."""
        _pipe(self._process.stdin).close()
        try:
            await asyncio.to_thread(self._process.wait, _ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        _pipe(self._process.stdout).close()


def _pipe(given: IO[bytes] | None) -> IO[bytes]:
    assert given is not None, "the process was started with pipes"
    return given
