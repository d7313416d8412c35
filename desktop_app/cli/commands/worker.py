"""The command that sends what waits, without a window."""

from __future__ import annotations

import argparse
import asyncio
import signal

from desktop_app.cli.codes import OK
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened


async def worker(arguments: argparse.Namespace, output: Output) -> int:
    """Send what waits in this home until interrupted; that is its ordinary end."""
    async with opened(arguments, output, write=True) as app:
        await app.network.ready(each for each in app.profile.flows if each.enabled)
        stop = _interruption()
        app.engine.start()
        output.say("Sending what waits. Stop with Ctrl+C.")
        await stop.wait()
        output.say("Finishing what is on its way.")
    return OK


def _interruption() -> asyncio.Event:
    """Set by Ctrl+C and by a request to end."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(each, asked.set)
        except NotImplementedError:
            # Windows has no such handlers for a loop.
            signal.signal(each, lambda *_: loop.call_soon_threadsafe(asked.set))
    return asked
