"""Writes the two hashed, universal requirement files from pyproject.toml, naming no index."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASE = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-header"]
PLAIN = ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--python-version", "3.11"]


def main() -> int:
    for name, extras in (("requirements.lock", ["hatchling"]), ("requirements-dev.lock", [])):
        extra = ["--extra", "dev"] if not extras else []
        build = ["--group", "pyproject.toml:build"] if extras else []
        out = ROOT / name
        subprocess.run(
            [*BASE, *PLAIN, *extra, *build, "--upgrade", "--quiet", "-o", str(out)],
            cwd=ROOT,
            check=True,
        )
        if re.search(r"https?://", out.read_text()):
            print(f"{name} names an address", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
