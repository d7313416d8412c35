"""Which titles of the invented house are wrong on purpose, and how?

They come after the sound ones and are as many for every size; a very small house has none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from desktop_app.companions.sandbox.house import Builder, House
from desktop_app.companions.sandbox.parts import Object, code, isbn, price, status, text
from desktop_app.companions.sandbox.people import person

Trap: TypeAlias = Callable[[Builder, Object], None]

EDITIONS = 60
_PLAIN = ("BC", "DG")
_FIRST_ODD_PERSON = 800
_BROKEN_HTML = (
    "<p>A <b>river<p>runs <script>alert('through')</script> it & <i>nobody</b> minds. "
    "&lt;Not a tag&gt; &nbsp;<a href='javascript:void(0)'>Read on<table><tr><td>"
)
_WORLD: Object = {"isForSaleWorldwide": True, "forSaleCountryCodes": []}
_NOWHERE: Object = {"isForSaleWorldwide": False, "forSaleCountryCodes": []}

# What is set in each product of a work, by the trap's name.
FIELDS: Mapping[str, Object] = {
    "unapproved": {"allowOnixExports": False},
    "cancelled": {**status("_01"), "publicationDate": None},
    "postponed with a date": status("_03"),
    "forthcoming without a date": {**status("_02"), "publicationDate": None},
    "temporarily withdrawn": status("_16"),
    "without status and form": {
        "onixPublishingStatusCode": None,
        "onixPublishingStatus": None,
        "onix21ProductFormCode": None,
        "onix21ProductForm": None,
    },
    "date that is none": {"publicationDate": "2027-02-31"},
    "date beyond all plans": {**status("_02"), "publicationDate": "2999-12-31"},
    "rights empty": {**_NOWHERE, "isForSaleWorldwide": None, "salesRightsDescription": None},
    "rights only excluded": {**_NOWHERE, "notForSaleCountryCodes": ["US", "PH"]},
    "rights with exclusions": {**_WORLD, "notForSaleCountryCodes": ["US", "CA"]},
    "rights in both lists": {
        **_NOWHERE,
        "forSaleCountryCodes": ["GB", "IE", "US"],
        "notForSaleCountryCodes": ["US", "CA"],
    },
    "without ISBN": {"isbn": None},
    "ISBN in words": {"isbn": {"isbn13": "No ISBN"}},
    "without price": {"prices": []},
    "absurd extents": {
        "approximatePageCount": -5,
        "productHeight": Decimal(1_000_000),
        "productWidth": Decimal("0.0"),
        "wordCount": 2_147_483_647,
    },
    "title without words": {"fullTitle": "", "titleWithoutPrefix": None, "titlePrefix": None},
    "title that stands in": {"fullTitle": "TBC", "titleWithoutPrefix": "TBC", "titlePrefix": None},
    "title with tags": {"fullTitle": "<b>Fish &amp; Foundry</b>", "titlePrefix": None},
    "title as a formula": {"fullTitle": '=HYPERLINK("http://example.org","Open")'},
    "title that turns round": {"fullTitle": "Bridges \u202egnp.segdirb\u202c and\ttabs\u0007"},
    "title without end": {"fullTitle": "The Very Long Almanac of " + "Weather and " * 250 + "Rain"},
    "link that is a script": {
        "webLinks": [{"id": 1, "link": "javascript:alert(1)", "role": "_01", "includeInOnix": True}]
    },
}
# What is wrong with the file behind the cover's address.
COVER_FILES: Mapping[str, str] = {
    "cover missing": "missing",
    "cover is a page": "html",
    "cover empty": "empty",
    "cover cut off": "cut",
    "cover is a PNG": "png",
}
# What is set in the cover of a work.
COVER_FIELDS: Mapping[str, Object] = {
    "cover in process": {"isProcessing": True},
    "cover of no product": {"productIds": []},
    "cover without address": {"url": None},
    "cover restricted": {"onixContentAudienceCode": "_01"},
}


def set_traps(builder: Builder) -> House:
    """The whole house: sound titles, then the traps, together as many as asked for."""
    traps = {**_by_fields(), **_TOLD}
    count = sum(len(forms) for forms, _ in traps.values())
    room = builder.titles - count
    if room < count:
        builder.build(builder.titles)
        return builder.house
    builder.build(room)
    for name, (forms, spoil) in traps.items():
        work = builder.add_work(forms)
        spoil(builder, work)
        builder.house.traps[name] = [each["id"] for each in work["products"]]
    return builder.house


def _by_fields() -> dict[str, tuple[tuple[str, ...], Trap]]:
    made: dict[str, tuple[tuple[str, ...], Trap]] = {}
    for name, fields in FIELDS.items():
        made[name] = (("BC",), _set_fields(fields))
    for name, fault in COVER_FILES.items():
        made[name] = (("BC",), _break_cover(fault))
    for name, fields in COVER_FIELDS.items():
        made[name] = (("BC",), _set_cover(fields))
    return made


def _set_fields(fields: Object) -> Trap:
    def spoil(_: Builder, work: Object) -> None:
        for product in work["products"]:
            product.update(fields)

    return spoil


def _break_cover(fault: str) -> Trap:
    def spoil(builder: Builder, work: Object) -> None:
        builder.house.broken_covers[work["supportingResources"][0]["id"]] = fault

    return spoil


def _set_cover(fields: Object) -> Trap:
    def spoil(_: Builder, work: Object) -> None:
        work["supportingResources"][0] |= fields

    return spoil


# ---------------------------------------------------------------------- those with a story


def _one_approved(_: Builder, work: Object) -> None:
    for product in work["products"][1:]:
        product["allowOnixExports"] = False


def _two_covers(builder: Builder, work: Object) -> None:
    builder.add_cover(work)["productIds"] = [work["products"][0]["id"]]


def _no_cover(_: Builder, work: Object) -> None:
    work["supportingResources"] = []


def _set_prices(*made: Callable[[Builder], Mapping[str, Any]]) -> Trap:
    def spoil(builder: Builder, work: Object) -> None:
        for product in work["products"]:
            product["prices"] = [
                price(builder.number("price"), **{"currency": "GBP", **each(builder)})
                for each in made
            ]

    return spoil


def _amount(text_: str, **others: Any) -> Callable[[Builder], Mapping[str, Any]]:
    return lambda _: {"amount": Decimal(text_), **others}


def _from_day(text_: str, days: int) -> Callable[[Builder], Mapping[str, Any]]:
    return lambda builder: {
        "amount": Decimal(text_),
        "begins": builder.anchor + timedelta(days=days),
    }


def _overdue(builder: Builder, work: Object) -> None:
    past = builder.anchor - timedelta(days=90)
    for product in work["products"]:
        product |= {**status("_02"), "publicationDate": past.isoformat()}


def _first_of_january(builder: Builder, work: Object) -> None:
    day = date(builder.anchor.year + 2, 1, 1)
    for product in work["products"]:
        product |= {**status("_02"), "publicationDate": day.isoformat()}


def _embargo(builder: Builder, work: Object) -> None:
    until = builder.anchor + timedelta(days=150)
    work["marketingTexts"][1]["fromDate"] = until.isoformat()


def _long_text(builder: Builder, work: Object) -> None:
    ids = [each["id"] for each in work["products"]]
    work["marketingTexts"].append(text(builder.number("text"), "", _BROKEN_HTML * 300, ids))


def _no_contributors(_: Builder, work: Object) -> None:
    work["contributions"] = []
    work["authorshipDescription"] = work["contributorPrettyList"] = None


def _unlinked_contributors(_: Builder, work: Object) -> None:
    for each in work["contributions"]:
        each["productIds"] = []


def _authors(*names: tuple[str, str]) -> Trap:
    """Replace the contributors by persons of these given and family names."""

    def spoil(builder: Builder, work: Object) -> None:
        template = work["contributions"][0]
        work["contributions"] = []
        for sequence, (given, family) in enumerate(names, 1):
            number = _FIRST_ODD_PERSON + builder.number("odd person")
            contact = person(builder.draw, number, given, family)
            builder.house.contacts[number] = contact
            work["contributions"].append(
                {
                    **template,
                    "id": builder.number("contribution"),
                    "sequenceNumber": sequence,
                    "contributor": contact,
                }
            )
        written = ", ".join(f"{given} {family}".strip() for given, family in names)
        work["authorshipDescription"] = work["contributorPrettyList"] = written

    return spoil


def _combining(builder: Builder, work: Object) -> None:
    title = unicodedata.normalize("NFD", "Café Élan, Ångström Street")
    work["title"] = title
    for product in work["products"]:
        product |= {"fullTitle": title, "titleWithoutPrefix": title, "titlePrefix": None}
    _authors((unicodedata.normalize("NFD", "Zoë"), unicodedata.normalize("NFD", "Błażejová")))(
        builder, work
    )


def _isbn10_only(_: Builder, work: Object) -> None:
    for product in work["products"]:
        product["isbn"] = {"isbn10": product["isbn"]["isbn10"], "isbn13": None}


def _prefix_979(_: Builder, work: Object) -> None:
    for product in work["products"]:
        product["isbn"] = isbn(product["id"], prefix="979")


def _same_isbn(_: Builder, work: Object) -> None:
    first, *others = work["products"]
    for product in others:
        product["isbn"] = first["isbn"]


def _wrong_digit(_: Builder, work: Object) -> None:
    for product in work["products"]:
        right = product["isbn"]["isbn13"]
        product["isbn"] = {"isbn13": right[:-1] + str((int(right[-1]) + 1) % 10)}


def _split_run(builder: Builder, work: Object) -> None:
    """One run over hardback and paperback, each with a binding of its own."""
    run = _to_be_printed(builder, work, after=-28)
    hardback, paperback = (each["id"] for each in work["products"][:2])
    sewn = run["bindings"][0]
    glued = {**sewn, "id": sewn["id"] + 5, "pageBindingMethod": "Perfect bound"}
    run["bindings"] = [
        {**sewn, "productIds": [hardback]},
        {**glued, "productIds": [paperback]},
    ]
    run["quantities"][1] |= {"name": "Warehouse", "quantity": 3250, "productId": paperback}


def _late_run(builder: Builder, work: Object) -> None:
    _to_be_printed(builder, work, after=21)


def _to_be_printed(builder: Builder, work: Object, after: int) -> Object:
    """Its files are made, it is not printed yet; ``after`` are days from publication."""
    published = builder.anchor + timedelta(days=70)
    for product in work["products"]:
        product |= {**status("_02"), "publicationDate": published.isoformat()}
    run: Object = work["productionRuns"][0]
    run["deliveryDate"] = (published + timedelta(days=after)).isoformat()
    for each in run["quantities"]:
        each["receivedQuantity"] = None
    return run


def _no_imprint(_: Builder, work: Object) -> None:
    work["imprint"] = None


def _many_editions(_: Builder, work: Object) -> None:
    for number, product in enumerate(work["products"], 1):
        product["editionStatement"] = f"Part {number} of {EDITIONS}"
        product["subtitle"] = f"Part {number}"
        product["onix21ProductForm"] = code("DG", "Ebook")


_TOLD: Mapping[str, tuple[tuple[str, ...], Trap]] = {
    "one of four approved": (("BB", "BC", "DG", "AJ"), _one_approved),
    "two covers": (_PLAIN, _two_covers),
    "no cover": (("BC",), _no_cover),
    "prices overlap": (("BC",), _set_prices(_amount("12.99"), _from_day("14.99", -30))),
    "price changed its tax type": (("BC",), _set_prices(_amount("11.99", kind="_01"))),
    "price of nothing": (("DG",), _set_prices(_amount("0.00"))),
    "price below nothing": (("BC",), _set_prices(_amount("-9.99"))),
    "price absurd": (("BC",), _set_prices(_amount("9999999.99"))),
    "price only later": (("BC",), _set_prices(_from_day("14.99", 3_000))),
    "forthcoming in the past": (("BC",), _overdue),
    "first of January": (("BC",), _first_of_january),
    "text under embargo": (("BC",), _embargo),
    "long and broken HTML": (("BC",), _long_text),
    "no contributors": (("BC",), _no_contributors),
    "contributors of no product": (("BC",), _unlinked_contributors),
    "author stands in": (("BC",), _authors(("", "No authors"))),
    "author from right to left": (("BC",), _authors(("ليلى", "حداد"))),
    "same person twice": (("BC",), _authors(("Jean-Luc", "Okafor"), ("JEAN-LUC", "OKAFOR"))),
    "combining accents": (("BC",), _combining),
    "ISBN-10 only": (("BC",), _isbn10_only),
    "ISBN with 979": (("BC",), _prefix_979),
    "one ISBN on two products": (_PLAIN, _same_isbn),
    "ISBN with a wrong digit": (("BC",), _wrong_digit),
    "run over two forms": (("BB", "BC"), _split_run),
    "run after publication": (("BB",), _late_run),
    "no imprint": (("BC",), _no_imprint),
    "a work with sixty products": (("DG",) * EDITIONS, _many_editions),
}
