"""Two processes of their own around a send: what a plan showed, and what history tells later.

``python -m tests.faults.planner plan HOME PROFILE`` plans every title for every flow and prints the
plan's id, its account and its payloads as they were when it was shown;
``python -m tests.faults.planner history HOME PROFILE JOB`` prints every item of a job with the
bytes that history keeps. Bytes are printed as the text that they are in UTF-8.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from desktop_app.app import App
from desktop_app.records.query import Query
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Settings

WORDS = dict.fromkeys(("2", "9", "12", "17"), "seen in Consonance")


async def planned(app: App) -> dict[str, Any]:
    titles = [each.id for each in (await app.look_up.search(Query(), limit=100_000)).titles]
    flows = [each.name for each in app.profile.flows]
    plan = await app.review.plan(titles, flows, overrides=WORDS)
    return {
        "plan": plan.id,
        "titles": len(titles),
        "account": dict(plan.account),
        "items": [
            {
                "subject": each.subject,
                "flow": each.flow,
                "state": each.state.value,
                "payload": each.payload.data.decode(),
                "reason": each.reason,
            }
            for each in plan.items
        ],
    }


async def told(app: App, job: int) -> dict[str, Any]:
    items = await app.history.items(job, limit=1_000_000)
    kept = [(each, await app.history.content(each.id)) for each in items]
    return {
        "account": dict((await app.history.job(job)).account),
        "verified": (await app.history.verify()).ok,
        "items": [
            {
                "subject": item.subject,
                "flow": item.flow,
                "state": item.state.value,
                "payload": content.payload.decode(),
                "reason": item.reason,
            }
            for item, content in kept
        ],
    }


async def main(verb: str, home: str, profile: str, job: str = "0") -> None:
    place = Home(Path(home))
    app = App.open(place, Settings.load(place), profile, writable=verb == "plan")
    try:
        made = await (planned(app) if verb == "plan" else told(app, int(job)))
    finally:
        await app.aclose()
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
