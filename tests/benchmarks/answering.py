"""A receiver that answers at once and keeps nothing: its own cost hides nobody else's."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web


async def take(request: web.Request) -> web.Response:
    event = await request.json()
    one = {"key": event["id"], "subject": event["subject"]}
    record = one | {"record_status": "00", "remote_id": "", "details": []}
    return web.json_response(
        one
        | {
            "run": f"run_{event['id'][:32]}",
            "flow": event["flow"],
            "state": "succeeded",
            "records": [record],
            "updated_at": "2026-11-24T12:00:00.000Z",
            "duplicate": False,
        }
    )


async def main() -> None:
    app = web.Application()
    app.router.add_post("/v1/events", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
