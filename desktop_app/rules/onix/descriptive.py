"""Block 1: form, series, title, edition, extents, subjects, audience."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.rules.mapping.paths import read
from desktop_app.rules.mapping.transforms import number
from desktop_app.rules.onix import people
from desktop_app.rules.onix.codes import (
    BIC_QUALIFIERS,
    DIGITAL,
    FORMS,
    SCHEMES,
    SEVERAL,
    THEMA_QUALIFIERS,
    UNDEFINED,
)
from desktop_app.rules.onix.writing import Entry, Writing, entry_words, plain_code, whole, words

_MEASURES = (
    ("01", "height", "productHeight"),
    ("02", "width", "productWidth"),
    ("03", "thickness", "productThickness"),
)
_EXTENTS = (
    ("00", "03", "main_content_pages", "mainContentPageCount"),
    ("02", "02", "words", "wordCount"),
    ("03", "03", "front_matter_pages", "frontMatterPageCount"),
    ("04", "03", "back_matter_pages", "backMatterPageCount"),
    ("05", "03", "numbered_pages", "totalNumberedPages"),
    ("06", "03", "production_pages", "productionPageCount"),
    ("11", "03", "content_pages", "contentPageCount"),
    ("12", "03", "insert_pages", "totalUnnumberedInsertPageCount"),
)
_SETTING = "setting of the flow"
_KEPT = str.maketrans({"[": "_", "]": "_", " ": "_", ".": "_"})


def write(to: Writing) -> None:
    """The whole block, in the order of the schema."""
    sink = to.sink
    sink.begin("DescriptiveDetail")
    form = _form(to)
    _measures(to)
    _collections(to)
    _title(to)
    people.write(to)
    _edition(to)
    _language(to)
    _extents(to, form)
    _subjects(to)
    to.say("AudienceDescription", "work.audience.description")
    sink.end()


def key_of(text: str) -> str:
    """A text as part of the name of a row."""
    return text.translate(_KEPT)[:60]


# -- form ----------------------------------------------------------------------------------------


def _form(to: Writing) -> str:
    told = to.code("onix21ProductFormCode")
    form = FORMS.get(told, told) or UNDEFINED
    to.sink.fixed("ProductComposition", "10" if form in SEVERAL else "00")
    rule = "not told: undefined" if not told else "code of ONIX 3, list 150"
    to.sink.say("ProductForm", form, "onix21ProductFormCode", rule)
    return form


def _measures(to: Writing) -> None:
    for kind, key, path in _MEASURES:
        made = number(read(to.document, (path,)))
        if not isinstance(made, str) or made.startswith("-") or made == "0":
            continue
        to.sink.begin("Measure", key)
        to.sink.fixed("MeasureType", kind)
        to.sink.say("Measurement", made, path, "decimal")
        to.sink.fixed("MeasureUnitCode", "mm")
        to.sink.end()


# -- series and title ----------------------------------------------------------------------------


def _collections(to: Writing) -> None:
    path = "work.seriesMemberships"
    found = to.entries("work", "seriesMemberships")
    named = [each for each in found if entry_words(each, "series", "name")]
    for place, each in enumerate(sorted(named, key=_series_key), 1):
        _collection(to, each, place)
    if not named and not found and to.told("work", "seriesMemberships"):
        to.sink.flag("NoCollection", path, "the source lists no series")


def _series_key(each: Entry) -> tuple[str, str]:
    return entry_words(each, "series", "name"), entry_words(each, "partNumber")


def _collection(to: Writing, each: Entry, place: int) -> None:
    root, sink = "work.seriesMemberships[]", to.sink
    sink.begin("Collection", str(place))
    sink.fixed("CollectionType", "10")
    for kind, name in (("printIssn", "print"), ("onlineIssn", "online")):
        issn = entry_words(each, "series", kind).replace("-", "").upper()
        if len(issn) == 8:
            sink.begin("CollectionIdentifier", name)
            sink.fixed("CollectionIDType", "02")
            sink.say("IDValue", issn, f"{root}.series.{kind} by series.name", "ISSN, no hyphen")
            sink.end()
    part = entry_words(each, "partNumber")
    counted = part.isascii() and part.isdigit() and not part.startswith("0")
    if counted:
        sink.begin("CollectionSequence")
        sink.fixed("CollectionSequenceType", "02")
        source = f"{root}.partNumber by series.name"
        sink.say("CollectionSequenceNumber", part, source, "as written")
        sink.end()
    _series_title(to, each, "" if counted else part)
    sink.end()


def _series_title(to: Writing, each: Entry, part: str) -> None:
    root, sink = "work.seriesMemberships[]", to.sink
    sink.begin("TitleDetail")
    sink.fixed("TitleType", "01")
    year = entry_words(each, "yearOfAnnual")
    if part or year:
        # What numbers the product in the series is a name of the product, not of the series.
        sink.begin("TitleElement", "product")
        sink.fixed("TitleElementLevel", "01")
        sink.say("PartNumber", part, f"{root}.partNumber by series.name", "as written")
        sink.say("YearOfAnnual", year, f"{root}.yearOfAnnual by series.name", "as written")
        sink.end()
    sink.begin("TitleElement", "series")
    sink.fixed("TitleElementLevel", "02")
    sink.say("TitleText", entry_words(each, "series", "name"), f"{root}.series.name", "as written")
    subtitle = entry_words(each, "series", "subtitle")
    sink.say("Subtitle", subtitle, f"{root}.series.subtitle by series.name", "as written")
    sink.end()
    sink.end()


def _title(to: Writing) -> None:
    sink = to.sink
    sink.begin("TitleDetail")
    sink.fixed("TitleType", "01")
    sink.begin("TitleElement")
    sink.fixed("TitleElementLevel", "01")
    prefix, rest = to.words("titlePrefix"), to.words("titleWithoutPrefix")
    if rest and to.told("titlePrefix") and to.settings.title == "parts":
        if prefix:
            to.say("TitlePrefix", "titlePrefix")
        else:
            sink.flag("NoPrefix", "titlePrefix", "the source has no prefix")
        to.say("TitleWithoutPrefix", "titleWithoutPrefix")
    else:
        to.say("TitleText", "fullTitle")
    to.say("Subtitle", "subtitle")
    sink.end()
    sink.end()


# -- edition, language, extents ------------------------------------------------------------------


def _edition(to: Writing) -> None:
    edition = whole(read(to.document, ("work", "editionNumber")))
    to.sink.say("EditionNumber", edition, "work.editionNumber", "whole number")
    own = to.words("editionStatement")
    path = "editionStatement" if own else "work.editionStatement"
    to.say("EditionStatement", path)


def _language(to: Writing) -> None:
    if not to.settings.language:
        return
    to.sink.begin("Language", "text")
    to.sink.fixed("LanguageRole", "01")
    to.sink.say("LanguageCode", to.settings.language, "", f"{_SETTING}: language")
    to.sink.end()


def _extents(to: Writing, form: str) -> None:
    for kind, unit, key, path in _EXTENTS:
        _extent(to, kind, unit, key, path)
    if form in DIGITAL and to.document.get("__typename") == "ElectronicBookProduct":
        _extent(to, "10", "03", "notional_pages", "approximatePageCount")


def _extent(to: Writing, kind: str, unit: str, key: str, path: str) -> None:
    value = whole(read(to.document, (path,)))
    if not value:
        return
    to.sink.begin("Extent", key)
    to.sink.fixed("ExtentType", kind)
    to.sink.say("ExtentValue", value, path, "whole number")
    to.sink.fixed("ExtentUnit", unit)
    to.sink.end()


# -- subjects ------------------------------------------------------------------------------------


def _subjects(to: Writing) -> None:
    root = "work.subjectCodes[]"
    taken: set[tuple[str, str]] = set()
    for each, scheme, subject in _ordered(to):
        if (scheme, subject) in taken:
            continue
        taken.add((scheme, subject))
        to.sink.begin("Subject", f"{scheme}-{key_of(subject)}")
        by = f"{root}.{{}} by scheme, code"
        if each.get("main") is True:
            to.sink.flag("MainSubject", by.format("main"), "main in Consonance")
        to.sink.fixed("SubjectSchemeIdentifier", scheme)
        to.sink.say("SubjectCode", subject, f"{root}.code by scheme", "code")
        heading = words(each.get("description"))
        to.sink.say("SubjectHeadingText", heading, by.format("description"), "as written")
        to.sink.end()


def _ordered(to: Writing) -> Iterator[tuple[Entry, str, str]]:
    """Main subjects first, then as the work lists them where it does, then by code."""
    listed = {"BIC": _places(to, "bics"), "BISAC": _places(to, "bisacs")}
    found: list[tuple[tuple[int, bool, int, str], Entry, str, str]] = []
    for each in to.entries("work", "subjectCodes"):
        name, subject = plain_code(each.get("scheme")), plain_code(each.get("code"))
        scheme = scheme_of(name, subject)
        if scheme and subject:
            place = listed.get(name, {}).get(subject, len(found) + 1000)
            order = (list(SCHEMES).index(name), each.get("main") is not True, place, subject)
            found.append((order, each, scheme, subject))
    found.sort(key=lambda one: one[0])
    yield from ((each, scheme, subject) for _, each, scheme, subject in found)


def scheme_of(name: str, subject: str) -> str:
    """The scheme of list 27; a qualifier has one of its own."""
    if name == "THEMA":
        return THEMA_QUALIFIERS.get(subject[:1], SCHEMES[name])
    if name == "BIC":
        return BIC_QUALIFIERS.get(subject[:1], SCHEMES[name])
    return SCHEMES.get(name, "")


def _places(to: Writing, name: str) -> dict[str, int]:
    given = read(to.document, ("work", name))
    if not isinstance(given, list):
        return {}
    return {plain_code(each): place for place, each in enumerate(given)}
