"""Keys: from this session, the environment, or a keychain known to encrypt; nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringLocked

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


def _trusted(**calls: object) -> KeyringBackend:
    """A backend under the name of one that encrypts, with calls of the test's own."""
    members = {"priority": 9.0, "__module__": "keyring.backends.SecretService", **calls}
    made: KeyringBackend = type("Keyring", (PlainTextKeyring,), members)()
    return made


def _raising(error: Exception) -> object:
    def call(*_: str) -> str:
        raise error

    return call


def test_in_a_chain_only_the_backend_that_encrypts_is_asked() -> None:
    kept: dict[str, str] = {}
    ring = _trusted(
        get_password=lambda _, service, user: kept.get(user),
        set_password=lambda _, service, user, secret: kept.update({user: secret}),
        delete_password=lambda _, service, user: kept.pop(user),
    )
    chain = type("Chain", (ChainerBackend,), {"backends": [PlainTextKeyring(), ring]})
    keyring.set_keyring(chain())
    secrets.store_secret(HOUSE, secrets.CONSONANCE, "k4")
    assert kept == {"house:consonance": "k4"}
    assert secrets.get_secret(HOUSE, secrets.CONSONANCE) == "k4"
    secrets.forget_secret(HOUSE, secrets.CONSONANCE)
    assert kept == {}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyringLocked("the collection is locked"), "The keychain is locked"),
        (InitError("no session"), "could not be used"),
        (OSError("the bus went away with k5"), "could not be used"),
        (RuntimeError("k5"), "could not be used"),
    ],
)
def test_a_keychain_that_refuses_is_a_sentence_without_its_own_words(
    error: Exception, words: str, recwarn: pytest.WarningsRecorder
) -> None:
    keyring.set_keyring(_trusted(get_password=_raising(error), set_password=_raising(error)))
    for call in (
        lambda: secrets.get_secret(HOUSE, secrets.CONSONANCE),
        lambda: secrets.store_secret(HOUSE, secrets.CONSONANCE, "k5"),
    ):
        with pytest.raises(SecretError, match=words) as caught:
            call()
        assert "k5" not in caught.value.sentence()
        assert caught.value.next_step
    assert not [each for each in recwarn if "thread" in str(each.message)]


def test_a_keychain_that_waits_for_a_prompt_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(secrets, "_PATIENCE", 0.2)
    keyring.set_keyring(_trusted(get_password=lambda *_: ended.wait(30) and ""))
    with pytest.raises(SecretError, match="did not answer"):
        secrets.get_secret(HOUSE, secrets.CONSONANCE)
    ended.set()


def test_a_signing_secret_is_optional_and_asks_no_keychain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring.set_keyring(PlainTextKeyring())
    assert secrets.given_secret(HOUSE, secrets.SIGNING) == ""
    monkeypatch.setenv("COLOPHON_SIGNING_SECRET", "whsec_x")
    assert secrets.given_secret(HOUSE, secrets.SIGNING) == "whsec_x"


@pytest.mark.parametrize("where", ["environment", "ask"])
def test_a_profile_that_wants_no_keychain_never_touches_it(where: str) -> None:
    keyring.set_keyring(_trusted(get_password=_raising(AssertionError("asked"))))
    with pytest.raises(SecretError, match="does not have the Consonance key"):
        secrets.get_secret(Profile("house", secrets=where), secrets.CONSONANCE)
