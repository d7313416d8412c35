"""What is lost, doubled or falsely delivered when a send is killed? SIGKILL at five boundaries.

``python -m tests.faults.kills --kills 20`` kills twenty sends of 200 at each boundary, starts each
again, and prints a table. ``--engine early`` and ``--engine rekeyed`` run engines that are wrong
on purpose: a harness that does not catch them proves nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.engine.killpoint import Boundary
from desktop_app.store import ledger_chain
from tests.support_gateway import Receiver, event, finished, post, running_gateway, write_config

ITEMS = 200
_SECONDS = 60
_COUNT = """
CREATE TABLE IF NOT EXISTS effect (subject TEXT, key TEXT);
CREATE TRIGGER IF NOT EXISTS put_in AFTER INSERT ON gardners
BEGIN INSERT INTO effect VALUES (new.subject, new.key); END;
CREATE TRIGGER IF NOT EXISTS put_over AFTER UPDATE ON gardners
BEGIN INSERT INTO effect VALUES (new.subject, new.key); END;
"""


@dataclass
class Tally:
    """What was found at one boundary, summed over its kills."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    false: int = 0
    asked: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.false or self.faults)


class Range:
    """A real gateway whose destination counts every effect, and room for sends before it."""

    def __init__(self, folder: Path, gateway: Receiver) -> None:
        self._folder = folder
        self._gateway = gateway
        self._rows = folder / "destinations.sqlite"
        self._runs = 0
        with gateway.client() as client:
            finished(client, post(client, event("product:0")))
        with closing(sqlite3.connect(self._rows)) as conn:
            conn.executescript(_COUNT)

    def kill(
        self, boundary: Boundary, passing: int, tally: Tally, engine: str, items: int = ITEMS
    ) -> None:
        """One send that is killed at this passing, then finished by a second process."""
        self._runs += 1
        first = self._runs * 10_000
        folder = self._folder / f"send-{self._runs}"
        arguments = [str(folder), self._gateway.url, str(first), str(items), engine]
        died = _run(arguments, kill_at=f"{boundary}:{passing}")
        tally.kills += 1
        if died.returncode != -signal.SIGKILL:
            tally.faults.append(f"{boundary}:{passing} did not kill: {died.stderr[-300:]}")
            return
        self._look(folder, first, items, tally, ended=False)
        again = _run(arguments)
        if again.returncode:
            tally.faults.append(f"after {boundary}:{passing}: {again.stderr[-300:]}")
            return
        tally.asked += json.loads(again.stdout)["asked"]
        self._look(folder, first, items, tally, ended=True)

    def _look(self, folder: Path, first: int, items: int, tally: Tally, *, ended: bool) -> None:
        """Hold the ledger against the effects, at the moment of the kill and at the end."""
        with closing(sqlite3.connect(folder / "ledger.sqlite")) as conn:
            conn.row_factory = sqlite3.Row
            rows = conn.execute("SELECT subject, key, state, job FROM item").fetchall()
            sound = conn.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            chained = ledger_chain.verify(conn)
        effects = self._effects(first, items)
        delivered = {row["key"] for row in rows if row["state"] == "delivered"}
        arrived = {key for keys in effects.values() for key in keys}
        if ended:
            tally.lost += sum(1 for row in rows if not effects.get(row["subject"]))
            # Each subject is one intent here, so a second effect on it is a double, key or no key.
            tally.doubled += sum(len(keys) - 1 for keys in effects.values())
            if len(delivered) != items:
                tally.faults.append(f"{items - len(delivered)} are not delivered at the end")
        tally.false += len(delivered - arrived)
        # Killed before the commit of the plan there is no item yet; after it there are all.
        if len(rows) not in ((items,) if ended else (0, items)):
            tally.faults.append(f"{len(rows)} items instead of {items}")
        if not sound:
            tally.faults.append("quick_check finds the ledger damaged")
        if not chained.ok:
            tally.faults.append(chained.words)

    def _effects(self, first: int, items: int) -> dict[str, list[str]]:
        wanted = {f"product:{n}" for n in range(first, first + items)}
        found: dict[str, list[str]] = {}
        with closing(sqlite3.connect(self._rows, timeout=30)) as conn:
            for subject, key in conn.execute("SELECT subject, key FROM effect"):
                if subject in wanted:
                    found.setdefault(subject, []).append(key)
        return found


def _run(arguments: list[str], kill_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "COLOPHON_KILL_AT"}
    if kill_at:
        environment["COLOPHON_KILL_AT"] = kill_at
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.sender", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


@contextmanager
def killing_range(folder: Path) -> Iterator[Range]:
    with running_gateway(write_config(folder)) as gateway:
        yield Range(folder, gateway)


def campaign(
    shooting: Range, kills: int, engine: str, seed: int, items: int = ITEMS
) -> dict[Boundary, Tally]:
    """``kills`` at each boundary, at passings spread over the send."""
    chance = random.Random(seed)
    tallies = {boundary: Tally() for boundary in Boundary}
    for boundary, tally in tallies.items():
        for _ in range(kills):
            shooting.kill(boundary, chance.randint(1, items), tally, engine, items)
    return tallies


def table(tallies: dict[Boundary, Tally]) -> str:
    """The tallies as Markdown, with a last row for all."""
    lines = [
        "| boundary | kills | lost | applied twice | falsely delivered | asked after | other |",
        "|---|---|---|---|---|---|---|",
    ]
    total = Tally()
    for boundary, each in tallies.items():
        lines.append(_line(boundary.replace("_", " "), each))
        for name in ("kills", "lost", "doubled", "false", "asked"):
            setattr(total, name, getattr(total, name) + getattr(each, name))
        total.faults += each.faults
    return "\n".join([*lines, _line("all", total)])


def _line(name: str, each: Tally) -> str:
    cells = (each.kills, each.lost, each.doubled, each.false, each.asked, len(each.faults))
    return f"| {name} | " + " | ".join(map(str, cells)) + " |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=2, help="at each boundary")
    parser.add_argument("--engine", choices=("right", "early", "rekeyed"), default="right")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--seed", type=int, default=20261125)
    arguments = parser.parse_args()
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="kills-") as folder,
        killing_range(Path(folder)) as shooting,
    ):
        tallies = campaign(
            shooting, arguments.kills, arguments.engine, arguments.seed, arguments.items
        )
    print(table(tallies))
    for tally in tallies.values():
        for fault in tally.faults:
            print(fault)
    print(f"{arguments.items} items a send, {time.monotonic() - started:.0f} s")
    return 0 if all(tally.clean for tally in tallies.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
