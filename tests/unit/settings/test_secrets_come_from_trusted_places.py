"""Keys: from this session, the environment, or a keychain known to encrypt; nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from desktop_app.records.errors import SecretError
from desktop_app.settings import secrets
from desktop_app.settings.profiles import Profile

HOUSE = Profile("house")


class PlainTextKeyring(KeyringBackend):
    """Stands for a backend that keeps keys readable: it must never be asked."""

    priority = 1.0  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str:
        return "from a plain file"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a key was written in plain text")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("asked")


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("COLOPHON_CONSONANCE_KEY", raising=False)
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)
    secrets._session.clear()


def test_the_environment_wins_over_the_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLOPHON_CONSONANCE_KEY", "k1")
    assert secrets.get_secret(HOUSE, secrets.CONSONANCE) == "k1"


def test_a_plain_text_keychain_is_never_used() -> None:
    keyring.set_keyring(PlainTextKeyring())
    with pytest.raises(SecretError, match="known to encrypt"):
        secrets.get_secret(HOUSE, secrets.CONSONANCE)
    with pytest.raises(SecretError, match="known to encrypt"):
        secrets.store_secret(HOUSE, secrets.CONSONANCE, "k2")


def test_without_a_keychain_the_sentence_says_what_to_do() -> None:
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(SecretError) as caught:
        secrets.get_secret(HOUSE, secrets.XCONNECTOR)
    assert "environment" in caught.value.sentence()


def test_a_key_given_for_the_session_stays_in_memory(tmp_path: Path) -> None:
    secrets.remember_for_session("house", secrets.CONSONANCE, "k3")
    assert secrets.get_secret(HOUSE, secrets.CONSONANCE) == "k3"
