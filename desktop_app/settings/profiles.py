"""Which Consonance and xConnector a home knows, and the flows of each."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, cast

from desktop_app.records.errors import NotFoundError, SettingsError, UsageError
from desktop_app.records.flow import (
    FORMATS,
    INTERNAL_ONLY,
    MOST_MINUTES,
    Acknowledgement,
    Audience,
    Environment,
    Flow,
    SafeMode,
    Style,
    usual_audience,
)
from desktop_app.records.onix import RELEASES
from desktop_app.records.resources import resource_text
from desktop_app.settings import onix as onix_settings
from desktop_app.settings.paths import Home

DEMO = "demo"
AUTOMATIC, GRAPHQL, REST4 = "auto", "graphql", "rest4"
INTERFACES = (AUTOMATIC, GRAPHQL, REST4)
"""By itself (GraphQL, and REST v4 only where there never was a GraphQL), or always the one."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_VERSION = 1

DEMO_FLOWS = (
    Flow("gardners", 1, "Gardners", "item-json", audience=Audience.TRADE, market="UK"),
    Flow("erp", 1, "ERP", "item-json", audience=Audience.INTERNAL, market="WORLD"),
    Flow("ingram", 1, "Ingram", "item-json", audience=Audience.TRADE, market="US"),
    Flow("dam", 3, "DAM", "asset-package", audience=Audience.TRADE, market="WORLD"),
    Flow("launch", 7, "Launch planning", "milestone-event", audience=Audience.INTERNAL),
    Flow("dashboard", 2, "Dashboard", "status-snapshot", audience=Audience.INTERNAL),
    Flow("royalties", 4, "Royalties", "contract-terms", audience=Audience.INTERNAL),
    Flow("printer", 5, "Printer", "print-order", audience=Audience.TRADE),
    Flow("warehouse", 5, "Warehouse", "warehouse-notice", audience=Audience.TRADE),
    Flow("crm", 6, "CRM", "contributor-json", audience=Audience.INTERNAL),
)
"""One destination at least for every purpose. A profile of a real house has none of them: it has
what its own xConnector offers, where a person agrees."""
DEMO_ASIDE = frozenset({"launch", "dashboard", "royalties", "printer", "warehouse", "crm"})
"""Of these the demo's list has no column until somebody chooses it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One Consonance and one xConnector. Keys and tokens are never part of it.

    ``time_zone`` is the house's IANA zone: it decides which day *today* is for the rules.
    ``secrets`` says where they are kept: ``keychain``, ``environment`` or ``ask``.
    ``interface`` is how Consonance is asked: one of ``INTERFACES``. ``refresh_every`` is after
    how many minutes titles are read again by themselves while Colophon is open; 0 is never.
    """

    name: str
    environment: Environment = Environment.PRODUCTION
    consonance_url: str = ""
    xconnector_url: str = ""
    safe_mode: SafeMode = SafeMode.CONFIRM
    flows: tuple[Flow, ...] = ()
    time_zone: str = "Europe/London"
    secrets: str = "keychain"
    interface: str = AUTOMATIC
    refresh_every: int = 0

    def __post_init__(self) -> None:
        """Records of ONIX are marked as tests wherever it is not production."""
        trial = self.environment is not Environment.PRODUCTION
        flows = tuple(
            replace(flow, trial=trial) if flow.format in RELEASES else flow for flow in self.flows
        )
        object.__setattr__(self, "flows", flows)

    @property
    def aside(self) -> frozenset[str]:
        """Flows without a column in a list that nobody has arranged yet."""
        return DEMO_ASIDE if self.name == DEMO else frozenset()

    def flow(self, name: str) -> Flow:
        """The flow of that name; raises NotFoundError naming those there are."""
        for flow in self.flows:
            if flow.name == name:
                return flow
        known = ", ".join(flow.name for flow in self.flows) or "none yet"
        raise NotFoundError(
            f"There is no flow named {name} in the profile {self.name}.",
            next_step=f"Its flows: {known}.",
        )


def demo_profile() -> Profile:
    """The profile that always exists and talks to the embedded services."""
    return Profile(
        DEMO, Environment.DEMO, safe_mode=SafeMode.DIRECT, flows=DEMO_FLOWS, secrets="runtime"
    )


def default_safe_mode(environment: Environment) -> SafeMode:
    """Production asks before it sends; the others send directly."""
    return SafeMode.CONFIRM if environment is Environment.PRODUCTION else SafeMode.DIRECT


class Settings:
    """The settings file of a home. A file that cannot be read is never written over."""

    def __init__(self, home: Home, profiles: Mapping[str, Profile], last_used: str) -> None:
        self._home = home
        self._profiles = {DEMO: demo_profile(), **profiles}
        self.last_used = last_used if last_used in self._profiles else DEMO

    @classmethod
    def load(cls, home: Home) -> Settings:
        """Read ``settings.toml``; raises SettingsError naming the file and what is wrong."""
        path = home.settings_file
        if not path.exists():
            return cls(home, {}, DEMO)
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            profiles = {
                name: _profile_from(name, entry)
                for name, entry in cast("dict[str, Any]", table.get("profiles", {})).items()
            }
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise _broken(path, str(error)) from error
        except UsageError as error:
            raise _broken(path, error.message.rstrip(".")) from error
        except (KeyError, TypeError, ValueError) as error:
            raise _broken(path, f"{type(error).__name__}: {error}") from error
        if table.get("version", _VERSION) > _VERSION:
            raise SettingsError(
                f"{path.name} was written by a newer Colophon.",
                not_done="It was left as it is.",
                next_step="Install the newer Colophon, or use another home.",
            )
        return cls(home, profiles, str(table.get("last_used", DEMO)))

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return tuple(self._profiles.values())

    def profile(self, name: str | None = None) -> Profile:
        """The named profile, or the one last used; raises NotFoundError."""
        wanted = name or self.last_used
        if wanted not in self._profiles:
            raise NotFoundError(
                f"There is no profile named {wanted}.",
                next_step=f"Profiles here: {', '.join(self._profiles)}.",
            )
        return self._profiles[wanted]

    def put(self, profile: Profile) -> None:
        """Add or replace a profile and save; raises SettingsError where that cannot be written,
        and everything is as it was."""
        check_name(profile.name, "profile")
        before = dict(self._profiles)
        self._profiles[profile.name] = profile
        try:
            self.save()
        except OSError as error:
            self._profiles = before
            raise SettingsError(
                f"The settings cannot be written: {error.strerror or error}.",
                not_done="They were left as they are.",
                next_step="Make room, or make the home folder writable, then try again.",
            ) from error

    def remove(self, name: str) -> None:
        """Forget a profile (its history on disk stays); the demo cannot be removed."""
        if name == DEMO:
            raise UsageError("The demo profile always exists and cannot be removed.")
        self.profile(name)
        del self._profiles[name]
        if self.last_used == name:
            self.last_used = DEMO
        self.save()

    def put_flow(self, profile: str, flow: Flow) -> None:
        """Add a flow to a profile, or replace it in its place, and save."""
        check_name(flow.name, "flow")
        check_flow(flow)
        known = self.profile(profile)
        flows = {each.name: each for each in known.flows} | {flow.name: flow}
        self.put(replace(known, flows=tuple(flows.values())))

    def remove_flow(self, profile: str, name: str) -> None:
        """Forget one flow and save; raises NotFoundError."""
        known = self.profile(profile)
        known.flow(name)
        self.put(replace(known, flows=tuple(each for each in known.flows if each.name != name)))

    def save(self) -> None:
        """Write through a temporary file, so that a crash leaves the old file whole."""
        import tomli_w

        kept = {
            name: _profile_table(profile)
            for name, profile in self._profiles.items()
            if profile != demo_profile()
        }
        text = tomli_w.dumps({"version": _VERSION, "last_used": self.last_used, "profiles": kept})
        _replace_file(self._home.settings_file, text.encode())


def check_name(name: str, what: str) -> None:
    """Raise UsageError unless the name is safe as a folder, a table and an argument."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be the name of a {what}.",
            next_step="Use up to 40 small letters, digits, - and _; begin with a letter or digit.",
        )


def check_flow(flow: Flow) -> None:
    """Raise UsageError when purpose, format, style and address do not fit together, and for a
    market that nobody knows: it would let every price and territory through."""
    if flow.format not in FORMATS:
        raise UsageError(
            f"There is no format named {flow.format}.",
            next_step=f"Formats in this version: {', '.join(FORMATS)}.",
        )
    purpose = FORMATS[flow.format][0]
    if purpose != flow.purpose:
        raise UsageError(f"The format {flow.format} serves purpose {purpose}, not {flow.purpose}.")
    if flow.format in INTERNAL_ONLY and flow.audience is not Audience.INTERNAL:
        raise UsageError(
            f"The format {flow.format} tells what only the house itself may know.",
            not_done=f"The flow {flow.name} was not taken.",
            next_step="Give it the audience internal, or choose another format.",
        )
    if flow.market not in markets():
        raise UsageError(
            f"There is no market named {flow.market}.",
            not_done=f"The flow {flow.name} was not taken.",
            next_step=f"Markets: {', '.join(markets())}.",
        )
    onix_settings.check(flow)
    if flow.style is Style.WEBHOOK and not flow.url.startswith(("http://", "https://")):
        raise UsageError("A webhook flow needs --url with an http or https address.")


@cache
def markets() -> tuple[str, ...]:
    """The names of the markets there are."""
    return tuple(json.loads(resource_text("mappings", "markets.v1.json"))["markets"])


def _profile_from(name: str, entry: Mapping[str, Any]) -> Profile:
    check_name(name, "profile")
    flows = tuple(_flow_from(each) for each in entry.get("flows", []))
    names = [flow.name for flow in flows]
    twice = next((each for each in names if names.count(each) > 1), "")
    if twice:
        raise ValueError(f"the profile {name} has two flows named {twice}")
    return Profile(
        name=name,
        environment=Environment(entry["environment"]),
        consonance_url=str(entry.get("consonance", "")),
        xconnector_url=str(entry.get("xconnector", "")),
        safe_mode=SafeMode(entry.get("safe_mode", SafeMode.CONFIRM)),
        flows=flows,
        time_zone=str(entry.get("time_zone", "Europe/London")),
        secrets=str(entry.get("secrets", "keychain")),
        interface=_interface(str(entry.get("interface", AUTOMATIC))),
        refresh_every=_minutes(entry.get("refresh_every", 0)),
    )


def _minutes(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= MOST_MINUTES:
        raise ValueError(f"refresh_every is a number of minutes from 0 to {MOST_MINUTES}")
    return given


def _interface(given: str) -> str:
    if given not in INTERFACES:
        raise ValueError(f"{given!r} is no way to ask a Consonance: {', '.join(INTERFACES)}")
    return given


def _flow_from(entry: Mapping[str, Any]) -> Flow:
    flow = Flow(
        name=str(entry["name"]),
        purpose=int(entry["purpose"]),
        destination=str(entry["destination"]),
        format=str(entry["format"]),
        style=Style(entry.get("style", Style.CONTRACT)),
        audience=Audience(entry.get("audience", usual_audience(str(entry["format"])))),
        market=str(entry.get("market", "UK")),
        acknowledgement=Acknowledgement(entry.get("acknowledgement", Acknowledgement.RECORD)),
        url=str(entry.get("url", "")),
        enabled=bool(entry.get("enabled", True)),
        onix=onix_settings.from_table(entry.get("onix", {})),
        severities=_severities(entry.get("severities", {})),
        offered=bool(entry.get("offered", False)),
    )
    check_name(flow.name, "flow")
    check_flow(flow)
    return flow


def _severities(given: object) -> tuple[tuple[str, str], ...]:
    """Rules and words that nobody knows are kept as they are: they weigh nothing here."""
    if not isinstance(given, Mapping) or not all(isinstance(each, str) for each in given.values()):
        raise ValueError("severities must be a table of rules, each with a word")
    return tuple((str(rule), word) for rule, word in given.items())


def _profile_table(profile: Profile) -> dict[str, Any]:
    return {
        "environment": profile.environment.value,
        "consonance": profile.consonance_url,
        "xconnector": profile.xconnector_url,
        "safe_mode": profile.safe_mode.value,
        "time_zone": profile.time_zone,
        "secrets": profile.secrets,
        "interface": profile.interface,
        "refresh_every": profile.refresh_every,
        "flows": [_flow_table(flow) for flow in profile.flows],
    }


def _flow_table(flow: Flow) -> dict[str, Any]:
    """``trial`` follows from the environment and ``own`` has a file: neither is kept here."""
    kept = {
        key: value.value if isinstance(value, StrEnum) else value
        for key, value in asdict(flow).items()
        if key not in ("onix", "trial", "severities", "own", "offered")
    }
    rest = {
        "onix": onix_settings.to_table(flow.onix),
        "severities": dict(flow.severities),
        "offered": flow.offered,
    }
    return kept | {name: value for name, value in rest.items() if value}


def _broken(path: Path, cause: str) -> SettingsError:
    return SettingsError(
        f"The settings in {path.name} cannot be read: {cause}.",
        not_done="The file was left as it is and nothing was changed.",
        next_step=f"Mend or move away {path}, then start again.",
    )


def _replace_file(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
