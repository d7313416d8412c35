"""How long may a connection stall, and what does it say to what it cannot read?"""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

from aiohttp import web
from aiohttp.web_request import BaseRequest

from desktop_app.companions.gateway.problems import Problem

log = logging.getLogger("colophon.gateway")

HEAD_SECONDS = 9.0
"""A connection that has sent no whole head by then is closed, and so is an idle one. Clients that
keep connections longer must be ready to open new ones."""
_LINGER_SECONDS = 2.0
"""How long what remains of a refused body is read, so that its sender can read the refusal."""


class Connection(web.RequestHandler):
    """A connection that repeats nothing of what it was sent, neither in answers nor in logs."""

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What the parser refused, and what the handlers did not expect."""
        if request.writer.output_size > 0:
            raise ConnectionError("A part of the answer is out; no other can follow.")
        if status >= 500:
            log.error("a request failed: %s", _place(exc))
            problem = Problem(
                status, "fault", "Fault of the gateway", "The gateway made a mistake."
            )
        else:
            log.info("%d not HTTP", status)
            problem = Problem(
                status, "not-http", "Not readable as HTTP", "The request breaks the rules of HTTP."
            )
        answer = problem.response()
        answer.force_close()
        return answer


def _place(error: BaseException | None) -> str:
    """Type and place of an error; its text may hold what a sender wrote."""
    if error is None:
        return "unknown"
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return f"{type(error).__name__} at " + " < ".join(f"{f.name}:{f.lineno}" for f in frames[::-1])


async def listen(runner: web.AppRunner, host: str, port: int) -> asyncio.Server:
    """Serve a runner that is set up. Raises OSError when the address cannot be had."""
    server = runner.server
    assert server is not None, "set the runner up first"
    loop = asyncio.get_running_loop()
    options: dict[str, Any] = {
        "access_log": None,
        "auto_decompress": False,
        "keepalive_timeout": HEAD_SECONDS,
        "lingering_time": _LINGER_SECONDS,
    }
    return await loop.create_server(
        lambda: Connection(server, loop=loop, **options), host, port, backlog=512
    )
