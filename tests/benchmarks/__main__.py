"""All speeds that are promised, as ratios in one run.

    python -m tests.benchmarks                     everything
    python -m tests.benchmarks keystroke start     some of it
    python -m tests.benchmarks --titles 200000     with another catalogue
    python -m tests.benchmarks catalogue           the curve from a thousand to 200,000 products
    python -m tests.benchmarks reading --titles N  a full reading of N products

Exit code 1 when a limit is missed. Figures of different runs or machines are not compared.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from tests.benchmarks.report import Finding, table

KINDS = ("keystroke", "start", "send", "judging", "gaps", "rules")
LONG = ("catalogue", "reading", "recompute")
"""Minutes, so only when asked for by name."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join((*KINDS, *LONG)))
    parser.add_argument("--titles", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=1_000)
    wanted = parser.parse_args()
    unknown = set(wanted.kinds) - {*KINDS, *LONG}
    if unknown:
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in wanted.kinds or KINDS:
            found = _measure(kind, Path(folder), wanted.titles, wanted.items)
            print(table(found), flush=True)
            findings += found
    return 0 if all(each.holds for each in findings) else 1


def _measure(kind: str, folder: Path, titles: int, items: int) -> list[Finding]:
    # Each brings its own libraries into the process, so each is loaded only when asked for.
    from tests.benchmarks import (
        curve,
        gaps,
        judging,
        keystroke,
        reading,
        recompute,
        rules,
        sending,
        start,
    )

    if kind == "rules":
        return rules.run(folder, titles)
    if kind == "keystroke":
        return keystroke.run(folder, titles)
    if kind == "start":
        return start.run(folder, titles)
    if kind == "judging":
        return judging.run(folder, titles)
    if kind == "send":
        return sending.run(folder, items)
    if kind == "catalogue":
        return curve.run(folder)
    if kind == "recompute":
        return recompute.run(folder, titles)
    if kind == "reading":
        return reading.run(folder, titles)
    return gaps.run(folder)


if __name__ == "__main__":
    raise SystemExit(main())
