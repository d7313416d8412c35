"""Where keys and tokens come from: the keychain, the environment, or a person asked each time.

Only keyring backends known to encrypt are trusted: with a plain-text backend installed, keyring
would store a key readable by anyone without a word.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING

from desktop_app.records.errors import SecretError
from desktop_app.settings.profiles import Profile

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

CONSONANCE = "consonance"
XCONNECTOR = "xconnector"
SIGNING = "signing"
_VARIABLES = {
    CONSONANCE: "COLOPHON_CONSONANCE_KEY",
    XCONNECTOR: "COLOPHON_XCONNECTOR_TOKEN",
    SIGNING: "COLOPHON_SIGNING_SECRET",
}
_WORDS = {
    CONSONANCE: "the Consonance key",
    XCONNECTOR: "the xConnector token",
    SIGNING: "the signing secret",
}
_SERVICE = "colophon"
_TRUSTED_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
# A locked keychain waits for a prompt that a headless machine never shows.
_PATIENCE = 20.0

_session: dict[tuple[str, str], str] = {}
"""Secrets given for this process alone, by (profile, kind)."""
_seen: set[str] = set()
"""Secrets that were handed out, to keep them out of logs."""
_MASK = "•••"
_CREDENTIAL = re.compile(r"(?i)\b((?:bearer|basic)\s+)[\w.~+/=-]{6,}")
_ADDRESS = re.compile(r"(?i)\b(https?://)(?:[^\s/@]*@)?([^\s/?#\"'<>]+)[/?#][^\s\"'<>)]+")


def remember_for_session(profile: str, kind: str, secret: str) -> None:
    """Keep a secret in memory until this process ends."""
    _session[profile, kind] = secret


def get_secret(profile: Profile, kind: str) -> str:
    """The key or token, from this session, the environment, then the keychain.

    Raises SecretError when it is nowhere, or the keychain is locked, absent or not trusted.
    """
    given = given_secret(profile, kind)
    if given:
        _seen.add(given)
        return given
    if profile.secrets != "keychain":
        raise _missing(profile, kind)
    stored = _in_keychain(profile, kind, lambda ring, user: ring.get_password(_SERVICE, user))
    if not stored:
        raise _missing(profile, kind)
    _seen.add(stored)
    return stored


def masked(text: str) -> str:
    """The text as a log may keep it: without secrets of this process, and of addresses only the
    host, since a webhook's path may itself be a secret."""
    given = (os.environ.get(each, "") for each in _VARIABLES.values())
    known = {*_seen, *_session.values(), *given}
    for secret in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(secret, _MASK)
    text = _CREDENTIAL.sub(rf"\1{_MASK}", text)
    return _ADDRESS.sub(rf"\1\2/{_MASK}", text)


def given_secret(profile: Profile, kind: str) -> str:
    """What this session or the environment holds, or "". The keychain is not touched."""
    return _session.get((profile.name, kind)) or os.environ.get(_VARIABLES[kind], "")


def store_secret(profile: Profile, kind: str, secret: str) -> None:
    """Put the secret into the keychain; raises SecretError when there is none to trust."""

    def put(ring: KeyringBackend, user: str) -> str:
        ring.set_password(_SERVICE, user, secret)
        return secret

    _in_keychain(profile, kind, put)


def forget_secret(profile: Profile, kind: str) -> None:
    """Remove the secret from this session and, where it is there, from the keychain."""
    _session.pop((profile.name, kind), None)

    def drop(ring: KeyringBackend, user: str) -> str:
        from keyring.errors import PasswordDeleteError

        try:
            ring.delete_password(_SERVICE, user)
        except PasswordDeleteError:  # it was not there
            return ""
        return ""

    if profile.secrets == "keychain":
        _in_keychain(profile, kind, drop)


def keychain_words() -> str:
    """Which keychain would be used, or why none can be: one sentence for the connect dialog."""
    try:
        ring = _trusted_backend()
    except _NoKeychainError as error:
        return f"{error}."
    return f"Keys are kept in {ring.name}."


def _in_keychain(
    profile: Profile, kind: str, work: Callable[[KeyringBackend, str], str | None]
) -> str | None:
    answer: Future[str | None] = Future()

    def job() -> None:
        try:
            answer.set_result(work(_trusted_backend(), f"{profile.name}:{kind}"))
        except Exception as error:  # noqa: BLE001 - a backend may raise what its bus raises
            answer.set_exception(error)

    # D-Bus has no time-out of its own, and loading keyring already asks it; a daemon thread does
    # not keep the process alive for it.
    threading.Thread(target=job, name="keychain", daemon=True).start()
    try:
        return answer.result(_PATIENCE)
    except FutureTimeoutError as error:
        raise _unusable("The keychain did not answer", kind) from error
    except _NoKeychainError as error:
        raise _unusable(str(error), kind) from error
    except Exception as error:
        raise _unusable(_refusal(error), kind) from error


def _refusal(error: Exception) -> str:
    """Why the keychain gave nothing. Its own words are left out: they may hold the key."""
    kind = type(error).__name__
    if "Locked" in kind:
        return "The keychain is locked"
    return f"The keychain could not be used ({kind})"


class _NoKeychainError(Exception):
    """No backend here is known to encrypt."""


def _trusted_backend() -> KeyringBackend:
    import keyring

    ring = keyring.get_keyring()
    for backend in getattr(ring, "backends", [ring]):
        if type(backend).__module__ in _TRUSTED_BACKENDS:
            return backend  # type: ignore[no-any-return]
    raise _NoKeychainError("This computer has no keychain that is known to encrypt")


def _missing(profile: Profile, kind: str) -> SecretError:
    return SecretError(
        f"Colophon does not have {_WORDS[kind]} for the profile {profile.name}.",
        not_done="Nothing was read or sent.",
        next_step=f"Set it in Connect, or give it in the environment as {_VARIABLES[kind]}.",
        command="Or with --secret-stdin.",
    )


def _unusable(cause: str, kind: str) -> SecretError:
    return SecretError(
        f"{cause}.",
        not_done=f"{_WORDS[kind][0].upper()}{_WORDS[kind][1:]} was neither stored nor read.",
        next_step="Unlock the keychain, choose to be asked each time, or give it in the "
        f"environment as {_VARIABLES[kind]}.",
    )
