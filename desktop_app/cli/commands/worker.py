"""The command that sends what waits, without a window."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Coroutine

from desktop_app.app import App
from desktop_app.cli.codes import OK
from desktop_app.cli.commands.catalogue import summary
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened
from desktop_app.records.errors import ColophonError


async def worker(arguments: argparse.Namespace, output: Output) -> int:
    """Send what waits in this home until interrupted; that is its ordinary end."""
    async with opened(arguments, output, write=True) as app:
        await app.network.ready(each for each in app.profile.flows if each.enabled)
        stop = _interruption()
        app.engine.start()
        given = arguments.sync_every
        every = app.profile.refresh_every if given is None else given
        also = f" Refreshing every {every} min." if every else ""
        output.say(f"Sending what waits.{also} Stop with Ctrl+C.")
        await _until(stop, _keep_fresh(app, every * 60.0, output) if every else None)
        output.say("Finishing what is on its way.")
    return OK


async def _until(stop: asyncio.Event, beside: Coroutine[None, None, None] | None) -> None:
    """Wait for the end while something else goes on; raises what that ends with."""
    if beside is None:
        await stop.wait()
        return
    tasks = asyncio.create_task(stop.wait()), asyncio.create_task(beside)
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep_fresh(app: App, seconds: float, output: Output) -> None:
    """Refresh now and so often again; one that fails is told, and the next one tries again."""
    while True:
        try:
            report = await app.refresh()
        except ColophonError as error:
            output.say(error.sentence())
        else:
            if report.new or report.changed or report.gone or report.words:
                output.say(" ".join([summary(report), *report.words]))
        await asyncio.sleep(seconds)


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
