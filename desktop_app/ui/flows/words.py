"""What is said of a flow: whether it is on, why not, how it travels, and how its rules weigh?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from desktop_app.records.flow import OFF, PURPOSES, Acknowledgement, Flow, Style
from desktop_app.records.format_words import format_words
from desktop_app.records.payload import Severity
from desktop_app.services.severities import USUAL, Weighed, rule_name
from desktop_app.settings.profiles import DEMO, Profile
from desktop_app.ui import looks, wording
from desktop_app.ui.states import Look
from desktop_app.ui.widgets.lines import Cell, Line, Run

_ON, _OFF = Look("", "On", ""), Look("minus", "Off", "neutral")
_PROMISES = {
    Acknowledgement.NONE: "it confirms nothing",
    Acknowledgement.RUN: "it names a run that can be asked about",
    Acknowledgement.RECORD: "it answers for each record",
}


def named(flow: Flow) -> str:
    """ "Gardners · item JSON", as everywhere in the window."""
    return f"{wording.one_line(flow.destination)} · {format_words(flow.format)}"


def in_order(flows: Sequence[Flow]) -> list[Flow]:
    """By purpose, and within one as the settings have them."""
    return sorted(flows, key=lambda each: each.purpose)


def flow_lines(flows: Sequence[Flow], edited: Collection[str]) -> list[Line]:
    """A line for each flow, by purpose. ``edited`` ones have changes that are not saved."""
    return [_flow_line(flow, edited=flow.name in edited) for flow in in_order(flows)]


def _flow_line(flow: Flow, *, edited: bool) -> Line:
    name = wording.one_line(flow.destination)
    about = f"{PURPOSES[flow.purpose]} · {format_words(flow.format)}"
    look = _ON if flow.enabled else _OFF
    paragraphs = [(Run(name, weight=600),), (Run(about, "ink2", "caption"),)]
    if edited:
        paragraphs.append((Run("Not saved yet", "accent", "caption", 600),))
    unsaved = ", not saved yet" if edited else ""
    spoken = f"{name}, {about}, {look.word.lower()}{unsaved}"
    return Line((Cell(tuple(paragraphs)), Cell(look=look)), spoken, spoken, key=flow.name)


def state_words(flow: Flow, fault: str, titles: int) -> str:
    """Whether the flow is on and what that means, or why it is off."""
    if fault:
        return f"Off: your own mapping of {format_words(flow.format)} cannot be used: {fault}."
    if flow.enabled:
        told = wording.counted(titles, "title")
        return f"On: {told} on the list {'is' if titles == 1 else 'are'} judged for it."
    if flow.offered:
        purpose = PURPOSES[flow.purpose].lower()
        return (
            f"Off: xConnector offers it. Nobody gets {purpose} from here until a person "
            "switches that on."
        )
    return "Off: it was switched off. Its history stays, and nothing is judged or sent for it."


def question(flow: Flow, titles: int) -> str:
    """What switching a flow on does, asked once."""
    told = wording.counted(titles, "title")
    return f"{told} would newly be judged for {named(flow)}. Nothing is sent by it. Switch it on?"


def route_words(flow: Flow, profile: Profile, ends: Mapping[str, Sequence[str]]) -> str:
    """Which way it goes. ``ends`` maps flows to where xConnector says that they end: ``table``,
    ``folder``; a flow that it did not tell of is missing."""
    if flow.style is Style.WEBHOOK:
        # The rest of the address may be a secret.
        return f"Webhook at {_host(flow.url)}: {_PROMISES[flow.acknowledgement]}."
    if profile.name == DEMO:
        place = "the demo's own xConnector"
    elif profile.xconnector_url:
        place = f"xConnector at {_host(profile.xconnector_url)}"
    else:
        return "xConnector, which has no address yet: add it in Connect."
    told = ends.get(flow.name)
    if not told:
        return f"By {place}, as flow {flow.name}."
    what = " and ".join({"table": "a table", "folder": "files in a folder"}[each] for each in told)
    return f"By {place}, as flow {flow.name}, which ends in {what}."


def _host(url: str) -> str:
    return wording.one_line(urlsplit(url).hostname or "an unknown place")


# -- rules -----------------------------------------------------------------------------------------

_LOOKS = {each.value: looks.of_severity(each) for each in Severity}
_LOOKS[OFF] = Look("minus", "Off", "neutral")


def weight_word(weight: str) -> str:
    """ "Blocker", "Off"."""
    return _LOOKS[weight].word


def rule_line(each: Weighed) -> Line:
    """The weight, what the rule asks for, and what a flow may say about it."""
    star = " ★" if each.starred else ""
    here = each.now != each.usual
    usual = f"usually a {each.usual}" if here else ""
    about = " · ".join(
        filter(None, (f"{rule_name(each.rule)}{star}", usual, "" if here else fixed(each)))
    )
    look = _LOOKS[each.now]
    cells = (
        Cell(look=look),
        Cell(((Run(each.words),), (Run(about, "ink2", "caption"),))),
    )
    starred = ", starred" if each.starred else ""
    spoken = f"{look.word}{starred}: {each.words} {about}"
    return Line(cells, spoken, spoken, key=each.rule)


def fixed(each: Weighed) -> str:
    """Why the weight of a rule cannot be changed here, or ""."""
    if each.starred:
        return "cannot be changed"
    return "" if each.choices else "the same for every destination"


def fixed_sentence(each: Weighed) -> str:
    """The same for who is on the rule, with what to do."""
    if each.starred:
        return f"★ Rule {each.rule} cannot be changed here: it is one that no destination skips."
    if not each.choices:
        return (
            f"Rule {each.rule} weighs the same everywhere: what it finds would be wrong in itself."
        )
    return ""


def weights(each: Weighed) -> list[tuple[str, str]]:
    """(value, words) of what a person may choose, the usual weight first."""
    usual = [(USUAL, f"{weight_word(each.usual)} (usual)")]
    return usual + [(one, weight_word(one)) for one in each.choices if one != each.usual]


def weighed_by(each: Weighed, value: str) -> str:
    """What ``severities.with_words`` takes."""
    return f"{each.rule}={value}"
