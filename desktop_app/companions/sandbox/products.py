"""What does a product of the invented house look like: form, dates, prices, rights, extents?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop_app.companions.sandbox import words
from desktop_app.companions.sandbox.parts import Object, code, isbn, price, status

if TYPE_CHECKING:
    from desktop_app.companions.sandbox.house import Builder

FIRST_PRODUCT = 20001
_ABROAD = (
    ("USD", Decimal("1.4"), 0.92),
    ("EUR", Decimal("1.2"), 0.6),
    ("AUD", Decimal("2.1"), 0.4),
)
_HOME_MARKETS = ["GB", "IE", "AU", "NZ", "ZA"]


def add_product(builder: Builder, work: Object, form: str, publication: date) -> Object:
    """Make one product of a work and put it into the house."""
    typename, label, in_house, usual = words.FORMS[form]
    number = FIRST_PRODUCT + builder.before + len(builder.house.products)
    forms = list(words.FORMS)
    prefix, rest = _split(work["title"])
    product: Object = {
        "__typename": typename,
        "id": number,
        "allowOnixExports": True,
        "fullTitle": work["title"],
        "titlePrefix": prefix,
        "titleWithoutPrefix": rest,
        "subtitle": work["subtitle"],
        "isbn": isbn(number),
        "onix21ProductFormCode": form,
        "onix21ProductForm": code(form, label),
        **status("_04" if publication <= builder.anchor else "_02"),
        "publicationDate": publication.isoformat(),
        "plannedPublicationDate": _planned(builder, publication),
        "inHouseFormat": {"id": forms.index(form) + 1, "name": in_house},
        "inHouseEdition": {"id": forms.index(form) + 1, "name": label},
        "gbVatCode": "Z" if typename.startswith("PhysicalBook") else "S",
        "editionNumber": work["editionNumber"],
        "editionStatement": work["editionStatement"],
        "asin": f"B0{number:08d}" if form == "DG" and number % 3 == 0 else None,
        "webLinks": _links(number),
        "work": work,
    }
    product |= _rights(builder)
    product["prices"] = _prices(builder, usual, publication, world=product["isForSaleWorldwide"])
    product |= _extents(builder, typename, form)
    builder.house.products[number] = product
    work["products"].append(product)
    return product


def _split(title: str) -> tuple[str | None, str]:
    for prefix in ("The ", "A ", "An "):
        if title.startswith(prefix):
            return prefix.strip(), title.removeprefix(prefix)
    return None, title


def _links(number: int) -> list[Object]:
    if number % 6:
        return []
    page = f"https://books.example.org/p/{number}"
    return [
        {"id": number * 10, "link": page, "role": "_02", "description": "Product page",
         "includeInOnix": True},
        {"id": number * 10 + 1, "link": f"{page}/notes", "role": "_00",
         "description": "Notes for the sales meeting", "includeInOnix": False},
    ]  # fmt: skip


def _planned(builder: Builder, publication: date) -> str | None:
    if builder.draw.random() < 0.5:
        return None
    return (publication - timedelta(days=21)).isoformat()


def _rights(builder: Builder) -> Object:
    if builder.draw.random() < 0.12:
        return {
            "isForSaleWorldwide": False,
            "forSaleCountryCodes": list(_HOME_MARKETS),
            "notForSaleCountryCodes": ["US", "CA"],
            "salesRightsDescription": "UK and Commonwealth without Canada",
        }
    return {
        "isForSaleWorldwide": True,
        "forSaleCountryCodes": [],
        "notForSaleCountryCodes": [],
        "salesRightsDescription": "World",
    }


def _prices(builder: Builder, usual: Decimal, publication: date, *, world: bool) -> list[Object]:
    draw = builder.draw
    amount = usual + draw.randint(-2, 5)
    if draw.random() < 0.08:
        # A price that rises after publication: two windows that touch and do not overlap.
        change = publication + timedelta(days=400)
        found = [
            price(builder.number("price"), amount, "GBP", ends=change - timedelta(days=1)),
            price(builder.number("price"), amount + 2, "GBP", begins=change),
        ]
    else:
        found = [price(builder.number("price"), amount, "GBP")]
    for currency, factor, share in _ABROAD:
        if draw.random() < share and (world or currency != "USD"):
            abroad = (amount * factor).quantize(Decimal(1)) + Decimal("0.99")
            kind = "_01" if currency == "USD" else "_02"
            found.append(price(builder.number("price"), abroad, currency, kind=kind))
    return found


def _extents(builder: Builder, typename: str, form: str) -> Object:
    pages = builder.draw.randrange(96, 640, 16)
    if typename == "PhysicalBookProduct":
        height, width = {"BB": (234, 156), "BH": (180, 180)}.get(form, (198, 129))
        return {
            "approximatePageCount": pages,
            "productionPageCount": pages,
            "mainContentPageCount": pages - 16,
            "frontMatterPageCount": 12,
            "backMatterPageCount": 4,
            "totalNumberedPages": pages - 4,
            "wordCount": pages * 310,
            "productHeight": Decimal(height),
            "productWidth": Decimal(width),
            "productThickness": (Decimal(pages) / 16).quantize(Decimal("0.1")),
        }
    if typename in ("ElectronicBookProduct", "PhysicalAudioProduct"):
        return {"approximatePageCount": pages}
    return {}
