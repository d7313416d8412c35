"""What do the arguments of a field make of the value that it holds?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from desktop_app.companions.sandbox import search
from desktop_app.companions.sandbox.derived import strip_html
from desktop_app.companions.sandbox.parts import Object
from desktop_app.companions.sandbox.search import keeps

Argued: TypeAlias = Callable[..., Any]
_DIRECTIVE = re.compile(r"%(-?)([a-zA-Z%])")
_UNITS = {"MM": Decimal(1), "CM": Decimal(10), "IN": Decimal("25.4")}


def _texts(found: list[Object], **given: Any) -> list[Object]:
    wanted = given.get("variantIn")
    return found if wanted is None else [each for each in found if each.get("variant") in wanted]


def _words(found: str | None, **given: Any) -> str | None:
    return strip_html(found) if found and given.get("stripHtml") else found


def _prices(found: list[Object], **given: Any) -> list[Object]:
    return [each for each in found if keeps(each, given.get("priceSearch"), search.PRICE)]


def _products_of_work(found: list[Object], **given: Any) -> list[Object]:
    return [each for each in found if keeps(each, given.get("productSearch"), search.PRODUCT)]


def _subjects(found: list[Object], **given: Any) -> list[Object]:
    schemes, main = given.get("schemesIn"), given.get("mainOnly")
    return [
        each
        for each in found
        if (schemes is None or each["scheme"] in schemes) and (not main or each.get("main"))
    ]


def _measure(found: Any, **given: Any) -> float | None:
    """Stored in millimetres, told in the unit asked for."""
    if found is None:
        return None
    return round(float(Decimal(str(found)) / _UNITS[given.get("unit") or "MM"]), 4)


def _strftime(found: str | None, **given: Any) -> str | None:
    """Ruby's directives; a minus takes the leading zero away."""
    try:
        day = date.fromisoformat(found or "")
    except ValueError:
        return found
    return _DIRECTIVE.sub(
        lambda each: _directive(day, each[2], bare=bool(each[1])),
        given.get("directives") or "%-d %B %Y",
    )


def _directive(day: date, letter: str, *, bare: bool) -> str:
    if letter not in "aAbBdHjmMpSUuwWyYZ%":
        return f"%{letter}"
    made = day.strftime(f"%{letter}")
    return made.lstrip("0") or "0" if bare else made


ARGUED: Mapping[tuple[str, str], Argued] = {
    ("Work", "marketingTexts"): _texts,
    ("Product", "marketingTexts"): _texts,
    ("Work", "products"): _products_of_work,
    ("Work", "subjectCodes"): _subjects,
    ("Product", "prices"): _prices,
    ("Product", "publicationDateString"): _strftime,
    ("Product", "plannedPublicationDateString"): _strftime,
    ("PhysicalBookProduct", "productHeight"): _measure,
    ("PhysicalBookProduct", "productWidth"): _measure,
    ("PhysicalBookProduct", "productThickness"): _measure,
    ("MarketingText", "externalText"): _words,
    ("MarketingText", "internalText"): _words,
    ("MarketingText", "alternateExternalText"): _words,
}
