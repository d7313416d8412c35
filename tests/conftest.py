"""Shared by all tests: where the project is, and the fixtures for real counterparts."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from desktop_app.settings import secrets

# How fast examples are drawn says something about the machine, not about Colophon.
settings.register_profile(
    "any machine", suppress_health_check=[HealthCheck.too_slow], deadline=None
)
settings.load_profile("any machine")

# Started with "&" by a script, this process was told to ignore Ctrl+C, and so would be the commands
# that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="module")
def secrets_end_with_their_module() -> Iterator[None]:
    """What a window was told to keep for its session must not answer for another file's profile."""
    yield
    secrets._session.clear()
