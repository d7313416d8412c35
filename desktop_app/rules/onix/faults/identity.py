"""Are numbers, names and the blocks of a product what they must be?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop_app.records import isbn
from desktop_app.records.payload import Severity
from desktop_app.rules.checks.case import EDITORIAL, MARKETING, PRODUCTION, SALES, Case, Finding
from desktop_app.rules.onix.faults.fault import fault, short
from desktop_app.rules.onix.tree import Tree

_ISBN = "isbn.isbn13"
_UNGIVEN = re.compile(r"979(?:[2-79])")
_BLOCKS = (
    (
        "DescriptiveDetail",
        "fullTitle",
        "what the product is",
        "In Consonance, enter the product form and the title of the product.",
    ),
    (
        "PublishingDetail",
        "work.imprint.name",
        "who publishes it",
        "In Consonance, set the imprint of the work, or enter the publisher in the settings of the "
        "flow.",
    ),
    (
        "ProductSupply",
        "prices",
        "price, supplier and availability",
        "In Consonance, enter a publishing status and a price of the market, and the supplier in "
        "the settings of the flow.",
    ),
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufffd]")
_ILLEGAL_BYTES = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xbf[\xbd-\xbf]"
)
"""The same in UTF-8, which is quicker to look through than its text."""

_LONG_TITLE = 500


def digit(number: str) -> str:
    """The check sign of an ISNI or ORCID (ISO 7064 mod 11-2) for its first fifteen digits."""
    total = 0
    for each in number[:15]:
        total = (total + int(each)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def _number(tree: Tree, kind: str) -> str:
    return tree.say(f"ProductIdentifier[ProductIDType='{kind}']/IDValue")


@fault(
    "isbn",
    "ISBN and its check digit",
    "An ISBN-13 has thirteen digits, and its check digit is right.",
)
def isbn_adds_up(tree: Tree, case: Case) -> Iterator[Finding]:
    given = _number(tree, "15")
    if given and not isbn.valid13(given):
        why = isbn.fault(given) or "It needs thirteen digits without hyphens."
        yield Finding(
            _ISBN,
            f"ONIX would say the ISBN-13 “{short(given)}”. {why}",
            "In Consonance, correct the ISBN of the product.",
            PRODUCTION,
        )


@fault("gtin", "GTIN beside ISBN", "GTIN-13 and ISBN-13 of a book are the same number.")
def gtin_is_the_isbn(tree: Tree, case: Case) -> Iterator[Finding]:
    gtin, number = _number(tree, "03"), _number(tree, "15")
    if gtin and number and gtin != number:
        yield Finding(
            _ISBN,
            f"The GTIN-13 {short(gtin)} is not the ISBN-13 {short(number)}.",
            "In Consonance, correct the ISBN of the product: the GTIN is taken from it.",
            PRODUCTION,
        )


@fault(
    "range",
    "Range of the ISBN",
    "The ISBN is of a range that is given out to books.",
    Severity.WARNING,
)
def isbn_is_of_a_book(tree: Tree, case: Case) -> Iterator[Finding]:
    given = _number(tree, "15")
    if given.startswith("9790"):
        words = f"{given} is a number for printed music (ISMN), not for a book."
    elif _UNGIVEN.match(given):
        words = f"{given} is of a range that was given to no country yet."
    else:
        return
    fix = "In Consonance, give the product an ISBN of your own list of numbers."
    yield Finding(_ISBN, words, fix, PRODUCTION)


@fault(
    "name-id", "ISNI and ORCID", "An ISNI or ORCID has sixteen signs, and its check sign is right."
)
def name_identifiers_add_up(tree: Tree, case: Case) -> Iterator[Finding]:
    for each in tree.all("DescriptiveDetail/Contributor/NameIdentifier"):
        kind, given = tree.say("NameIDType", each), tree.say("IDValue", each)
        if kind not in ("16", "21"):
            continue
        if not re.fullmatch(r"[0-9]{15}[0-9X]", given) or digit(given) != given[15]:
            name = "ISNI" if kind == "16" else "ORCID"
            yield Finding(
                "contributions[].contributor.isni",
                f"The {name} “{short(given)}” does not add up.",
                f"Look up the {name} in its register and enter it again in Consonance.",
                EDITORIAL,
            )


@fault("contributor", "Contributors", "There is a contributor, or it is said that there is none.")
def somebody_made_it(tree: Tree, case: Case) -> Iterator[Finding]:
    detail = tree.all("DescriptiveDetail")
    if not detail:
        return
    if not tree.all("Contributor", detail[0]) and not tree.all("NoContributor", detail[0]):
        yield Finding(
            "contributions",
            "No contributor is linked to this product, and nothing says that it has none.",
            "In Consonance, link the contributors of the work to this product.",
            EDITORIAL,
        )


@fault("blocks", "Parts of the record", "Description, publishing and supply are all there.")
def blocks_are_there(tree: Tree, case: Case) -> Iterator[Finding]:
    for name, field, what, fix in _BLOCKS:
        if not tree.all(name):
            owner = SALES if name == "ProductSupply" else EDITORIAL
            yield Finding(field, f"The record does not say {what} ({name} is missing).", fix, owner)


@fault("form", "Product form", "The product form is said.")
def form_is_said(tree: Tree, case: Case) -> Iterator[Finding]:
    if tree.say("DescriptiveDetail/ProductForm") == "00":
        yield Finding(
            "onix21ProductFormCode",
            "The product form is undefined.",
            "In Consonance, choose the form of the product.",
            PRODUCTION,
        )


@fault("title", "Title", f"There is a title of at most {_LONG_TITLE} characters.", Severity.WARNING)
def title_is_a_title(tree: Tree, case: Case) -> Iterator[Finding]:
    title = "DescriptiveDetail/TitleDetail[TitleType='01']/TitleElement"
    named = ("TitleWithoutPrefix", "TitleText")
    if tree.all("DescriptiveDetail") and not any(tree.say(f"{title}/{each}") for each in named):
        yield Finding(
            "fullTitle",
            "There is no title.",
            "In Consonance, enter the title of the product.",
            EDITORIAL,
            Severity.BLOCKER,
        )
    for each in tree.all(title):
        words = " ".join(
            filter(
                None,
                (tree.say(n, each) for n in ("TitlePrefix", "TitleWithoutPrefix", "TitleText")),
            )
        )
        if len(words) > _LONG_TITLE:
            yield Finding(
                "fullTitle",
                f"The title has {len(words):,} characters; few systems take more than "
                f"{_LONG_TITLE}.",
                "In Consonance, shorten the title; words about the book belong in the description.",
                EDITORIAL,
            )


@fault(
    "reference", "Record reference", "The record reference is the one under which it went before."
)
def reference_is_stable(tree: Tree, case: Case) -> Iterator[Finding]:
    taken = case.facts.baseline
    now = tree.say("RecordReference")
    before = next(
        (row.value for row in (taken.rows if taken else ()) if row.target == "RecordReference"), now
    )
    if before != now:
        yield Finding(
            "id",
            f"The record went as {short(before)} before and would go as {short(now)} now, so "
            f"{case.flow.destination} would hold it twice.",
            "Set the reference in the settings of the flow back to what it was.",
            MARKETING,
        )


@fault(
    "characters",
    "Characters that cannot be shown",
    "No character is one that XML or readers cannot show.",
)
def characters_can_be_shown(tree: Tree, case: Case) -> Iterator[Finding]:
    if not _ILLEGAL_BYTES.search(case.payload.data):
        return
    for each in tree.root.leaves():
        bad = _ILLEGAL.search(each.text)
        if bad:
            yield Finding(
                "",
                f"{each.name} holds the character U+{ord(bad[0]):04X}, which cannot be shown.",
                f"In Consonance, delete that character in the text that goes as {each.name}.",
                EDITORIAL,
            )
            return
