"""Commands on the flows of a profile."""

from __future__ import annotations

import argparse
from dataclasses import replace

from desktop_app.cli import documents
from desktop_app.cli.changing import changing
from desktop_app.cli.codes import EMPTY, FATAL, OK
from desktop_app.cli.output import Output
from desktop_app.cli.session import home_of, profile_of
from desktop_app.records.errors import UsageError
from desktop_app.records.flow import (
    FORMATS,
    Acknowledgement,
    Audience,
    Flow,
    Style,
    usual_audience,
)
from desktop_app.settings import onix as onix_settings
from desktop_app.settings.profiles import Settings, check_name


def list_flows(arguments: argparse.Namespace, output: Output) -> int:
    profile = Settings.load(home_of(arguments)).profile(arguments.profile)
    output.listing(
        [documents.flow(each) for each in profile.flows],
        [
            f"{each.name}: {each.destination} · {each.format}{'' if each.enabled else ' (off)'}"
            for each in profile.flows
        ],
    )
    return EMPTY if arguments.fail_if_empty and not profile.flows else OK


def show_flow(arguments: argparse.Namespace, output: Output) -> int:
    flow = Settings.load(home_of(arguments)).profile(arguments.profile).flow(arguments.name)
    _tell(flow, f"{flow.name}: {flow.destination} · {flow.format}", output)
    return OK


def _tell(flow: Flow, words: str, output: Output) -> None:
    """The flow with the weights of its rules: ``*`` marks what it says itself."""
    from desktop_app.services import severities

    rules = severities.weighed(flow)
    lines = [
        f"  rule {each.rule}: {each.now}{'' if each.now == each.usual else '*'}  {each.words}"
        for each in rules
    ]
    document = documents.flow(flow) | {"rules": [documents.weighed(each) for each in rules]}
    output.one(document, "\n".join([words, *lines]))


def switch_flow(arguments: argparse.Namespace, output: Output) -> int:
    """A flow that is switched off keeps its history; nothing new is planned or sent for it."""
    with changing(arguments) as settings:
        profile = settings.profile(arguments.profile)
        flow = replace(profile.flow(arguments.name), enabled=arguments.on, offered=False)
        settings.put_flow(profile.name, flow)
    output.one(
        documents.flow(flow), f"The flow {flow.name} is switched {'on' if arguments.on else 'off'}."
    )
    return OK


def weigh_rules(arguments: argparse.Namespace, output: Output) -> int:
    from desktop_app.services import severities

    with changing(arguments) as settings:
        profile = settings.profile(arguments.profile)
        flow = severities.with_words(profile.flow(arguments.name), arguments.severities)
        settings.put_flow(profile.name, flow)
    _tell(flow, f"The flow {flow.name} weighs its rules so:", output)
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
        audience=Audience(arguments.audience or usual_audience(kind)),
        market=arguments.market,
        acknowledgement=_acknowledgement(style, arguments.acknowledgement),
        url=arguments.url,
        onix=onix_settings.from_words(arguments.settings),
    )
    if arguments.severities:
        from desktop_app.services import severities

        flow = severities.with_words(flow, arguments.severities)
    with changing(arguments) as settings:
        profile = settings.profile(arguments.profile)
        check_name(flow.name, "flow")
        if flow.name in {each.name for each in profile.flows}:
            raise UsageError(
                f"There is a flow named {flow.name} in the profile {profile.name} already.",
                not_done="It was left as it is.",
                next_step=f"Choose another name, or first: colophon flows remove {flow.name}.",
            )
        settings.put_flow(profile.name, flow)
    output.one(documents.flow(flow), f"The flow {flow.name} is kept in {profile.name}.")
    return OK


def _acknowledgement(style: Style, asked: str | None) -> Acknowledgement:
    """The contract always answers for each record; a webhook promises nothing unless told."""
    if style is Style.WEBHOOK:
        return Acknowledgement(asked or Acknowledgement.NONE)
    if asked and asked != Acknowledgement.RECORD:
        raise UsageError(
            f"A contract flow acknowledges each record; {asked} is for webhooks.",
            not_done="The flow was not added.",
        )
    return Acknowledgement.RECORD


def remove_flow(arguments: argparse.Namespace, output: Output) -> int:
    with changing(arguments) as settings:
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
    from desktop_app.services.unopened import connection_steps

    async for step in connection_steps(home, replace(profile, flows=(flow,)), flow=flow):
        if step.name == "flow":
            output.one({"flow": flow.name, "ok": step.ok, "words": step.words}, step.words)
            return FATAL if step.ok is False else OK
    raise UsageError(f"The flow {flow.name} could not be tested.")
