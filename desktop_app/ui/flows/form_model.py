"""Which settings has a flow that a person may change, and does what they typed make a flow?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.records.code_words import STATUS
from desktop_app.records.errors import UsageError
from desktop_app.records.flow import INTERNAL_ONLY, Acknowledgement, Audience, Flow, Style
from desktop_app.records.format_words import format_words
from desktop_app.records.onix import RELEASES, Tags, TitleStyle
from desktop_app.settings.profiles import check_flow, markets

_AVAILABILITY = "availability."
_LONGEST = 60
_KINDS: Mapping[str, Any] = {
    "tags": Tags, "title": TitleStyle, "audience": Audience, "acknowledgement": Acknowledgement,
}  # fmt: skip
"""What a text is made into; all else is kept as text."""
_AUDIENCES = {
    Audience.INTERNAL: "The house itself",
    Audience.TRADE: "The trade",
    Audience.PUBLIC: "The public",
}
_MARKETS = {"WORLD": "The whole world", "UK": "United Kingdom", "US": "United States",
            "EU": "European Union", "AU": "Australia"}  # fmt: skip
_PROMISES = {
    Acknowledgement.NONE: "Nothing",
    Acknowledgement.RUN: "A run to ask about",
    Acknowledgement.RECORD: "A result for each record",
}
_TAGS = {Tags.REFERENCE: "By name: <TitleText>", Tags.SHORT: "Short: <b203>"}
_TITLES = {TitleStyle.PARTS: "Prefix apart: The | Salt Road", TitleStyle.WHOLE: "As one text"}
_RIGHTS = {
    "02": "For sale, not exclusively (02)",
    "01": "For sale, exclusively (01)",
    "00": "Not said whether exclusively (00)",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. ``choices`` are (value, words), none for free text; ``usual`` is what counts
    while a text is empty; a ``secret`` is never shown again; one with ``fixed`` words is only
    read."""

    key: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    usual: str = ""
    secret: bool = False
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    fields: tuple[Field, ...]
    words: str = ""


def groups(flow: Flow, recipients: Mapping[str, str], usual: Mapping[str, str]) -> list[Group]:
    """The settings of a flow as people read them. ``recipients`` are names of those with rules of
    their own, ``usual`` what ONIX says of the availability of each publishing status."""
    made = [Group("Destination", _general(flow))]
    if flow.style is Style.WEBHOOK:
        made.append(Group("Webhook", _webhook(flow)))
    if flow.format in RELEASES:
        made += _onix(flow, recipients)
        made.append(_availability(flow, usual))
    return made


def _general(flow: Flow) -> tuple[Field, ...]:
    audiences, kind = _words(_AUDIENCES), format_words(flow.format)
    fixed = ""
    if flow.format in INTERNAL_ONLY:
        fixed = "The house itself: nobody else may get what this format tells."
    return (
        Field("destination", "Name", flow.destination, hint="As the list heads its column."),
        Field("format", "Format", flow.format,
              fixed=f"{kind[:1].upper()}{kind[1:]}. A flow keeps its format."),
        Field("audience", "For", flow.audience.value, audiences, fixed=fixed),
        Field("market", "Market", flow.market,
              tuple((each, _MARKETS.get(each, each)) for each in markets()),
              hint="Which price and which territory count."),
    )  # fmt: skip


def _webhook(flow: Flow) -> tuple[Field, ...]:
    return (
        Field("url", "Address", "", secret=True, usual="Unchanged",
              hint="May itself be a secret: it is not shown again."),
        Field("acknowledgement", "It confirms", flow.acknowledgement.value, _words(_PROMISES)),
    )  # fmt: skip


def _onix(flow: Flow, recipients: Mapping[str, str]) -> list[Group]:
    onix = flow.onix
    known = (("", "No rules of a recipient"), *recipients.items())
    message = (
        Field("onix.tags", "Tags", onix.tags.value, _words(_TAGS)),
        Field("onix.title", "Titles", onix.title.value, _words(_TITLES)),
        Field("onix.recipient", "Recipient", onix.recipient, known,
              hint="Its own rules are looked at, too."),
        Field("onix.sender", "Sender", onix.sender),
        Field("onix.contact", "Contact", onix.contact),
        Field("onix.email", "E-mail", onix.email),
        Field("onix.addressee", "Addressee", onix.addressee),
        Field("onix.reference", "Record references begin with", onix.reference,
              fixed=f"{onix.reference} must never change: destinations know titles by it."),
    )  # fmt: skip
    product = (
        Field("onix.publisher", "Publisher", onix.publisher, usual="None but the imprint"),
        Field("onix.supplier", "Supplier", onix.supplier, usual="The publisher, else the imprint"),
        Field("onix.supplier_role", "Role of the supplier", onix.supplier_role,
              hint="Code list 93: two signs."),
        Field("onix.language", "Default language", onix.language,
              hint="Three letters, as eng; empty where titles say it themselves."),
        Field("onix.rights", "Where it may be sold", onix.rights, _words(_RIGHTS)),
    )  # fmt: skip
    return [Group("Message", message), Group("Product", product)]


def _availability(flow: Flow, usual: Mapping[str, str]) -> Group:
    own = dict(flow.onix.availability)
    statuses = sorted({*usual, *own})
    fields = tuple(
        Field(
            f"{_AVAILABILITY}{each}",
            f"{each} {STATUS.get(each, 'Unknown status')}",
            own.get(each, ""),
            usual=usual.get(each, "says nothing"),
        )
        for each in statuses
    )
    words = (
        "Which code of list 65 stands for a publishing status. Empty is the usual one, shown in "
        "grey."
    )
    return Group("Availability", fields, words)


def _words(known: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), words) for value, words in known.items())


def with_values(flow: Flow, values: Mapping[str, str]) -> tuple[Flow, dict[str, str]]:
    """The flow with what was typed, and for each setting that cannot be, why not.

    Each is tried by itself on the flow as it was, so that every fault stands at its field.
    """
    made, faults = flow, {}
    for key, value in values.items():
        try:
            check_flow(_with(flow, key, value.strip()))
            made = _with(made, key, value.strip())
        except (UsageError, ValueError) as error:
            faults[key] = _why(error)
    if not faults:
        try:
            check_flow(made)
        except UsageError as error:
            faults[""] = _why(error)
    return made, faults


def _why(error: Exception) -> str:
    words = f"{error.message} {error.next_step}" if isinstance(error, UsageError) else str(error)
    return words.strip()


def _with(flow: Flow, key: str, value: str) -> Flow:
    if key.startswith(_AVAILABILITY):
        table = dict(flow.onix.availability)
        status = key.removeprefix(_AVAILABILITY)
        table.pop(status, None)
        if value:
            table[status] = value.upper()
        return replace(flow, onix=replace(flow.onix, availability=tuple(sorted(table.items()))))
    if key.startswith("onix."):
        name = key.removeprefix("onix.")
        given: dict[str, Any] = {name: _KINDS[name](value) if name in _KINDS else value}
        return replace(flow, onix=replace(flow.onix, **given))
    if key == "destination" and not (0 < len(value) <= _LONGEST and value.isprintable()):
        raise ValueError(f"A destination has a name of up to {_LONGEST} characters.")
    if key == "url" and not value:
        return flow
    plain: dict[str, Any] = {key: _KINDS[key](value) if key in _KINDS else value}
    return replace(flow, **plain)
