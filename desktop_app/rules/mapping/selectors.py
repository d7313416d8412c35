"""Which entries of a list may go? A closed set of named conditions on one entry.

``needs`` are the fields of the entry that a condition looks at: they show in the source of every
value of that entry, because moving one of them moves the whole entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Audience, Flow
from desktop_app.records.resources import resource_text
from desktop_app.rules.mapping import covers
from desktop_app.rules.mapping.markets import Market, market
from desktop_app.rules.mapping.paths import ABSENT
from desktop_app.rules.mapping.transforms import code

Entry: TypeAlias = Mapping[str, Any]

FILE = "audiences.v1.json"
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|tiff?|webp|bmp)(?:$|[?#])", re.IGNORECASE)
_OTHER_FILE = re.compile(r"\.[a-z0-9]{2,5}(?:$|[?#])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What conditions know besides the entry. ``product`` is the product's number as text.

    ``printed`` are the products of the run that the hand-off is about, ``hashes`` the SHA-256 of
    files by address. ``cover`` names the front cover that a person chose where several might be
    it, ``word`` says who, when and why.
    """

    product: str
    market: Market
    audience: Audience
    codes: frozenset[str] | None
    cover: str = ""
    word: str = ""
    printed: frozenset[str] | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selector:
    """``inside`` is False for what only guards the outside: an internal flow never asks it."""

    name: str
    needs: tuple[str, ...]
    keeps: Callable[[Entry, Context], bool]
    inside: bool = True


def context(
    document: Mapping[str, Any],
    flow: Flow,
    choice: CoverChoice | None = None,
    hashes: Mapping[str, str] | None = None,
) -> Context:
    """The context of one document and flow; a choice that does not hold any more is none."""
    cover = covers.chosen(choice, cover_candidates(document)) if choice is not None else ""
    return Context(
        product=str(document.get("id") or ""),
        market=market(flow.market),
        audience=flow.audience,
        codes=_codes(flow.audience),
        cover=cover,
        word=covers.told(choice) if cover and choice is not None else "",
        hashes=hashes or {},
    )


def for_product(entry: Entry, known: Context) -> bool:
    """Linked to this product. A source that has no such links gives only what belongs to it."""
    ids = entry.get("productIds", ABSENT)
    if ids is ABSENT:
        return True
    if not isinstance(ids, list | tuple):
        return False
    return known.product in ids or any(str(each) == known.product for each in ids)


def in_market(entry: Entry, known: Context) -> bool:
    """A price in a currency that the destination's market needs."""
    currency = code(entry.get("currencyCode"))
    return known.market.sells_in(currency if isinstance(currency, str) else "")


def for_audience(entry: Entry, known: Context) -> bool:
    """May be shown to the flow's audience (ONIX list 154).

    Where the source names nobody, the trade may have it, because that is what external text is
    for, but the public may not.
    """
    if known.codes is None:
        return True
    named = entry.get("onixContentAudienceCodes", entry.get("onixContentAudienceCode"))
    listed = named if isinstance(named, list | tuple) else [named]
    found = {each for each in map(code, listed) if isinstance(each, str)}
    if not found:
        return known.audience is not Audience.PUBLIC
    return bool(found & known.codes)


def in_onix(entry: Entry, known: Context) -> bool:
    """Not kept out of trade feeds by the tick in Consonance; inside the house all may go."""
    return known.audience is Audience.INTERNAL or entry.get("includeInOnix") is not False


def front_cover(entry: Entry, known: Context) -> bool:
    """A front cover of this product that is not said to be without approval.

    Where a person chose among several, only that one.
    """
    if known.cover and covers.name_of(entry) != known.cover:
        return False
    return linked_cover(entry, known) and covers.approval(entry) is not False


def linked_cover(entry: Entry, known: Context) -> bool:
    """An image that is linked to this product and not said to be something else than a cover."""
    variant = entry.get("resourceVariant")
    other = isinstance(variant, str) and "front" not in variant.lower()
    return not other and is_image(entry) and for_product(entry, known)


def cover_candidates(document: Mapping[str, Any]) -> list[Entry]:
    """Every resource that might be the front cover of the product, for any flow."""
    known = Context(
        str(document.get("id") or ""), market("WORLD"), Audience.INTERNAL, _codes(Audience.INTERNAL)
    )
    return [each for each in covers.resources(document) or () if front_cover(each, known)]


def ready(entry: Entry, known: Context) -> bool:
    """Its renditions are made."""
    return entry.get("isProcessing") is not True


def of_run(entry: Entry, known: Context) -> bool:
    """A file for a product of the run; where a source has no such links, any of the work."""
    ids = entry.get("productIds", ABSENT)
    if ids is ABSENT or known.printed is None:
        return True
    return isinstance(ids, list | tuple) and bool(known.printed & {str(each) for each in ids})


def not_received(entry: Entry, known: Context) -> bool:
    """A run of which something is still to come, as far as anybody has counted."""
    return not received(entry)


def received(run: Entry) -> bool:
    """Whether Consonance holds a received quantity for everything that the run was to bring."""
    found = run.get("quantities")
    listed = found if isinstance(found, list | tuple) else ()
    lines = [each for each in listed if isinstance(each, Mapping)]
    return bool(lines) and all(each.get("receivedQuantity") is not None for each in lines)


def done(entry: Entry, known: Context) -> bool:
    """A to-do that has the day on which it was done."""
    return _said(entry.get("doneDate"))


def due(entry: Entry, known: Context) -> bool:
    """A to-do that is due some day."""
    return _said(entry.get("dueDate"))


def supplier(entry: Entry, known: Context) -> bool:
    """A contact to whom the house gave a supplier number."""
    contact = entry.get("contributor")
    return isinstance(contact, Mapping) and _said(contact.get("inhouseSupplierId"))


def approved_file(entry: Entry, known: Context) -> bool:
    """A production file that is there and said to be approved. Unknown is not approved."""
    status = entry.get("approvalStatus")
    words = re.findall("[a-z]+", status.lower()) if isinstance(status, str) else []
    return "approved" in words and "not" not in words and entry.get("exists") is not False


def may_be_distributed(entry: Entry, known: Context) -> bool:
    """A production file that may leave the house; inside the house all may be kept."""
    told = code(entry.get("allowDistribution"))
    return isinstance(told, str) and told.lower() in ("yes", "true", "allowed", "allow")


def _said(given: Any) -> bool:
    return isinstance(given, str) and bool(given.strip())


def has_text(entry: Entry, known: Context) -> bool:
    """Has words for the outside."""
    found = entry.get("externalText")
    return isinstance(found, str) and bool(found.strip())


def is_image(entry: Entry) -> bool:
    """Whether a resource is an image, by its type, else by its name; unknown counts as one."""
    kind = entry.get("imageContentType")
    if isinstance(kind, str) and kind:
        return kind.lower().startswith("image/")
    name = entry.get("filename") or entry.get("url")
    if not isinstance(name, str) or _IMAGE_FILE.search(name):
        return True
    return not _OTHER_FILE.search(name.rpartition("/")[2])


@cache
def _codes(audience: Audience) -> frozenset[str] | None:
    found = json.loads(resource_text("mappings", FILE))["audiences"][audience.value]
    return None if found is None else frozenset(found)


_ALL = (
    Selector("for_product", ("productIds",), for_product),
    Selector("in_market", ("currencyCode",), in_market),
    Selector(
        "for_audience",
        ("onixContentAudienceCodes", "onixContentAudienceCode"),
        for_audience,
        inside=False,
    ),
    Selector("in_onix", ("includeInOnix",), in_onix, inside=False),
    Selector(
        "front_cover", ("productIds", "imageContentType", "resourceVariant", "status"), front_cover
    ),
    Selector("ready", ("isProcessing",), ready),
    Selector("of_run", ("productIds",), of_run),
    Selector("not_received", ("quantities",), not_received),
    Selector("done", ("doneDate",), done),
    Selector("due", ("dueDate",), due),
    Selector("supplier", ("contributor.inhouseSupplierId",), supplier),
    Selector("approved_file", ("approvalStatus", "exists"), approved_file),
    Selector("may_be_distributed", ("allowDistribution",), may_be_distributed, inside=False),
    Selector("has_text", (), has_text),  # an empty text is no entry; its words move alone
)
SELECTORS: Mapping[str, Selector] = {each.name: each for each in _ALL}
