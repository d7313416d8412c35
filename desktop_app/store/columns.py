"""What does the list show of a record, and by which words is it found? Pure, and never surprised.

Documents come from outside: a field may be absent, null, or of another type than promised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from desktop_app.records import isbn
from desktop_app.records.title import Record
from desktop_app.store.folding import folded

_MAX = 1000
_NAME = 60
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPACED = re.compile(r"\A | $|  ").search
"""Spaces that a line does without; in printable text there are no others than plain ones."""
_LETTERS = re.compile(r"[a-z]+")
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|tiff?|webp|bmp)(?:$|[?#])", re.IGNORECASE)
_OTHER_FILE = re.compile(r"\.[a-z0-9]{2,5}(?:$|[?#])", re.IGNORECASE)
_compact = json.JSONEncoder(separators=(",", ":")).encode


class Columns(NamedTuple):
    """``name`` is what titles are sorted by; ``words`` the folded text of the search columns:
    title, subtitle, contributors, imprint, series.

    A tuple, because thousands of them are handed from process to process.
    """

    isbn: str
    title: str
    subtitle: str
    contributors: str
    imprint: str
    series: str
    form: str
    form_label: str
    status: str
    status_label: str
    publication_date: str
    prices: str
    cover_url: str
    name: str
    words: tuple[str, str, str, str, str]


def columns(record: Record) -> Columns:
    """The columns of a record; missing or absurd values become empty text."""
    product = record.document
    work = _mapping(product.get("work"))
    title = _title(product) or _text(work.get("title"))
    subtitle = _text(product.get("subtitle")) or _text(work.get("subtitle"))
    people = _contributors(product)
    shown = _text(product.get("authorshipDescription")) or ", ".join(people)
    imprint = _text(_mapping(work.get("imprint")).get("name"))
    series = "; ".join(_series(work))
    searched = (title, subtitle, " ".join((shown, *people)), imprint, series)
    sorted_by = _text(product.get("titleWithoutPrefix")) or title
    return Columns(
        isbn=_isbn(product),
        title=title,
        subtitle=subtitle,
        contributors=shown[:_MAX],
        imprint=imprint,
        series=series[:_MAX],
        form=_text(product.get("onix21ProductFormCode")),
        form_label=_text(_mapping(product.get("onix21ProductForm")).get("description")),
        status=_text(product.get("onixPublishingStatusCode")),
        status_label=_text(_mapping(product.get("onixPublishingStatus")).get("description")),
        publication_date=_date(product.get("publicationDate")),
        prices=_compact(list(_prices(product))),
        cover_url=_cover(product, work),
        name=folded(sorted_by)[:_NAME],
        words=_words(searched),
    )


def _words(searched: tuple[str, str, str, str, str]) -> tuple[str, str, str, str, str]:
    title, subtitle, people, imprint, series = (folded(text) for text in searched)
    people = " ".join(dict.fromkeys(people.split()))
    return title, subtitle, people, imprint, series


def _text(value: Any) -> str:
    """Text on one line without control characters; numbers as text, all else empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if type(value) is str and value.isprintable() and not _SPACED(value):
        return value[:_MAX]
    return " ".join(_UNPRINTABLE.sub(" ", str(value)).split())[:_MAX]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for each in value:
            if isinstance(each, Mapping):
                yield each


def _title(product: Mapping[str, Any]) -> str:
    full = _text(product.get("fullTitle"))
    parts = _text(product.get("titlePrefix")), _text(product.get("titleWithoutPrefix"))
    return full or " ".join(part for part in parts if part)


def _isbn(product: Mapping[str, Any]) -> str:
    found = _mapping(product.get("isbn"))
    thirteen = isbn.normalise(_text(found.get("isbn13")))
    return thirteen or isbn.to13(_text(found.get("isbn10")))


def _contributors(product: Mapping[str, Any]) -> list[str]:
    entries = sorted(_list(product.get("contributions")), key=_sequence)
    names = (_person(_mapping(entry.get("contributor"))) for entry in entries)
    return list(dict.fromkeys(name for name in names if name))


def _sequence(entry: Mapping[str, Any]) -> int:
    number = entry.get("sequenceNumber")
    return number if isinstance(number, int) else 1_000_000


def _person(contact: Mapping[str, Any]) -> str:
    for field in ("name", "organisationName", "corporateName"):
        if name := _text(contact.get(field)):
            return name
    parts = (contact.get("namesBeforeKeyNames"), contact.get("keyNames"))
    return " ".join(part for part in map(_text, parts) if part)


def _series(work: Mapping[str, Any]) -> Iterator[str]:
    for membership in _list(work.get("seriesMemberships")):
        name = _text(_mapping(membership.get("series")).get("name"))
        part = _text(membership.get("partNumber"))
        if name:
            yield f"{name} {part}" if part else name


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(_text(value)[:10]).isoformat()
    except ValueError:
        return ""


def _prices(product: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for price in _list(product.get("prices")):
        try:
            amount = Decimal(_text(price.get("amount")))
        except InvalidOperation:
            continue
        currency = _text(price.get("currencyCode"))
        if currency and amount.is_finite():
            kind = _text(price.get("onixPriceTypeCode"))
            yield str(amount), currency, kind, _text(price.get("onixPriceTypeQualifierCode"))


def _cover(product: Mapping[str, Any], work: Mapping[str, Any]) -> str:
    """The only picture that may be the front cover of this very product; "" where there are
    several, for none is better than a wrong one, until a person has chosen.

    The rules decide what goes (rules/mapping/selectors.py); a test holds both to the same.
    """
    number = str(product.get("id") or "")
    found = [
        resource
        for resource in _list(work.get("supportingResources"))
        if _is_front(resource) and _is_linked(resource, number) and not _is_refused(resource)
    ]
    url = found[0].get("url") if len(found) == 1 else ""
    return _text(url) if isinstance(url, str) else ""


def _is_front(resource: Mapping[str, Any]) -> bool:
    shows, kind = resource.get("resourceVariant"), resource.get("imageContentType")
    if isinstance(shows, str) and "front" not in shows.lower():
        return False
    if isinstance(kind, str) and kind:
        return kind.lower().startswith("image/")
    name = resource.get("filename") or resource.get("url")
    if not isinstance(name, str) or _IMAGE_FILE.search(name):
        return True
    return not _OTHER_FILE.search(name.rpartition("/")[2])


def _is_linked(resource: Mapping[str, Any], number: str) -> bool:
    ids = resource.get("productIds", ())
    if "productIds" not in resource:
        return True
    return isinstance(ids, list | tuple) and number in {str(each) for each in ids}


def _is_refused(resource: Mapping[str, Any]) -> bool:
    """Whether the source says that it is not approved; no word is no refusal."""
    status = resource.get("status")
    if not isinstance(status, str) or not status.strip():
        return False
    words = _LETTERS.findall(status.lower())
    return "approved" not in words or "not" in words
