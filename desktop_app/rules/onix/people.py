"""Who made it? Contributors in order, each once with all of their roles."""

from __future__ import annotations

import re

from desktop_app.rules.mapping.selectors import for_product
from desktop_app.rules.mapping.transforms import TRANSFORMS, integer
from desktop_app.rules.onix.codes import UNNAMED
from desktop_app.rules.onix.writing import Entry, Writing, entry_words, plain_code, words
from desktop_app.rules.onix.xhtml import markup

_ROOT = "contributions[]"
_BY = "by sequenceNumber, productIds"
_LAST = 10**9
_MATERIAL = re.compile(r"[\s-]")


def write(to: Writing) -> None:
    """Contributors and the statement about them, or that there is none."""
    found = [
        each
        for each in to.entries("contributions")
        if for_product(each, to.known) and entry_words(each, "contributor", "name")
    ]
    people = _together(found)
    for place, entries in enumerate(people, 1):
        _contributor(to, entries, place)
    if people:
        statement = to.words("authorshipDescription")
        source = f"authorshipDescription + {_ROOT}.productIds"
        to.sink.say("ContributorStatement", statement, source, "as written, beside contributors")
    elif to.told("contributions") and not to.entries("contributions"):
        to.sink.flag("NoContributor", "contributions", "the source lists nobody")


def _together(found: list[Entry]) -> list[list[Entry]]:
    """Contributions of one person are one contributor, at the first place they have."""
    people: dict[str, list[Entry]] = {}
    for each in sorted(found, key=_order):
        contributor = each["contributor"]
        name = words(contributor.get("id")) or entry_words(each, "contributor", "name")
        people.setdefault(name, []).append(each)
    return list(people.values())


def _order(each: Entry) -> tuple[int, str, str]:
    place = integer(each.get("sequenceNumber"))
    number = place if isinstance(place, int) else _LAST
    return (
        number,
        entry_words(each, "contributor", "name"),
        plain_code(each.get("onixContributorRoleCode")),
    )


def _contributor(to: Writing, entries: list[Entry], place: int) -> None:
    sink = to.sink
    sink.begin("Contributor", str(place))
    sink.say(
        "SequenceNumber", str(place), f"{_ROOT}.productIds", "place in order of sequenceNumber"
    )
    roles = (plain_code(each.get("onixContributorRoleCode")) for each in entries)
    for role in dict.fromkeys(filter(None, roles)):
        sink.each("ContributorRole", role, f"{_ROOT}.onixContributorRoleCode {_BY}", "code")
    contributor: Entry = entries[0]["contributor"]
    _identity(to, contributor)
    _name(to, contributor)
    note, html = markup(contributor.get("biographicalNote"))
    source = f"{_ROOT}.contributor.biographicalNote {_BY}"
    sink.prose(
        "BiographicalNote",
        note,
        source,
        "XHTML" if html else TRANSFORMS["plain_text"].words,
        html=html,
    )
    sink.end()


def _identity(to: Writing, contributor: Entry) -> None:
    isni = _MATERIAL.sub("", words(contributor.get("isni"))).upper()
    if isni and not _unnamed(contributor):
        to.sink.begin("NameIdentifier", "ISNI")
        to.sink.fixed("NameIDType", "16")
        source = f"{_ROOT}.contributor.isni {_BY}"
        to.sink.say("IDValue", isni, source, "ISNI, no spaces")
        to.sink.end()


def _unnamed(contributor: Entry) -> str:
    """The code for a contributor who has no name of their own; "" for a named one."""
    if words(contributor.get("personName")) or words(contributor.get("organisationName")):
        return ""
    return UNNAMED.get(words(contributor.get("name")), "")


def _name(to: Writing, contributor: Entry) -> None:
    def say(element: str, field: str, value: str = "") -> None:
        given = value or words(contributor.get(field))
        to.sink.say(element, given, f"{_ROOT}.contributor.{field} {_BY}", "as written")

    if unnamed := _unnamed(contributor):
        say("UnnamedPersons", "name", unnamed)
    elif words(contributor.get("organisationName")):
        say("CorporateName", "organisationName")
    elif contributor.get("__typename") == "Organisation":
        say("CorporateName", "name")
    else:
        say("PersonName", "personName" if words(contributor.get("personName")) else "name")
        say("PersonNameInverted", "personNameInverted")
        key = words(contributor.get("keyNames"))
        if key:
            say("NamesBeforeKey", "namesBeforeKeyNames")
            say("KeyNames", "keyNames")
