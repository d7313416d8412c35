"""Commands on profiles."""

from __future__ import annotations

import argparse
from dataclasses import replace
from urllib.parse import urlsplit

from desktop_app.cli.changing import changing
from desktop_app.cli.codes import FATAL, OK, first_of
from desktop_app.cli.output import Output
from desktop_app.cli.session import home_of, profile_of, secrets_from_stdin
from desktop_app.records.errors import SecretError, UsageError
from desktop_app.records.flow import Environment
from desktop_app.settings.profiles import Profile, Settings, check_name, default_safe_mode

_MARKS = {True: "✓", False: "✕", None: "–"}


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
    with changing(arguments) as settings:
        check_name(arguments.name, "profile")
        _must_be_new(settings, arguments.name)
        profile = Profile(
            arguments.name,
            environment,
            consonance_url=_address(arguments.consonance),
            xconnector_url=_address(arguments.xconnector) if arguments.xconnector else "",
            safe_mode=default_safe_mode(environment),
            interface=arguments.interface,
            refresh_every=arguments.refresh_every,
        )
        if arguments.secret_stdin:
            # First the keys: without a keychain nothing is kept at all.
            _keep_secrets(profile)
        settings.put(profile)
    output.one(_document(profile), f"The profile {profile.name} is kept. It has no flows yet.")
    return OK


def refresh_every(arguments: argparse.Namespace, output: Output) -> int:
    """Read titles again by itself every so many minutes while a window or a worker is open."""
    with changing(arguments) as settings:
        profile = replace(settings.profile(arguments.profile), refresh_every=arguments.minutes)
        settings.put(profile)
    every = profile.refresh_every
    words = f"every {every} minutes" if every > 1 else "every minute"
    output.one(
        _document(profile),
        f"{profile.name} is refreshed {words}."
        if every
        else f"{profile.name} is refreshed by hand.",
    )
    return OK


def _must_be_new(settings: Settings, name: str) -> None:
    """Another address under an old name would inherit its flows, or lose them."""
    if name in {each.name for each in settings.profiles}:
        raise UsageError(
            f"There is a profile named {name} already.",
            not_done="It was left as it is.",
            next_step="Choose another name, or remove that profile first.",
        )


def _keep_secrets(profile: Profile) -> None:
    from desktop_app.settings.secrets import store_secret

    for kind, secret in secrets_from_stdin():
        store_secret(profile, kind, secret)


def remove_profile(arguments: argparse.Namespace, output: Output) -> int:
    name = arguments.name or arguments.profile
    if not name:
        raise UsageError("Which profile? Name it.")
    with changing(arguments) as settings:
        profile = settings.profile(name)
        settings.remove(name)
    _forget_secrets(profile, output)
    output.one({"removed": name}, f"The profile {name} is forgotten; its history stays on disk.")
    return OK


def _forget_secrets(profile: Profile, output: Output) -> None:
    from desktop_app.settings import secrets

    if profile.secrets != "keychain" or not secrets.keychain_words().startswith("Keys are kept"):
        return  # nothing of it was ever kept here
    try:
        for kind in (secrets.CONSONANCE, secrets.XCONNECTOR):
            secrets.forget_secret(profile, kind)
    except SecretError as error:
        output.say(f"{error.message} A key of {profile.name} may still be in it.")


async def test_profile(arguments: argparse.Namespace, output: Output) -> int:
    """A tick per step; the first step that fails says what to do."""
    from desktop_app.services.unopened import connection_steps

    home = home_of(arguments)
    settings = Settings.load(home)
    if arguments.name:
        arguments.profile = arguments.name
    profile = profile_of(arguments, settings)
    steps, codes = [], []
    async for step in connection_steps(home, profile):
        steps.append({"name": step.name, "ok": step.ok, "words": step.words})
        output.line(f"{_MARKS[step.ok]} {step.name}: {step.words}")
        if step.ok is False:
            codes.append(step.exit_code or FATAL)
    words = "Not everything works." if codes else "Everything works."
    output.one({"profile": profile.name, "ok": not codes, "steps": steps}, words)
    return first_of(codes)


def _address(text: str) -> str:
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
        "interface": profile.interface,
        "refresh_every": profile.refresh_every,
        "flows": [each.name for each in profile.flows],
    }
