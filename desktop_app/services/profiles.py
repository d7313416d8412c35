"""How does a person add a profile or mend its keys? Checked, tested, then kept.

Keys go to the keychain, stay in this process, or come from the environment, as chosen; they are
never in the settings file and never shown again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop_app.records.errors import SecretError, SourceError, UsageError
from desktop_app.records.flow import FORMATS, Environment, Flow, usual_audience
from desktop_app.settings.profiles import (
    DEMO,
    Profile,
    Settings,
    check_flow,
    check_name,
    default_safe_mode,
)
from desktop_app.settings.secrets import (
    CONSONANCE,
    XCONNECTOR,
    get_secret,
    keychain_words,
    remember_for_session,
    store_secret,
)

if TYPE_CHECKING:
    from desktop_app.services.connect import Step

KEYCHAIN, ASK, ENVIRONMENT = "keychain", "ask", "environment"


@dataclass(frozen=True, slots=True)
class ConnectForm:
    """What the connect dialog holds. An empty key means: the one that is already kept."""

    name: str
    environment: Environment
    consonance_url: str
    xconnector_url: str = ""
    keep: str = KEYCHAIN
    consonance_key: str = field(default="", repr=False)
    xconnector_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Keychain:
    """Whether keys can be kept on this computer, and one sentence about it."""

    usable: bool
    words: str


class Profiles:
    """The profiles of a home, as the connect dialog needs them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def names(self) -> tuple[str, ...]:
        """All profiles, the demo among them."""
        return tuple(profile.name for profile in self._settings.profiles)

    def form(self, name: str) -> ConnectForm:
        """An existing profile as a form, without its secrets. Raises NotFoundError."""
        profile = self._settings.profile(name)
        keep = profile.secrets if profile.secrets in (KEYCHAIN, ASK, ENVIRONMENT) else KEYCHAIN
        return ConnectForm(
            profile.name,
            profile.environment,
            profile.consonance_url,
            profile.xconnector_url,
            keep,
        )

    async def keychain(self) -> Keychain:
        """Which keychain would be used, or why there is none."""
        words = await asyncio.to_thread(keychain_words)
        return Keychain(words.startswith("Keys are kept in"), words)

    def check(self, form: ConnectForm) -> None:
        """Raise UsageError in plain words when the form cannot become a profile."""
        check_name(form.name, "profile")
        if form.name == DEMO:
            raise UsageError("The name demo belongs to the demo.", next_step="Choose another name.")
        _check_address(form.consonance_url, "Consonance")
        if form.xconnector_url:
            _check_address(form.xconnector_url, "xConnector")

    async def test(self, form: ConnectForm) -> AsyncIterator[Step]:
        """A step at a time: each says whether it works and, if not, what to do.

        Raises UsageError for a form that cannot be tried and SecretError when a key is missing.
        """
        self.check(form)
        key = await self._secret(form, CONSONANCE, form.consonance_key)
        token = ""
        if form.xconnector_url:
            token = await self._secret(form, XCONNECTOR, form.xconnector_token)
        from desktop_app.services.connect import Connect

        async for step in Connect().steps(form.consonance_url, key, form.xconnector_url, token):
            yield step

    async def offered_flows(self, form: ConnectForm) -> tuple[Flow, ...]:
        """The flows that the form's xConnector takes, in formats this version knows.

        Empty when it has none or does not answer now: a profile can be kept without them.
        """
        if not form.xconnector_url:
            return ()
        from desktop_app.sources.web import Connection

        try:
            token = await self._secret(form, XCONNECTOR, form.xconnector_token)
            connection = Connection(
                form.xconnector_url, token, service="xConnector", deadline=10.0, attempts=2
            )
            try:
                told = await connection.ask(path="/v1/flows")
            finally:
                await connection.aclose()
        except (SecretError, SourceError):
            return ()
        return _flows_from(told)

    async def save(self, form: ConnectForm, flows: tuple[Flow, ...] = ()) -> Profile:
        """Keep profile and keys; returns the profile. ``flows`` are added where their names are
        new. Raises UsageError, SettingsError or SecretError; then nothing was kept."""
        self.check(form)
        profile = self._profile(form)
        known = {flow.name for flow in profile.flows}
        added = tuple(flow for flow in flows if flow.name not in known)
        profile = replace(profile, flows=(*profile.flows, *added))
        await asyncio.to_thread(self._keep_secrets, profile, form)
        self._settings.last_used = profile.name
        await asyncio.to_thread(self._settings.put, profile)
        return profile

    def _profile(self, form: ConnectForm) -> Profile:
        if form.name in self.names:
            known = self._settings.profile(form.name)
            return replace(
                known,
                environment=form.environment,
                consonance_url=form.consonance_url,
                xconnector_url=form.xconnector_url,
                secrets=form.keep,
            )
        return Profile(
            form.name,
            form.environment,
            form.consonance_url,
            form.xconnector_url,
            default_safe_mode(form.environment),
            secrets=form.keep,
        )

    async def _secret(self, form: ConnectForm, kind: str, given: str) -> str:
        if given:
            return given
        return await asyncio.to_thread(get_secret, self._profile(form), kind)

    @staticmethod
    def _keep_secrets(profile: Profile, form: ConnectForm) -> None:
        for kind, secret in (
            (CONSONANCE, form.consonance_key),
            (XCONNECTOR, form.xconnector_token),
        ):
            if not secret:
                continue
            if form.keep == KEYCHAIN:
                store_secret(profile, kind, secret)
            # In every case it serves until this process ends, without asking again.
            remember_for_session(profile.name, kind, secret)


_ON_AT_ONCE = frozenset({1, 7})
"""Metadata and milestones. An endpoint that merely offers print orders, payments, status, assets
or contacts does not thereby get them: a person switches such a flow on."""


def _flows_from(told: Any) -> tuple[Flow, ...]:
    """What an endpoint says is not trusted: entries that make no flow here are left out."""
    items = told.get("items", []) if isinstance(told, dict) else []
    found: dict[str, Flow] = {}
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        name, form = str(item.get("name", "")), str(item.get("format", ""))
        destination = str(item.get("destination") or name)[:60]
        if form not in FORMATS:
            continue
        purpose = FORMATS[form][0]
        flow = Flow(
            name, purpose, destination, form, audience=usual_audience(form),
            enabled=purpose in _ON_AT_ONCE, offered=purpose not in _ON_AT_ONCE,
        )  # fmt: skip
        try:
            check_name(name, "flow")
            check_flow(flow)
        except UsageError:
            continue
        found[name] = flow
    return tuple(found.values())


def _check_address(text: str, what: str) -> None:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"The {what} address is not a web address.",
            not_done="Nothing was tried or kept.",
            next_step="Write it with https:// and the host name.",
        )
    if parts.username or parts.password:
        raise UsageError(
            f"The {what} address must not hold a user name or password.",
            not_done="Nothing was tried or kept.",
            next_step="Put the key into its own field.",
        )
