"""From the start of a process to painted rows, against a process with a bare window and table."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.homes import home_with
from tests.benchmarks.report import Finding

_ROUNDS = 7

_BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QTableWidget(0, 8))
window.resize(1280, 800)
window.show()
app.processEvents()
window.repaint()
print("painted", flush=True)
import os; os._exit(0)
"""

_COLOPHON = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop_app.settings.paths import Home
from desktop_app.ui import session, start

class Timed(session.Session):
    def begin(self, *, demo=False):
        self.window.painted.connect(self._say)
        super().begin(demo=demo)
    def _say(self):
        self.window.repaint()
        print("painted", flush=True)
        os._exit(0)

start.Session = Timed
sys.exit(start.run(Home(Path(sys.argv[1])), "demo", demo=False))
"""


def run(folder: Path, titles: int) -> list[Finding]:
    """Medians of several starts, the two taking turns, files warm."""
    home = home_with(folder / f"home-{titles}", titles)
    ours, bare = [], []
    # An installed program has its bytecode; a checkout may be told to keep none.
    code = folder / "bytecode"
    for _ in range(_ROUNDS + 1):
        bare.append(_painted(code, _BARE))
        ours.append(_painted(code, _COLOPHON, str(home.root)))
    # The first of each warmed the files.
    return [
        Finding(f"start → painted rows, {titles:,} products", median(ours[1:]), "ms", 3.0,
                median(bare[1:]))
    ]  # fmt: skip


def _painted(code: Path, program: str, *arguments: str) -> float:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "qt.qpa.*=false",
        "PYTHONPYCACHEPREFIX": str(code),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    elapsed = (time.perf_counter() - started) * 1000
    process.wait(20)
    assert line.strip() == "painted", line
    return elapsed
