"""What does a catalogue look like whose reading was killed? SIGKILL of `colophon sync`, by page.

``python -m tests.faults.syncs --kills 30`` kills one reading thirty times, each time a page later:
in turn just after a page was stored, and between reading and storing one. After every kill a copy
of the home is read to the end by a fresh `colophon sync` and held against a reading that nobody
killed. The table says what was lost, counted twice, or asked for again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.services.sync_killpoint import Moment
from desktop_app.store.lock import HomeLock
from tests.support_sandbox import Sandbox, running_sandbox

PROFILE = "house"
_TITLES = 4_500
_SECONDS = 300
_WHOLE = """
SELECT title.id, title.work, title.content_hash, title.gone, title.isbn, title.title,
    title.contributors, title.imprint, title.form, title.status, title.publication_date,
    title.prices, product_document.document, work.document, words.title, list.date, list.name,
    (SELECT count(*) FROM price WHERE price.pid = title.pid)
FROM title JOIN product_document USING (pid) LEFT JOIN work ON work.id = title.work_document
    LEFT JOIN words USING (pid) LEFT JOIN list USING (pid)
ORDER BY title.id
"""


@dataclass(frozen=True)
class Held:
    """What a catalogue holds, and what is wrong with its file or its account."""

    rows: dict[str, str]
    state: dict[str, str]
    faults: tuple[str, ...]

    @property
    def read(self) -> int:
        """Titles that the reading under way has counted."""
        return int((json.loads(self.state.get("round", "null")) or {}).get("read", 0))


@dataclass
class Tally:
    """What was found after the kills at one moment."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    differ: int = 0
    again: int = 0
    requests: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.differ or self.again or self.faults)


class House:
    """A home with one profile on a running sandbox, and no flows: only the catalogue matters."""

    def __init__(self, home: Path, sandbox: Sandbox) -> None:
        self.home = home
        self.sandbox = sandbox

    @classmethod
    def made(cls, home: Path, sandbox: Sandbox) -> House:
        house = cls(home, sandbox)
        done = house.run(
            "profile", "add", PROFILE, "--consonance", sandbox.consonance["url"],
            "--environment", "sandbox",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return house

    @property
    def file(self) -> Path:
        return self.home / "profiles" / PROFILE / "catalogue.sqlite"

    def run(self, *arguments: str, kill_at: str = "") -> subprocess.CompletedProcess[str]:
        wish = {"COLOPHON_KILL_AT": kill_at} if kill_at else {}
        key = {"COLOPHON_CONSONANCE_KEY": self.sandbox.consonance["key"]}
        return subprocess.run(
            [sys.executable, "-m", "desktop_app", "--home", str(self.home), *arguments],
            env={**os.environ, **key, **wish},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )

    def sync(self, *options: str, codes: tuple[int, ...] = (0,)) -> dict[str, Any]:
        """Read to the end; the report as a script gets it."""
        done = self.run("--profile", PROFILE, "--json", "sync", *options)
        assert done.returncode in codes, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def held_after_sync(self) -> Held:
        """Read to the end and look."""
        self.sync()
        return self.held()

    def killed(self, moment: Moment, passing: int, *options: str) -> None:
        """A reading that dies at this passing of this moment."""
        died = self.run("--profile", PROFILE, "sync", *options, kill_at=f"{moment}:{passing}")
        assert died.returncode == -signal.SIGKILL, (moment, passing, died.stderr[-300:])

    def copied(self, home: Path) -> House:
        shutil.copytree(self.home, home)
        return House(home, self.sandbox)

    def held(self) -> Held:
        """Look into the file as it lies there; with everything that must hold at any time."""
        faults = [] if self._free() else ["the home is still locked"]
        with closing(sqlite3.connect(self.file)) as conn:
            rows = {row[0]: _digest(row) for row in conn.execute(_WHOLE)}
            state = dict(conn.execute("SELECT name, value FROM state"))
            if conn.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                faults.append("quick_check finds the catalogue damaged")
            if conn.execute("SELECT count(*) FROM title").fetchone()[0] != len(rows):
                faults.append("a title has no document, or more than one row")
        return Held(rows, state, tuple(faults))

    def _free(self) -> bool:
        lock = HomeLock(self.home / "colophon.lock")
        lock.acquire()
        lock.release()
        return True


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _digest(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(row).encode()).hexdigest()


@dataclass(frozen=True)
class Whole:
    """A reading that nobody killed. ``requests`` of a full one that knows the server already."""

    held: Held
    requests: int


class Range:
    """One sandbox, one undisturbed reading of it, and one that is killed again and again."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self._folder = folder
        self._sandbox = sandbox
        calm = House.made(folder / "calm", sandbox)
        calm.sync()
        since = _now()
        calm.sync("--full")
        self.whole = Whole(calm.held(), sandbox.seen(since))
        self.chain = House.made(folder / "chain", sandbox)
        self._pages = 0

    def kill(self, tally: Tally, moment: Moment) -> None:
        """Let the chain die one page later, and read a copy of it to the end."""
        # Either way one more page is on disk: the second page of this run is read, not stored.
        self.chain.killed(moment, 2 if moment is Moment.PAGE_READ else 1)
        self._pages += 1
        tally.kills += 1
        died = self.chain.held()
        tally.faults += died.faults
        tally.differ += self._differing(died)
        if died.read != len(died.rows):
            tally.faults.append(f"{died.read} counted, {len(died.rows)} stored")
        if died.state.get("last_complete"):
            tally.faults.append("a reading that was killed is taken for complete")
        self.resume(tally, died)

    def _differing(self, held: Held) -> int:
        whole = self.whole.held.rows
        return sum(whole.get(each) != row for each, row in held.rows.items())

    def resume(self, tally: Tally, died: Held) -> None:
        """Read a copy of the chain to its end, and hold that against the undisturbed reading."""
        copy = self.chain.copied(self._folder / f"copy-{self._pages}")
        # What the dead reading had asked for in advance is answered, and counted, before this.
        self._sandbox.graphql("{ __typename }")
        since, began = _now(), time.monotonic()
        report = copy.sync()
        tally.seconds += time.monotonic() - began
        asked = self._sandbox.seen(since)
        tally.requests += asked
        # A page that is on disk must not be asked for again.
        tally.again += abs(asked - (self.whole.requests - self._pages))
        end = copy.held()
        tally.faults += end.faults
        tally.lost += len(self.whole.held.rows.keys() - end.rows.keys())
        tally.doubled += len(end.rows.keys() - self.whole.held.rows.keys())
        tally.doubled += abs(report["read"] - len(self.whole.held.rows))
        tally.differ += self._differing(end)
        if not report["complete"] or "round" in end.state or report["new"] != report["read"]:
            tally.faults.append(f"after page {self._pages}: {report}")
        if not died.rows.keys() <= end.rows.keys():
            tally.faults.append(f"after page {self._pages}: what was stored is gone")
        shutil.rmtree(copy.home)


@contextmanager
def killing_range(folder: Path, titles: int) -> Iterator[Range]:
    with running_sandbox(folder / "box", "--titles", str(titles)) as sandbox:
        yield Range(folder, sandbox)


def campaign(shooting: Range, kills: int) -> dict[Moment, Tally]:
    """Kills in turn after storing a page and before storing one, each a page later."""
    tallies = {Moment.PAGE_STORED: Tally(), Moment.PAGE_READ: Tally()}
    for number in range(kills):
        moment = Moment.PAGE_READ if number % 2 else Moment.PAGE_STORED
        shooting.kill(tallies[moment], moment)
    return tallies


def table(tallies: dict[Moment, Tally]) -> str:
    """The tallies as Markdown."""
    lines = [
        "| killed | kills | lost | counted twice | rows that differ | pages asked again | other |"
        " requests of a resumed reading | seconds |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for moment, each in tallies.items():
        kills = max(each.kills, 1)
        cells = (
            each.kills, each.lost, each.doubled, each.differ, each.again, len(each.faults),
            round(each.requests / kills, 1), round(each.seconds / kills, 1),
        )  # fmt: skip
        lines.append(f"| {moment.replace('_', ' ')} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--titles", type=int, default=_TITLES)
    arguments = parser.parse_args()
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="syncs-") as folder,
        killing_range(Path(folder), arguments.titles) as shooting,
    ):
        tallies = campaign(shooting, arguments.kills)
        whole = shooting.whole
    print(table(tallies))
    for tally in tallies.values():
        for fault in tally.faults:
            print(fault)
    print(
        f"{len(whole.held.rows)} titles, {whole.requests} requests for a whole reading, "
        f"{time.monotonic() - started:.0f} s"
    )
    return 0 if all(tally.clean for tally in tallies.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
