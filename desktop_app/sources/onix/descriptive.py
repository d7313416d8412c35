"""What does block 1 of a product say: title, people, form, series, subjects, sizes?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from desktop_app.sources.onix.node import Node
from desktop_app.sources.onix.values import html_text, millimetres, whole
from desktop_app.sources.onix.words import FORMS, OLD_FORMS, UNNAMED

_PRODUCT, _COLLECTION = "01", "02"
_SCHEMES = {"10": "BISAC", "12": "BIC"} | {str(code): "THEMA" for code in range(93, 100)}
_ORDERED = {"BIC": "bics", "BISAC": "bisacs"}
_EXTENTS = {
    ("00", "03"): "mainContentPageCount",
    ("02", "02"): "wordCount",
    ("03", "03"): "frontMatterPageCount",
    ("04", "03"): "backMatterPageCount",
    ("05", "03"): "totalNumberedPages",
    ("06", "03"): "productionPageCount",
    ("11", "03"): "contentPageCount",
    ("12", "03"): "totalUnnumberedInsertPageCount",
}
_MEASURES = {"01": "productHeight", "02": "productWidth", "03": "productThickness"}
_UNITS = ("mm", "cm", "in")


def describe(detail: Node, product: dict[str, Any], work: dict[str, Any]) -> None:
    """Put what the block says into the document."""
    product |= _title(detail)
    product |= _form(detail)
    product["contributions"] = list(_contributions(detail))
    product["authorshipDescription"] = _text(detail, "ContributorStatement")
    product["editionStatement"] = _text(detail, "EditionStatement")
    product |= _sizes(detail)
    work["seriesMemberships"] = list(_series(detail))
    work |= _subjects(detail)
    number = detail.say("EditionNumber")
    if number:
        work["editionNumber"] = whole(number)
    for each in (
        *detail.all("AudienceDescription"),
        *detail.below("Audience", "AudienceDescription"),
    ):
        work["audience"] = {"description": each.keep()}
        break
    for name in ("NoContributor", "NoCollection", "NoEdition"):
        detail.say(name)


def _text(detail: Node, name: str) -> str | None:
    return detail.say(name) or None


# -- title ---------------------------------------------------------------------------------------


def _title(detail: Node) -> dict[str, Any]:
    """The distinctive title; without one nothing is said about it."""
    for each in detail.all("TitleDetail"):
        if each.peek("TitleType") == "01":
            each.say("TitleType")
            return _title_of(each)
    return {}


def _title_of(detail: Node) -> dict[str, Any]:
    elements = list(detail.all("TitleElement"))
    levels = [each for each in elements if each.peek("TitleElementLevel") == _PRODUCT]
    element = next(iter(levels or elements), None)
    if element is None:
        return {}
    element.say("TitleElementLevel")
    whole_title, prefix, rest = _named(element)
    made: dict[str, Any] = {"fullTitle": whole_title or None}
    if rest:
        made |= {"titlePrefix": prefix or None, "titleWithoutPrefix": rest}
    made["subtitle"] = element.say("Subtitle") or None
    return made


def _named(element: Node) -> tuple[str, str, str]:
    """The whole name, the prefix, and the rest where the file divides it."""
    element.say("NoPrefix")
    prefix, rest = element.say("TitlePrefix"), element.say("TitleWithoutPrefix")
    # A prefix that ends in an apostrophe is part of the next word: L'Étranger.
    joint = "" if prefix.endswith(("'", "’", "-")) else " "
    joined = f"{prefix}{joint}{rest}".strip() if rest else ""
    return element.say("TitleText") or joined or prefix, prefix, rest


# -- form ----------------------------------------------------------------------------------------


def _form(detail: Node) -> dict[str, Any]:
    """The form as ONIX 2.1 codes it, which is what the document's name promises."""
    written = detail.say("ProductForm")
    if not written:
        return {}
    code = OLD_FORMS.get(written, written)
    described = detail.say("ProductFormDescription") or FORMS.get(code)
    made: dict[str, Any] = {"onix21ProductFormCode": code}
    if described:
        made["onix21ProductForm"] = {"code": code, "description": described}
    return made


# -- people --------------------------------------------------------------------------------------


def _contributions(detail: Node) -> Iterator[dict[str, Any]]:
    """One entry per person and role, in the order of the file."""
    for place, each in enumerate(detail.all("Contributor"), 1):
        sequence = each.say("SequenceNumber")
        contributor = _contributor(each)
        if not contributor:
            continue
        roles: list[Node | None] = [*each.all("ContributorRole")]
        for role in roles or [None]:
            yield {
                "sequenceNumber": whole(sequence) if sequence else place,
                "onixContributorRoleCode": role.keep() if role else None,
                "contributor": contributor,
            }


def _contributor(each: Node) -> dict[str, Any]:
    organisation = each.say("CorporateName")
    if organisation:
        made: dict[str, Any] = {"name": organisation, "organisationName": organisation}
    else:
        made = _person(each)
    if not made:
        return {}
    isni = _isni(each)
    if isni:
        made["isni"] = isni
    for note in each.all("BiographicalNote"):
        made["biographicalNote"] = html_text(note)
        break
    return made


def _person(each: Node) -> dict[str, Any]:
    """``keyNames`` takes a prefix (van, de) with it only where the name is put together here."""
    before, prefix, key = (each.say(name) for name in ("NamesBeforeKey", "PrefixToKey", "KeyNames"))
    inverted = each.say("PersonNameInverted")
    joined = " ".join(part for part in (before, prefix, key) if part) if key else ""
    name = each.say("PersonName") or joined or _turned(inverted)
    if not name:
        unnamed = UNNAMED.get(each.say("UnnamedPersons"), "")
        return {"name": unnamed} if unnamed else {}
    parts = {"personNameInverted": inverted, "namesBeforeKeyNames": before, "keyNames": key}
    return {"name": name, "personName": name} | {k: v for k, v in parts.items() if v}


def _turned(inverted: str) -> str:
    family, comma, given = inverted.partition(", ")
    return f"{given} {family}" if comma else inverted


def _isni(each: Node) -> str:
    for identifier in each.all("NameIdentifier"):
        if identifier.peek("NameIDType") == "16":
            identifier.say("NameIDType")
            return re.sub(r"[\s-]", "", identifier.say("IDValue"))
    return ""


# -- series and subjects -------------------------------------------------------------------------


def _series(detail: Node) -> Iterator[dict[str, Any]]:
    """Series of the publisher; what a retailer groups (type 20) is none."""
    for collection in detail.all("Collection"):
        if collection.peek("CollectionType") == "20":
            continue
        elements = list(collection.below("TitleDetail", "TitleElement"))
        named = [each for each in elements if each.peek("TitleElementLevel") == _COLLECTION]
        element = next(iter(named or elements), None)
        if element is None:
            continue
        collection.say("CollectionType")
        for each in collection.all("TitleDetail"):
            each.say("TitleType")
        element.say("TitleElementLevel")
        series: dict[str, Any] = {"name": _named(element)[0] or None}
        series["subtitle"] = element.say("Subtitle") or None
        yield _member(collection, elements) | {"series": series}


def _member(collection: Node, elements: list[Node]) -> dict[str, Any]:
    numbers = [each.say("PartNumber") for each in elements]
    years = [each.say("YearOfAnnual") for each in elements]
    for each in collection.all("CollectionSequence"):
        numbers.append(each.say("CollectionSequenceNumber"))
    return {
        "partNumber": next(filter(None, numbers), None),
        "yearOfAnnual": next(filter(None, years), None),
    }


def _subjects(detail: Node) -> dict[str, Any]:
    """Thema, BIC and BISAC with their order; keywords and other schemes are left out."""
    made: dict[str, Any] = {"subjectCodes": [], "bics": [], "bisacs": []}
    for each in detail.all("Subject"):
        scheme = _SCHEMES.get(each.peek("SubjectSchemeIdentifier"))
        code = each.peek("SubjectCode")
        if not scheme or not code:
            continue
        each.say("SubjectSchemeIdentifier")
        main = each.find("MainSubject")
        entry: dict[str, Any] = {
            "scheme": scheme,
            "code": each.say("SubjectCode"),
            "main": main is not None,
        }
        if main is not None:
            main.keep()
        heading = each.say("SubjectHeadingText")
        if heading:
            entry["description"] = heading
        made["subjectCodes"].append(entry)
        if scheme in _ORDERED:
            made[_ORDERED[scheme]].append(code)
    return made


# -- sizes ---------------------------------------------------------------------------------------


def _sizes(detail: Node) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for each in detail.all("Extent"):
        name = _EXTENTS.get((each.peek("ExtentType"), each.peek("ExtentUnit")))
        if name and name not in made and each.peek("ExtentValue"):
            each.keep_all()
            made[name] = whole(each.say("ExtentValue"))
    return made | _lengths(detail)


def _lengths(detail: Node) -> dict[str, str]:
    """Height, width and thickness in millimetres; a length given in several units is one."""
    made: dict[str, tuple[int, str]] = {}
    for each in detail.all("Measure"):
        name, unit = _MEASURES.get(each.peek("MeasureType")), each.peek("MeasureUnitCode")
        length = millimetres(each.peek("Measurement"), unit)
        if not name or not length:
            continue
        each.keep_all()
        rank = _UNITS.index(unit)
        if name not in made or rank < made[name][0]:
            made[name] = (rank, length)
    return {name: length for name, (_, length) in made.items()}
