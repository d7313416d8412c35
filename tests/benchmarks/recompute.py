"""Another field table in a large house: is the list usable while every standing is judged anew?

Nine flows over the two formats that the demo uses. The window opens on a house whose flows are all
new to it, so that each title has to be judged for each of them, and a person goes on searching.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from PySide6.QtTest import QTest

from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Settings, demo_profile
from desktop_app.ui.screenshots import settle
from desktop_app.ui.session import Session
from desktop_app.ui.start import open_session
from tests.benchmarks.gaps import GapMeter
from tests.benchmarks.homes import home_with
from tests.benchmarks.report import Finding, p95

_SECONDS = 60.0
_WORDS = ("harbour", "atlas", "rain algebra", "lighthouse", "orchard")
_ANY = float("inf")
_LIMIT = 50.0


def run(folder: Path, titles: int, seconds: float = _SECONDS) -> list[Finding]:
    """For a minute: keys to answers, the longest gap, and how many titles a second are judged."""
    home = home_with(folder / f"home-{titles}", titles)
    names = _nine_flows(home)
    session = open_session(home, "demo")
    try:
        session.begin()
        settle(session, 5)
        began = time.monotonic()
        with GapMeter() as meter:
            keys = _type(session, began + seconds)
        spent = time.monotonic() - began
        judged = _judged(home, names)
    finally:
        session.end()
    rate = judged / len(names) / spent
    what = f"{titles:,} titles × {len(names)} flows judged anew"
    return [
        Finding(f"{what}, titles a second", rate, "/s", _ANY),
        Finding(f"{what}, minutes for all", titles / max(rate, 0.1) / 60, "min", _ANY),
        Finding("key → answered meanwhile, p95", p95(keys), "ms", _ANY),
        Finding("longest GUI gap meanwhile", meter.longest, "ms", _LIMIT),
    ]


def _nine_flows(home: Home) -> list[str]:
    settings = Settings.load(home)
    metadata, milestones = demo_profile().flow("gardners"), demo_profile().flow("launch")
    made = [
        replace(metadata, name=f"shop-{number}", destination=f"Shop {number}")
        for number in range(1, 7)
    ] + [
        replace(milestones, name=f"launch-{number}", destination=f"Launch {number}")
        for number in range(1, 4)
    ]
    profile = settings.profile("demo")
    settings.put(replace(profile, flows=tuple(made)))
    return [flow.name for flow in made]


def _type(session: Session, until: float) -> list[float]:
    window = session.window
    box, model = window.toolbar.search, window.titles.model
    answers: list[int] = []
    model.answered.connect(answers.append)
    times = []
    while time.monotonic() < until:
        for word in _WORDS:
            box.clear()
            for sign in word:
                answers.clear()
                began = time.perf_counter()
                QTest.keyClick(box, sign)
                while not answers:
                    session.app.processEvents()
                    QTest.qWait(1)
                times.append((time.perf_counter() - began) * 1000)
                QTest.qWait(60)
    return times


def _judged(home: Home, names: list[str]) -> int:
    marks = ", ".join("?" * len(names))
    with closing(sqlite3.connect(home.catalogue("demo"))) as connection:
        query = f"SELECT count(DISTINCT pid || flow) FROM standing WHERE flow IN ({marks})"
        return int(connection.execute(query, names).fetchone()[0])
