"""Which works and products does a search argument keep?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from desktop_app.companions.sandbox.parts import Object

Search: TypeAlias = Mapping[str, Any] | None
Test: TypeAlias = Callable[[Object, Any], bool]
_NO = frozenset({"", "0", "f", "false", "n", "no"})


def keeps(each: Object, search: Search, tests: Mapping[str, Test]) -> bool:
    """Whether an object passes every argument that is given and not null."""
    return all(
        tests[name](each, wanted)
        for name, wanted in (search or {}).items()
        if wanted is not None and name in tests
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _contains(value: Any, part: str) -> bool:
    return part.casefold() in _text(value).casefold()


def _published(product: Object) -> date | None:
    try:
        return date.fromisoformat(_text(product.get("publicationDate")))
    except ValueError:
        return None


def _dated(compare: Callable[[date, date], bool]) -> Test:
    def test(product: Object, wanted: date) -> bool:
        day = _published(product)
        return day is not None and compare(day, wanted)

    return test


def _isbn(product: Object) -> str:
    return _text((product.get("isbn") or {}).get("isbn13"))


def _present(value: Any, wanted: bool) -> bool:
    return bool(_text(value).strip()) is wanted


PRODUCT: Mapping[str, Test] = {
    "after": lambda each, wanted: each["id"] > wanted,
    "idEq": lambda each, wanted: each["id"] == wanted,
    "isbn13Eq": lambda each, wanted: _isbn(each) == wanted,
    "isbn13In": lambda each, wanted: _isbn(each) in wanted,
    "isbn13Assigned": lambda each, wanted: bool(_isbn(each)) is wanted,
    "titleEq": lambda each, wanted: each.get("fullTitle") == wanted,
    "titleCont": lambda each, wanted: _contains(each.get("fullTitle"), wanted),
    "titlePrefixPresent": lambda each, wanted: _present(
        each.get("titlePrefix"), wanted.strip().lower() not in _NO
    ),
    "publicationDateEq": _dated(lambda day, wanted: day == wanted),
    "publicationDateGt": _dated(lambda day, wanted: day > wanted),
    "publicationDateLt": _dated(lambda day, wanted: day < wanted),
    "publicationDateGteq": _dated(lambda day, wanted: day >= wanted),
    "publicationDateLteq": _dated(lambda day, wanted: day <= wanted),
    "onix21ProductFormCodeIn": lambda each, wanted: each.get("onix21ProductFormCode") in wanted,
    "productTypes": lambda each, wanted: each["__typename"] in wanted,
}
WORK: Mapping[str, Test] = {
    "after": lambda each, wanted: each["id"] > wanted,
    "idEq": lambda each, wanted: each["id"] == wanted,
    "contractIdEq": lambda each, wanted: wanted in each["contractIds"],
    "titleEq": lambda each, wanted: each.get("title") == wanted,
    "titleCont": lambda each, wanted: _contains(each.get("title"), wanted),
    "subtitleEq": lambda each, wanted: each.get("subtitle") == wanted,
    "subtitleCont": lambda each, wanted: _contains(each.get("subtitle"), wanted),
    "subtitlePresent": lambda each, wanted: _present(each.get("subtitle"), wanted),
    "imprintIdIn": lambda each, wanted: (each.get("imprint") or {}).get("id") in wanted,
}
PRICE: Mapping[str, Test] = {
    "amountLteq": lambda each, wanted: float(each["amount"]) <= wanted,
    "currencyCodeIn": lambda each, wanted: each["currencyCode"] in wanted,
    "onixPriceTypeCodeIn": lambda each, wanted: each.get("onixPriceTypeCode") in wanted,
    "onixPriceTypeQualifierCodeIn": lambda each, wanted: (
        each.get("onixPriceTypeQualifierCode") in wanted
    ),
}


def changed_works(works: Iterable[Object], since: date) -> set[int]:
    """Ids of the works that changed on or after a day, and of those that share a series with one.

    That reports too much on purpose: changes of siblings, series and imprints count there too.
    """
    found = list(works)
    moved = {each["id"] for each in found if each["updated"] >= since}
    series = {name for each in found if each["id"] in moved for name in _series(each)}
    return moved | {each["id"] for each in found if series & _series(each)}


def _series(work: Object) -> set[int]:
    return {
        each["series"]["id"] for each in work.get("seriesMemberships") or () if each.get("series")
    }
