"""What does block 4 of a product say: imprint, status, dates, sales rights?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from desktop_app.sources.onix.node import Node
from desktop_app.sources.onix.values import date_text
from desktop_app.sources.onix.words import STATUS

_WORLD = "WORLD"
_FOR_SALE = frozenset({"01", "02", "07", "08"})
_DATES = {"01": "publicationDate", "02": "salesEmbargoDate"}
_NOT_FOR_SALE = frozenset({"03", "04", "05", "06"})


def publish(detail: Node, product: dict[str, Any], work: dict[str, Any]) -> None:
    """Put what the block says into the document."""
    _houses(detail, product, work)
    status = detail.say("PublishingStatus")
    if status:
        product["onixPublishingStatusCode"] = status
        if status in STATUS:
            product["onixPublishingStatus"] = {"code": status, "description": STATUS[status]}
    waiting = dict(_DATES)
    for each in detail.all("PublishingDate"):
        path = waiting.pop(each.peek("PublishingDateRole"), "")
        if path:
            each.say("PublishingDateRole")
            product[path] = date_text(each) or None
    product |= _rights(detail)


def _houses(detail: Node, product: dict[str, Any], work: dict[str, Any]) -> None:
    for each in detail.all("Imprint"):
        name = each.say("ImprintName")
        if name:
            work["imprint"] = {"name": name}
            break
    links = []
    for each in detail.all("Publisher"):
        links += [_link(site) for site in each.all("Website") if site.peek("WebsiteLink")]
    product["webLinks"] = links
    if "imprint" in work:
        return
    # A house of one imprint names itself as publisher only.
    for each in detail.all("Publisher"):
        if each.peek("PublishingRole") in ("01", "") and each.peek("PublisherName"):
            each.say("PublishingRole")
            work["imprint"] = {"name": each.say("PublisherName")}
            break


def _link(site: Node) -> dict[str, str | None]:
    return {
        "link": site.say("WebsiteLink"),
        "role": site.say("WebsiteRole") or None,
        "description": site.say("WebsiteDescription") or None,
    }


# -- sales rights --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Rights:
    """``rest`` says whether the rest of the world is for sale; None where nothing is said.
    ``excepted`` are countries that a sale to the world leaves out."""

    said: bool = False
    rest: bool | None = None
    for_sale: dict[str, None] = field(default_factory=dict)
    not_for_sale: dict[str, None] = field(default_factory=dict)
    excepted: dict[str, None] = field(default_factory=dict)


def _rights(detail: Node) -> dict[str, Any]:
    """Countries for sale and not for sale. Nothing said is nothing known, and not *nowhere*.

    Regions other than the world are not taken apart: they are counted as left out, and the
    countries that are named stand alone.
    """
    rights = _Rights()
    for each in detail.all("SalesRights"):
        kind = each.peek("SalesRightsType")
        if kind in _FOR_SALE or kind in _NOT_FOR_SALE:
            each.say("SalesRightsType")
            for territory in each.all("Territory"):
                _add(rights, territory, sold=kind in _FOR_SALE)
    rest = detail.peek("ROWSalesRightsType")
    if rest in _FOR_SALE or rest in _NOT_FOR_SALE:
        detail.say("ROWSalesRightsType")
        rights.said, rights.rest = True, rest in _FOR_SALE
    return _told(rights)


def _add(rights: _Rights, territory: Node, *, sold: bool) -> None:
    rights.said = True
    mine = rights.for_sale if sold else rights.not_for_sale
    mine |= _countries(territory, "CountriesIncluded")
    regions = territory.find("RegionsIncluded")
    if regions is None or _WORLD not in regions.text.split():
        return
    regions.keep()
    rights.rest = sold
    if sold:
        rights.excepted |= _countries(territory, "CountriesExcluded")


def _countries(territory: Node, name: str) -> dict[str, None]:
    """Country codes, each once; anything else in the list is no country."""
    listed = territory.say(name).split()
    return dict.fromkeys(each for each in listed if re.fullmatch("[A-Z]{2}", each))


def _told(rights: _Rights) -> dict[str, Any]:
    if not rights.said:
        return {}
    # The world but these: they are not for sale unless another statement sells them.
    excepted = [code for code in rights.excepted if code not in rights.for_sale]
    made: dict[str, Any] = {
        "forSaleCountryCodes": list(rights.for_sale),
        "notForSaleCountryCodes": list(rights.not_for_sale | dict.fromkeys(excepted)),
    }
    if rights.rest is not None:
        made["isForSaleWorldwide"] = rights.rest
    return made
