"""Are subjects, texts, links and countries fit to go, and are codes still in use?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from desktop_app.records.payload import Severity
from desktop_app.rules.checks.case import (
    EDITORIAL,
    MARKETING,
    PRODUCTION,
    RIGHTS,
    SALES,
    Case,
    Finding,
    listed,
)
from desktop_app.rules.onix import schema
from desktop_app.rules.onix.faults.fault import fault, short
from desktop_app.rules.onix.tree import Tree

_SUBJECTS = "DescriptiveDetail/Subject"
_MAIN = {"93": "Thema", "12": "BIC", "10": "BISAC"}
_QUALIFIERS = frozenset({"94", "95", "96", "97", "98", "99", "13", "14", "15", "16", "17"})
_BIC = frozenset({"12", "13", "14", "15", "16", "17"})
_THEMA = re.compile(r"[A-Y][A-Z0-9]*|[1-6][A-Z0-9-]*")
_BISAC = re.compile(r"[A-Z]{3}\d{6}")
_SUBJECT_FIELD = "work.subjectCodes"
_NOTE = "contributions[].contributor.biographicalNote"
_MARKUP = re.compile(r"</[a-z]+>|<(?:p|br|b|i|em|strong|ul|li|div|span)\b[^>]*>", re.IGNORECASE)
_LISTS = {
    "DescriptiveDetail/ProductForm": ("150", "onix21ProductFormCode", PRODUCTION),
    "DescriptiveDetail/Contributor/ContributorRole": (
        "17", "contributions[].onixContributorRoleCode", EDITORIAL,
    ),
    "DescriptiveDetail/Contributor/NameIdentifier/NameIDType": (
        "44", "contributions[].contributor.isni", EDITORIAL,
    ),
    "ProductIdentifier/ProductIDType": ("5", "isbn.isbn13", PRODUCTION),
    "DescriptiveDetail/Extent/ExtentType": ("23", "productionPageCount", PRODUCTION),
    "DescriptiveDetail/Subject/SubjectSchemeIdentifier": ("27", _SUBJECT_FIELD, EDITORIAL),
    "DescriptiveDetail/Language/LanguageCode": ("74", "", EDITORIAL),
    "CollateralDetail/TextContent/TextType": ("153", "marketingTexts", MARKETING),
    "CollateralDetail/Prize/PrizeCode": ("41", "work.prizes", MARKETING),
    "PublishingDetail/PublishingStatus": ("64", "onixPublishingStatusCode", EDITORIAL),
    "PublishingDetail/Publisher/Website/WebsiteRole": ("73", "webLinks[].role", MARKETING),
    "PublishingDetail/SalesRights/SalesRightsType": ("46", "forSaleCountryCodes", RIGHTS),
    "ProductSupply/SupplyDetail/ProductAvailability": ("65", "onixPublishingStatusCode", SALES),
    "ProductSupply/SupplyDetail/Supplier/SupplierRole": ("93", "", SALES),
    "ProductSupply/SupplyDetail/Price/PriceType": ("58", "prices[].onixPriceTypeCode", SALES),
    "ProductSupply/SupplyDetail/Price/PriceQualifier": (
        "59", "prices[].onixPriceTypeQualifierCode", SALES,
    ),
    "ProductSupply/SupplyDetail/Price/CurrencyCode": ("96", "prices[].currencyCode", SALES),
}  # fmt: skip


@fault(
    "main-subject", "Main subject", "Each subject scheme has one main subject.", Severity.WARNING
)
def one_main_subject(tree: Tree, case: Case) -> Iterator[Finding]:
    subjects = tree.all(_SUBJECTS)
    mains = Counter(
        tree.say("SubjectSchemeIdentifier", each)
        for each in subjects
        if tree.all("MainSubject", each)
    )
    for scheme, name in _MAIN.items():
        if mains[scheme] > 1:
            yield Finding(
                _SUBJECT_FIELD,
                f"{mains[scheme]} {name} subjects are the main one.",
                f"In Consonance, leave one {name} subject of the work as the main one.",
                EDITORIAL,
            )
    if subjects and not mains:
        yield Finding(
            _SUBJECT_FIELD,
            "None of the subjects is the main one.",
            "In Consonance, mark one subject of the work as the main one.",
            EDITORIAL,
        )
    elif not subjects and tree.all("DescriptiveDetail"):
        yield Finding(
            _SUBJECT_FIELD,
            "There is no subject.",
            "In Consonance, enter a subject of the work and mark it as the main one.",
            EDITORIAL,
        )


@fault("qualifier", "Qualifiers of subjects", "A qualifier is never the main subject.")
def qualifiers_qualify(tree: Tree, case: Case) -> Iterator[Finding]:
    for each in tree.all(f"{_SUBJECTS}[MainSubject]"):
        if tree.say("SubjectSchemeIdentifier", each) in _QUALIFIERS:
            yield Finding(
                _SUBJECT_FIELD,
                f"The main subject {tree.say('SubjectCode', each)} is a qualifier: it only narrows "
                "another subject.",
                "In Consonance, mark a subject as the main one, not a qualifier.",
                EDITORIAL,
            )


@fault(
    "subject-code", "Form of subject codes", "Thema and BISAC codes are formed as such codes are."
)
def subject_codes_are_formed(tree: Tree, case: Case) -> Iterator[Finding]:
    for each in tree.all(_SUBJECTS):
        scheme, code = (tree.say(name, each) for name in ("SubjectSchemeIdentifier", "SubjectCode"))
        if scheme in ("93", "94", "95", "96", "97", "98", "99"):
            name, wanted = "Thema", _THEMA
        elif scheme == "10":
            name, wanted = "BISAC", _BISAC
        else:
            continue
        if not wanted.fullmatch(code):
            yield Finding(
                _SUBJECT_FIELD,
                f"“{short(code)}” is not formed like a {name} code.",
                f"In Consonance, take this code off the work and choose it from the {name} list.",
                EDITORIAL,
            )


@fault("text", "Texts without words", "Every text holds words.")
def texts_hold_words(tree: Tree, case: Case) -> Iterator[Finding]:
    for each in tree.all("CollateralDetail/TextContent/Text"):
        if not re.search(r"\w", each.text):
            yield Finding(
                "marketingTexts[].externalText",
                "A marketing text holds no words.",
                "In Consonance, write the marketing text, or delete it.",
                MARKETING,
            )


@fault(
    "markup", "HTML that readers would see", "Readers would see words, not HTML.", Severity.WARNING
)
def no_markup_is_seen(tree: Tree, case: Case) -> Iterator[Finding]:
    if b"&lt;" not in case.payload.data:
        return
    for path, field in (
        ("CollateralDetail/TextContent/Text", "marketingTexts[].externalText"),
        ("DescriptiveDetail/Contributor/BiographicalNote", _NOTE),
        ("DescriptiveDetail/TitleDetail/TitleElement/*", "fullTitle"),
    ):  # fmt: skip
        for each in tree.all(path):
            found = _MARKUP.search(each.text)
            if found:
                yield Finding(
                    field,
                    f"Readers would see “{short(found[0])}” in {each.name}.",
                    "In Consonance, delete the HTML that is written out in the text.",
                    MARKETING,
                )


@fault(
    "cover-link",
    "Address of the cover",
    "The cover has an address that begins with https.",
    Severity.WARNING,
)
def cover_is_on_https(tree: Tree, case: Case) -> Iterator[Finding]:
    for link in tree.said("CollateralDetail/SupportingResource/ResourceVersion/ResourceLink"):
        if not link.lower().startswith("https://"):
            yield Finding(
                "work.supportingResources[].url",
                f"The cover's address {short(link, 60)} does not begin with https.",
                "In Consonance, upload the cover again, or give it an address with https.",
                PRODUCTION,
            )


@fault("countries", "Countries listed twice", "No country is listed twice.")
def countries_are_listed_once(tree: Tree, case: Case) -> Iterator[Finding]:
    included: list[str] = []
    for each in tree.all("PublishingDetail/SalesRights"):
        included += tree.say("Territory/CountriesIncluded", each).split()
    market = tree.say("ProductSupply/Market/Territory/CountriesIncluded").split()
    for found, what in ((included, "sales rights"), (market, "market")):
        twice = sorted(each for each, count in Counter(found).items() if count > 1)
        if twice:
            yield Finding(
                "notForSaleCountryCodes",
                f"{listed(twice)} is listed twice in the {what}.",
                "In Consonance, list each country once, as for sale or as not for sale.",
                RIGHTS,
            )


@fault(
    "deprecated",
    "Codes out of use",
    "No code is one that should not be used any more.",
    Severity.WARNING,
)
def codes_are_in_use(tree: Tree, case: Case) -> Iterator[Finding]:
    old = schema.deprecated(tree.release)
    for path, (number, field, owner) in _LISTS.items():
        gone = old.get(number)
        if not gone:
            continue
        for code in dict.fromkeys(tree.said(path)):
            if code in gone:
                yield Finding(field, *_out_of_use(tree, path, number, code), owner)


def _out_of_use(tree: Tree, path: str, number: str, code: str) -> tuple[str, str]:
    """What is out of use, and what takes its place."""
    name = path.rpartition("/")[2]
    if name == "SubjectSchemeIdentifier" and code in _BIC:
        return (
            f"BIC subjects are out of use (scheme {code}, deprecated in code list {number}): "
            "Thema has taken their place.",
            "In Consonance, enter Thema subjects of the work, and take the BIC ones off once no "
            "recipient asks for them.",
        )
    label = schema.labels(tree.release).get(name, {}).get(code, "")
    said = f"{short(code)}, {label}," if label else short(code)
    return (
        f"{name} {said} is deprecated in code list {number}.",
        "In Consonance, choose the code that takes its place.",
    )


@fault("supplier", "Supplier", "The flow names its supplier.", Severity.NOTE)
def supplier_is_named(tree: Tree, case: Case) -> Iterator[Finding]:
    if tree.all("ProductSupply") and not case.flow.onix.supplier:
        said = tree.say("ProductSupply/SupplyDetail/Supplier/SupplierName")
        yield Finding(
            "",
            f"The flow names no supplier, so {short(said)} is given as its own.",
            "Enter the supplier in the settings of the flow.",
            SALES,
        )
