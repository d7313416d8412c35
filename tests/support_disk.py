"""A small disk of its own, which can be full, grow, or be made read-only. Only Linux's root can."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """A file system in memory at ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def become(self, options: str) -> None:
        """Mount it anew: ``ro``, ``rw`` or ``size=8m``."""
        _run("mount", "-o", f"remount,{options}", str(self.root))


@contextmanager
def disk(root: Path, size: str) -> Iterator[Disk]:
    """Skips the test where no file system can be mounted."""
    root.mkdir(parents=True, exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(root))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no small disk can be mounted here: {error}")
    try:
        yield Disk(root)
    finally:
        _run("umount", "-l", str(root))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=20)
