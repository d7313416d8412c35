"""Block 2: texts for the outside, the chosen cover, prizes."""

from __future__ import annotations

import re

from desktop_app.records.title import SourceKind
from desktop_app.rules.mapping.selectors import (
    for_audience,
    for_product,
    front_cover,
    has_text,
    ready,
)
from desktop_app.rules.mapping.transforms import TRANSFORMS, web_address
from desktop_app.rules.onix.codes import FILES
from desktop_app.rules.onix.descriptive import key_of
from desktop_app.rules.onix.writing import (
    Entry,
    Writing,
    digits,
    entry_words,
    plain_code,
    whole,
    words,
)
from desktop_app.rules.onix.xhtml import markup

PLAIN = TRANSFORMS["plain_text"].words
"""Rule of a text without elements; the check for stand-ins looks at it."""

_SHORT, _DESCRIPTION, _OTHER = "02", "03", "01"
_TRADE = "02"
_KIND = re.compile(r"(\d\d)(?:-\d+)?")
_AUDIENCE = re.compile(r"[A-Z0-9]{2}")
_LANGUAGE = re.compile(r"[a-z]{3}")
_TEXT_BY = "by id, productIds, onixContentAudienceCodes"
_COVER = "work.supportingResources[]"
_COVER_BY = (
    "by productIds, imageContentType, resourceVariant, status, isProcessing, "
    "onixContentAudienceCode"
)


def write(to: Writing) -> None:
    """The whole block; nothing of it where there is nothing to say."""
    to.sink.begin("CollateralDetail")
    _texts(to)
    _cover(to)
    _prizes(to)
    to.sink.end()


# -- texts ---------------------------------------------------------------------------------------


def _texts(to: Writing) -> None:
    short = {words(each.get("id")): each for each in _going(to, "shortDescription")}
    others = {
        words(each.get("id")): each
        for each in _going(to, "marketingTexts")
        if words(each.get("id")) not in short
    }
    alone = _alone(list(others.values()))
    made = [
        (_kind(to, name, _SHORT), "the short description", "shortDescription[]", name, each)
        for name, each in short.items()
    ]
    for name, each in others.items():
        only = plain_code(each.get("onixLanguageCode")) in alone
        kind = _kind(to, name, _DESCRIPTION if only else _OTHER)
        rule = "the only longer text" if only else "one of several longer texts"
        made.append((kind, rule, "marketingTexts[]", name, each))
    for kind, rule, root, name, each in sorted(made, key=lambda one: (one[0], _natural(one[3]))):
        _text(to, kind, rule, root, name, each)


def _going(to: Writing, path: str) -> list[Entry]:
    return [
        each
        for each in to.entries(path)
        if has_text(each, to.known) and for_product(each, to.known) and for_audience(each, to.known)
    ]


def _alone(entries: list[Entry]) -> set[str]:
    """Languages in which there is one text only."""
    spoken = [plain_code(each.get("onixLanguageCode")) for each in entries]
    return {each for each in spoken if spoken.count(each) == 1}


def _kind(to: Writing, name: str, otherwise: str) -> str:
    """A file names a text by its kind; Consonance tells only which text is the short one."""
    found = _KIND.fullmatch(name)
    return found[1] if found and to.record.source is SourceKind.ONIX else otherwise


def _natural(name: str) -> tuple[int, str]:
    return (int(name), name) if name.isascii() and name.isdigit() and len(name) < 18 else (0, name)


def _text(to: Writing, kind: str, rule: str, root: str, name: str, each: Entry) -> None:
    made, html = markup(each.get("externalText"))
    if not made:
        return
    sink = to.sink
    sink.begin("TextContent", key_of(f"{kind}-{name}" if name else kind))
    sink.say("TextType", kind, f"{root}.id {_TEXT_BY}", rule)
    _audiences(to, root, each.get("onixContentAudienceCodes"), _TEXT_BY)
    language = plain_code(each.get("onixLanguageCode")).lower()
    language = language if _LANGUAGE.fullmatch(language) else ""
    source = f"{root}.externalText {_TEXT_BY}"
    sink.spoken(made, language, source, "XHTML" if html else PLAIN, html=html)
    for role, key, field in (("01", "published", "datePublished"), ("14", "from", "fromDate")):
        if day := digits(each.get(field)):
            sink.begin("ContentDate", key)
            sink.fixed("ContentDateRole", role)
            sink.day(day, f"{root}.{field} {_TEXT_BY}", "date")
            sink.end()
    sink.end()


def _audiences(to: Writing, root: str, given: object, by: str) -> None:
    listed = given if isinstance(given, list) else [given]
    codes = dict.fromkeys(plain_code(each) for each in listed)
    field = "onixContentAudienceCodes" if by is _TEXT_BY else "onixContentAudienceCode"
    said = [each for each in codes if _AUDIENCE.fullmatch(each)]
    for each in said:
        to.sink.each("ContentAudience", each, f"{root}.{field} {by}", "code")
    if not said:
        rule = "none is named: the trade only"
        to.sink.each("ContentAudience", _TRADE, f"{root}.{field} {by}", rule)


# -- cover ---------------------------------------------------------------------------------------


def _cover(to: Writing) -> None:
    """The only front cover that fits, or the one a person chose; never one of several."""
    covers = [
        each for each in to.entries("work", "supportingResources") if front_cover(each, to.known)
    ]
    if len(covers) != 1:
        return
    cover = covers[0]
    link = web_address(cover.get("url"))
    if not ready(cover, to.known) or not for_audience(cover, to.known) or not isinstance(link, str):
        return
    sink = to.sink
    sink.begin("SupportingResource", "front_cover")
    sink.fixed("ResourceContentType", "01")
    _audiences(to, _COVER, cover.get("onixContentAudienceCode"), _COVER_BY)
    sink.fixed("ResourceMode", "03")
    for kind, field in (("01", "requiredCredit"), ("02", "caption")):
        if note := words(cover.get(field)):
            sink.begin("ResourceFeature", "credit" if kind == "01" else "caption")
            sink.fixed("ResourceFeatureType", kind)
            sink.say("FeatureNote", note, f"{_COVER}.{field} {_COVER_BY}", "as written")
            sink.end()
    _version(to, cover, words(link))
    sink.end()


def _version(to: Writing, cover: Entry, link: str) -> None:
    sink = to.sink
    sink.begin("ResourceVersion")
    sink.fixed("ResourceForm", "02")
    features = (
        ("01", "format", "imageContentType", FILES.get(words(cover.get("imageContentType")), "")),
        ("02", "height", "height", whole(cover.get("height"))),
        ("04", "filename", "filename", words(cover.get("filename"))),
        ("07", "bytes", "fileSize", whole(cover.get("fileSize"))),
    )
    for kind, key, field, value in features:
        if value:
            sink.begin("ResourceVersionFeature", key)
            sink.fixed("ResourceVersionFeatureType", kind)
            sink.say("FeatureValue", value, f"{_COVER}.{field} {_COVER_BY}", "as told")
            sink.end()
    rule = f"http or https address{f'; {to.known.word}' if to.known.cover else ''}"
    sink.say("ResourceLink", link, f"{_COVER}.url {_COVER_BY}", rule)
    sink.end()


# -- prizes --------------------------------------------------------------------------------------


def _prizes(to: Writing) -> None:
    root = "work.prizes[]"
    found = [each for each in to.entries("work", "prizes") if for_product(each, to.known)]
    named = [each for each in found if words(each.get("prizeName"))]
    taken: dict[str, int] = {}
    for each in sorted(named, key=_prize_key):
        name = f"{key_of(words(each.get('prizeName')))}-{whole(each.get('prizeYear'))}"
        taken[name] = taken.get(name, 0) + 1
        by = "by prizeName, prizeYear, productIds"
        to.sink.begin("Prize", name if taken[name] == 1 else f"{name}#{taken[name]}")
        to.sink.say(
            "PrizeName", words(each.get("prizeName")), f"{root}.prizeName {by}", "as written"
        )
        year = whole(each.get("prizeYear"))
        to.sink.say("PrizeYear", year, f"{root}.prizeYear {by}", "year")
        achieved = plain_code(each.get("onixPrizeAchievementCode"))
        to.sink.say("PrizeCode", achieved, f"{root}.onixPrizeAchievementCode {by}", "code")
        said = entry_words(each, "prizeStatement")
        to.sink.say("PrizeStatement", said, f"{root}.prizeStatement {by}", "as written")
        to.sink.end()


def _prize_key(each: Entry) -> tuple[str, str, str, str]:
    return (
        words(each.get("prizeName")),
        whole(each.get("prizeYear")),
        plain_code(each.get("onixPrizeAchievementCode")),
        words(each.get("prizeStatement")),
    )
