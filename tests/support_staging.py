"""A home with a profile for staging: a sandbox to read from and a gateway to send to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support_command_line import document
from tests.support_gateway import TOKEN, running_gateway, write_config
from tests.support_sandbox import running_sandbox


@contextmanager
def staging_house(home: Path, far: Path, flows: str, *sandbox_options: str) -> Iterator[None]:
    """The profile ``house``, its titles read, its keys in the environment; ``flows`` are the
    tables of the gateway, whose files lie in ``far``."""
    with (
        running_sandbox(home / "sandbox", *sandbox_options) as sandbox,
        running_gateway(write_config(far, flows=flows)) as gateway,
        pytest.MonkeyPatch.context() as around,
    ):
        around.setenv("COLOPHON_CONSONANCE_KEY", sandbox.consonance["key"])
        around.setenv("COLOPHON_XCONNECTOR_TOKEN", TOKEN)
        document(
            home, "profile", "add", "house", "--environment", "staging",
            "--consonance", sandbox.consonance["url"], "--xconnector", gateway.url,
        )  # fmt: skip
        in_house(home, "sync")
        yield


def in_house(home: Path, *arguments: str) -> Any:
    """The document of a command in that profile."""
    return document(home, "--profile", "house", *arguments)
