"""Has a title what every bookseller needs, and in good time? Rules 10 and 13."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from desktop_app.records.payload import Severity
from desktop_app.rules.checks.case import (
    EDITORIAL,
    MARKETING,
    PRODUCTION,
    Case,
    Finding,
    day,
    listed,
    unknown,
)
from desktop_app.rules.mapping import paths
from desktop_app.rules.mapping.covers import FIELD as _COVERS
from desktop_app.rules.mapping.selectors import (
    context,
    for_audience,
    for_product,
    front_cover,
    has_text,
)
from desktop_app.rules.mapping.transforms import as_date, code, text

FULL_DATA = timedelta(weeks=16)
"""How long before publication the trade wants all of it (Book Industry Communication)."""

_DATE = "publicationDate"
_PEOPLE, _SUBJECTS, _TEXTS = "contributions", "work.subjectCodes", "shortDescription"
_PLAIN = (
    ("fullTitle", "title", "Enter the title in Consonance."),
    ("work.imprint.name", "imprint", "Choose the imprint of the work in Consonance."),
    ("onix21ProductFormCode", "product form", "Choose the product form in Consonance."),
)
_Lack = tuple[str, Finding]
"""What is missing in a word or two, and the finding about it."""


def what_every_title_needs(case: Case) -> Iterator[Finding]:
    """Rule 10: title, contributor with role and place, imprint, form, main subject and a text."""
    untold: list[tuple[str, str]] = []
    for _, finding in _lacks(case, untold):
        yield finding
    if untold:
        yield unknown(
            untold[0][0],
            f"This source does not give {listed(each for _, each in untold)}.",
            "Look at the title in Consonance.",
            EDITORIAL,
        )


def _lacks(case: Case, untold: list[tuple[str, str]]) -> Iterator[_Lack]:
    for path, name, fix in _PLAIN:
        given = case.value(path)
        if given is paths.ABSENT:
            untold.append((path, name))
        elif not isinstance(text(given), str):
            yield name, Finding(path, f"There is no {name}.", fix, EDITORIAL)
    yield from _people(case, untold)
    yield from _subject(case, untold)
    yield from _words(case, untold)


def _people(case: Case, untold: list[tuple[str, str]]) -> Iterator[_Lack]:
    given = case.list_of(_PEOPLE)
    if given is None:
        untold.append((_PEOPLE, "contributors"))
        return
    known = context(case.document, case.flow)
    mine = [each for each in given if for_product(each, known)]
    if not mine:
        words = "There is no contributor."
        fix = "Add the contributors of this product in Consonance."
        yield "contributor", Finding(_PEOPLE, words, fix, EDITORIAL)
        return
    for field, what in (("onixContributorRoleCode", "role"), ("sequenceNumber", "place")):
        bare = [_name(each) for each in mine if field in each and not code(each[field])]
        if bare:
            yield (
                f"{what} of a contributor",
                Finding(
                    f"{_PEOPLE}[].{field}",
                    f"No {what} is given for {listed(bare)}.",
                    f"Enter the {what} of each contributor in Consonance.",
                    EDITORIAL,
                ),
            )


def _name(entry: Mapping[str, Any]) -> str:
    contact = entry.get("contributor")
    found = contact.get("name") if isinstance(contact, Mapping) else None
    return found if isinstance(found, str) and found else "a contributor"


def _subject(case: Case, untold: list[tuple[str, str]]) -> Iterator[_Lack]:
    given = case.list_of(_SUBJECTS)
    others = [case.values(each) for each in ("work.bics", "work.bisacs")]
    if given is None:
        if not any(others):
            untold.append((_SUBJECTS, "subjects"))
        return
    if not given and not any(others):
        words, fix = "There is no subject code.", "Choose the subjects of the work in Consonance."
        yield "main subject", Finding(_SUBJECTS, words, fix, EDITORIAL)
    elif given and all(each.get("main") is False for each in given):
        words = "No subject is marked as the main one."
        fix = "Mark the main subject of the work in Consonance."
        yield "main subject", Finding(f"{_SUBJECTS}[].main", words, fix, EDITORIAL)


def _words(case: Case, untold: list[tuple[str, str]]) -> Iterator[_Lack]:
    given = [case.list_of(each) for each in (_TEXTS, "marketingTexts")]
    if given == [None, None]:
        untold.append((_TEXTS, "descriptions"))
        return
    known = context(case.document, case.flow)
    written = [
        each
        for found in given
        for each in found or []
        if for_product(each, known) and has_text(each, known)
    ]
    if not written:
        yield (
            "description",
            Finding(
                _TEXTS,
                "There is no short or main description with text for the outside.",
                "Write the external text in Consonance.",
                MARKETING,
            ),
        )
    elif not any(for_audience(each, known) for each in written):
        yield (
            "description",
            Finding(
                f"{_TEXTS}[].onixContentAudienceCodes",
                f"No description may go to the audience of {case.flow.destination}.",
                "Open a description to this audience in Consonance.",
                MARKETING,
            ),
        )


def in_good_time(case: Case) -> Iterator[Finding]:
    """Rule 13: full data 16 weeks before publication, and a cover by the day itself."""
    published = as_date(case.value(_DATE))
    if published is None or not _near(published, case.today):
        return
    if case.flow.purpose == 1:
        yield from _full(case, published - FULL_DATA)
    if case.today >= published:
        yield from _cover(case, published)


def _near(published: date, today: date) -> bool:
    """Later, nobody waits for it any more: what is missing is said by its own rule."""
    return abs(published - today) <= FULL_DATA


def _full(case: Case, due: date) -> Iterator[Finding]:
    lacking = [name for name, _ in _lacks(case, [])]
    if case.list_of("prices") == []:
        lacking.append("price")
    if lacking:
        yield Finding(
            _DATE,
            f"Full data was due on {day(due)}, 16 weeks before publication. "
            f"Still missing: {listed(dict.fromkeys(lacking))}.",
            "Complete it in Consonance, then send it.",
            EDITORIAL,
        )
    elif case.facts.baseline is None:
        yield Finding(
            _DATE,
            f"{case.flow.destination} was due to have this by {day(due)}, 16 weeks before "
            "publication, and never took it.",
            "Send it now.",
            MARKETING,
            Severity.NOTE,
        )


def _cover(case: Case, published: date) -> Iterator[Finding]:
    given = case.list_of(_COVERS)
    known = context(case.document, case.flow)
    if given is not None and not any(front_cover(each, known) for each in given):
        yield Finding(
            _COVERS,
            f"The cover was due by publication, on {day(published)}, and there is none to send.",
            "Link and approve the front cover in Consonance.",
            PRODUCTION,
        )


def dates_to_keep(document: Mapping[str, Any]) -> list[date]:
    """The days around publication on which rule 13 may begin or cease to find something."""
    published = as_date(paths.value(document, _DATE))
    if published is None or not date.min + FULL_DATA <= published <= date.max - FULL_DATA:
        return []
    return [published - FULL_DATA, published + FULL_DATA]
