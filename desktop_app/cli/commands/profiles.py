"""Commands on settings: profiles and flows."""

from __future__ import annotations

import argparse
from dataclasses import replace

from desktop_app.cli import documents
from desktop_app.cli.output import Output
from desktop_app.cli.session import home_of, profile_of, secrets_from_stdin
from desktop_app.records.errors import UsageError
from desktop_app.records.flow import FORMATS, Acknowledgement, Audience, Environment, Flow, Style
from desktop_app.settings.profiles import Profile, Settings, default_safe_mode
from desktop_app.store.lock import HomeLock

OK, EMPTY, FATAL = 0, 6, 7


def list_profiles(arguments: argparse.Namespace, output: Output) -> int:
    settings = Settings.load(home_of(arguments))
    output.listing(
        [_document(each) for each in settings.profiles],
        [f"{each.name}: {each.environment.value}" for each in settings.profiles],
    )
    return OK


def show_profile(arguments: argparse.Namespace, output: Output) -> int:
    settings = Settings.load(home_of(arguments))
    profile = settings.profile(arguments.name or arguments.profile)
    words = (
        f"{profile.name}: {profile.environment.value}\n"
        f"Consonance {profile.consonance_url or 'embedded'}\n"
        f"xConnector {profile.xconnector_url or 'embedded'}\n"
        f"Safe mode {profile.safe_mode.value}, {len(profile.flows)} flows"
    )
    output.one(_document(profile), words)
    return OK


def add_profile(arguments: argparse.Namespace, output: Output) -> int:
    environment = Environment(arguments.environment)
    with _changing(arguments) as settings:
        profile = Profile(
            arguments.name,
            environment,
            consonance_url=_address(arguments.consonance),
            xconnector_url=_address(arguments.xconnector) if arguments.xconnector else "",
            safe_mode=default_safe_mode(environment),
        )
        if arguments.secret_stdin:
            # First the keys: without a keychain nothing is kept at all.
            _keep_secrets(profile)
        settings.put(profile)
    output.one(_document(profile), f"The profile {profile.name} is kept. It has no flows yet.")
    return OK


def _keep_secrets(profile: Profile) -> None:
    from desktop_app.settings.secrets import store_secret

    for kind, secret in secrets_from_stdin():
        store_secret(profile, kind, secret)


def remove_profile(arguments: argparse.Namespace, output: Output) -> int:
    name = arguments.name or arguments.profile
    if not name:
        raise UsageError("Which profile? Name it.")
    with _changing(arguments) as settings:
        settings.remove(name)
    output.one({"removed": name}, f"The profile {name} is forgotten; its history stays on disk.")
    return OK


async def test_profile(arguments: argparse.Namespace, output: Output) -> int:
    """A tick per step; the first step that fails says what to do."""
    from desktop_app.app import connection_steps

    home = home_of(arguments)
    settings = Settings.load(home)
    if arguments.name:
        arguments.profile = arguments.name
    profile = profile_of(arguments, settings)
    steps = []
    async for step in connection_steps(home, profile):
        steps.append({"name": step.name, "ok": step.ok, "words": step.words})
        if not output.machine:
            mark = {True: "✓", False: "✕", None: "–"}[step.ok]
            output.say(f"{mark} {step.name}: {step.words}")
    failed = any(each["ok"] is False for each in steps)
    words = "Not everything works." if failed else "Everything works."
    output.one({"profile": profile.name, "ok": not failed, "steps": steps}, words)
    return FATAL if failed else OK


def list_flows(arguments: argparse.Namespace, output: Output) -> int:
    profile = Settings.load(home_of(arguments)).profile(arguments.profile)
    output.listing(
        [documents.flow(each) for each in profile.flows],
        [f"{each.name}: {each.destination} · {each.format}" for each in profile.flows],
    )
    return EMPTY if arguments.fail_if_empty and not profile.flows else OK


def show_flow(arguments: argparse.Namespace, output: Output) -> int:
    flow = Settings.load(home_of(arguments)).profile(arguments.profile).flow(arguments.name)
    output.one(documents.flow(flow), f"{flow.name}: {flow.destination} · {flow.format}")
    return OK


def add_flow(arguments: argparse.Namespace, output: Output) -> int:
    kind = arguments.format or next(
        (name for name, (purpose, _) in FORMATS.items() if purpose == arguments.purpose), ""
    )
    if not kind:
        raise UsageError(
            f"Purpose {arguments.purpose} has no format in this version.",
            not_done="The flow was not added.",
            next_step=f"Formats: {', '.join(FORMATS)}.",
        )
    style = Style(arguments.style)
    flow = Flow(
        name=arguments.name,
        purpose=arguments.purpose,
        destination=arguments.destination or arguments.name,
        format=kind,
        style=style,
        audience=Audience(arguments.audience),
        market=arguments.market,
        acknowledgement=Acknowledgement.RECORD
        if style is Style.CONTRACT
        else Acknowledgement(arguments.acknowledgement),
        url=arguments.url,
    )
    with _changing(arguments) as settings:
        profile = settings.profile(arguments.profile)
        settings.put_flow(profile.name, flow)
    output.one(documents.flow(flow), f"The flow {flow.name} is kept in {profile.name}.")
    return OK


def remove_flow(arguments: argparse.Namespace, output: Output) -> int:
    with _changing(arguments) as settings:
        profile = settings.profile(arguments.profile)
        settings.remove_flow(profile.name, arguments.name)
    output.one({"removed": arguments.name}, f"The flow {arguments.name} is forgotten.")
    return OK


async def test_flow(arguments: argparse.Namespace, output: Output) -> int:
    """Whether the flow's endpoint answers and knows the flow; nothing is sent."""
    home = home_of(arguments)
    settings = Settings.load(home)
    profile = profile_of(arguments, settings)
    flow = profile.flow(arguments.name)
    from desktop_app.app import connection_steps

    async for step in connection_steps(home, replace(profile, flows=(flow,)), flow=flow):
        if step.name == "flow":
            output.one({"flow": flow.name, "ok": step.ok, "words": step.words}, step.words)
            return FATAL if step.ok is False else OK
    raise UsageError(f"The flow {flow.name} could not be tested.")


class _changing:  # noqa: N801 - reads as a phrase where it is used
    """Settings under the home's lock, so that two processes never write them at once."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._home = home_of(arguments)
        self._lock = HomeLock(self._home.lock_file)
        self._patience = arguments.wait_lock

    def __enter__(self) -> Settings:
        self._lock.acquire(self._patience)
        return Settings.load(self._home)

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _address(text: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{parts.hostname or text!r} is not an http or https address.")
    if parts.username or parts.password:
        raise UsageError(
            "An address must not hold a user name or password.",
            not_done="Nothing was kept.",
            next_step="Give the key with --secret-stdin.",
        )
    return text


def _document(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "environment": profile.environment.value,
        "consonance": profile.consonance_url,
        "xconnector": profile.xconnector_url,
        "safe_mode": profile.safe_mode.value,
        "flows": [each.name for each in profile.flows],
    }
