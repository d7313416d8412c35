"""Block 4: imprint, publisher, status, dates, and where it may be sold."""

from __future__ import annotations

import re

from desktop_app.rules.mapping.paths import read
from desktop_app.rules.mapping.selectors import in_onix
from desktop_app.rules.mapping.transforms import codes, web_address
from desktop_app.rules.onix.writing import Writing, digits, plain_code, words

_COUNTRY = re.compile(r"[A-Z]{2}")
_NOT_FOR_SALE = "03"
_SETTING = "setting of the flow"
_DATES = (
    ("publication", "01", "publicationDate"),
    # The embargo is the product's, in every market: what a market would say of it is the same.
    ("embargo", "02", "salesEmbargoDate"),
)
"""Key, code of list 163, and where it is read."""


def write(to: Writing) -> None:
    """The whole block. Without a house that publishes it the schema takes none of it."""
    imprint = to.words("work", "imprint", "name")
    publisher = to.settings.publisher
    if not imprint and not publisher:
        return
    sink = to.sink
    sink.begin("PublishingDetail")
    if imprint:
        sink.begin("Imprint")
        to.say("ImprintName", "work.imprint.name")
        sink.end()
    if publisher:
        sink.begin("Publisher")
        sink.fixed("PublishingRole", "01")
        sink.say("PublisherName", publisher, "", f"{_SETTING}: publisher")
        _links(to)
        sink.end()
    status = to.code("onixPublishingStatusCode")
    sink.say("PublishingStatus", status, "onixPublishingStatusCode", "code")
    for key, role, path in _DATES:
        if day := digits(read(to.document, (path,))):
            sink.begin("PublishingDate", key)
            sink.fixed("PublishingDateRole", role)
            sink.day(day, path, "date")
            sink.end()
    _rights(to)
    sink.end()


def _links(to: Writing) -> None:
    root = "webLinks[]"
    by = "by id, includeInOnix"
    going = [each for each in to.entries("webLinks") if in_onix(each, to.known)]
    taken: set[str] = set()
    for each in sorted(going, key=lambda one: (words(one.get("id")), words(one.get("link")))):
        link = web_address(each.get("link"))
        if not isinstance(link, str) or link in taken:
            continue
        taken.add(link)
        to.sink.begin("Website", str(len(taken)))
        role = plain_code(each.get("role"))
        to.sink.say("WebsiteRole", role, f"{root}.role {by}", "code")
        said = words(each.get("description"))
        to.sink.say("WebsiteDescription", said, f"{root}.description {by}", "as written")
        to.sink.say("WebsiteLink", words(link), f"{root}.link {by}", "http or https address")
        to.sink.end()


def _rights(to: Writing) -> None:
    """The world but some countries, or some countries; nothing where neither is said."""
    sold, kept = _countries(to, "forSaleCountryCodes"), _countries(to, "notForSaleCountryCodes")
    if read(to.document, ("isForSaleWorldwide",)) is True:
        _begin(to, "for_sale", to.settings.rights)
        rule = f"all countries; {_SETTING}: rights {to.settings.rights}"
        to.sink.say("RegionsIncluded", "WORLD", "isForSaleWorldwide", rule)
        source = "notForSaleCountryCodes + isForSaleWorldwide"
        to.sink.say("CountriesExcluded", " ".join(kept), source, "countries, sorted")
        _end(to)
    elif sold:
        _begin(to, "for_sale", to.settings.rights)
        rule = f"countries, sorted; {_SETTING}: rights {to.settings.rights}"
        source = "forSaleCountryCodes + isForSaleWorldwide"
        to.sink.say("CountriesIncluded", " ".join(sold), source, rule)
        _end(to)
    if kept:
        _begin(to, "not_for_sale", _NOT_FOR_SALE)
        to.sink.say(
            "CountriesIncluded", " ".join(kept), "notForSaleCountryCodes", "countries, sorted"
        )
        _end(to)


def _begin(to: Writing, key: str, kind: str) -> None:
    to.sink.begin("SalesRights", key)
    to.sink.fixed("SalesRightsType", kind)
    to.sink.begin("Territory")


def _end(to: Writing) -> None:
    to.sink.end()
    to.sink.end()


def _countries(to: Writing, path: str) -> list[str]:
    found = codes(read(to.document, (path,)))
    return [each for each in found if _COUNTRY.fullmatch(each)] if isinstance(found, list) else []
