"""May it be told to the trade, is its status one, and do its dates fit? Rules 2, 3 and 4."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop_app.rules.checks.case import (
    EDITORIAL,
    MARKETING,
    SALES,
    Case,
    Finding,
    day,
    unknown,
    warning,
)
from desktop_app.rules.mapping.paths import ABSENT
from desktop_app.rules.mapping.transforms import as_date

_SENDABLE = frozenset({"02", "04", "13"})
_NO_DATE = frozenset({"01", "03"})
_FORTHCOMING = "02"
_AWAITED = "16"
_YEARS_AHEAD = 10
_STATUS, _DATE, _APPROVAL = "onixPublishingStatusCode", "publicationDate", "allowOnixExports"


def approved(case: Case) -> Iterator[Finding]:
    """Rule 2: Consonance has the product approved for ONIX."""
    found = case.value(_APPROVAL)
    if found is False:
        yield Finding(
            _APPROVAL,
            "The product is not approved for ONIX in Consonance.",
            "Tick “Allow ONIX exports” on the product once its metadata is right.",
            EDITORIAL,
        )
    elif found is not True:
        yield unknown(
            _APPROVAL,
            "This source does not say whether the product is approved for ONIX.",
            "Confirm that it is approved, with a reason.",
            EDITORIAL,
        )


def status_fits(case: Case) -> Iterator[Finding]:
    """Rule 3: forthcoming or active; any other status goes as a milestone only."""
    status = case.code(_STATUS)
    if status is None:
        yield unknown(
            _STATUS,
            "This source does not give a publishing status.",
            "Look the status up in Consonance.",
            EDITORIAL,
        )
    elif not status:
        yield Finding(_STATUS, "No publishing status is set.", "Set it in Consonance.", EDITORIAL)
    elif status not in _SENDABLE:
        yield Finding(
            _STATUS,
            f"The publishing status is {_status_words(case, status)}; title metadata goes for "
            "02 Forthcoming, 04 Active and 13 only.",
            "Send the change of status through a milestone flow, or correct the status.",
            EDITORIAL,
        )


def dates_fit(case: Case) -> Iterator[Finding]:
    """Rule 4: the publication date agrees with the status and is not a placeholder."""
    status, given = case.code(_STATUS), case.value(_DATE)
    if status is None or given is ABSENT:
        lacks = "publication date" if given is ABSENT else "publishing status"
        yield unknown(
            _DATE,
            f"This source does not give a {lacks}, so the two cannot be compared.",
            "Compare date and status in Consonance.",
            EDITORIAL,
        )
        return
    published = as_date(given)
    if given not in (None, "") and published is None:
        yield Finding(
            _DATE,
            f"The publication date “{str(given)[:30]}” is not a date.",
            "Correct the date in Consonance.",
            EDITORIAL,
        )
        return
    yield from _against_status(case, status, published)
    if published:
        yield from _placeholder(published, case.today)


def _against_status(case: Case, status: str, published: date | None) -> Iterator[Finding]:
    words = _status_words(case, status)
    if published and status in _NO_DATE:
        yield Finding(
            _DATE,
            f"The status is {words}, yet the publication date is {day(published)}.",
            "Clear the publication date, or correct the status.",
            EDITORIAL,
        )
    if status == _FORTHCOMING and published is None:
        yield Finding(
            _DATE,
            f"The status is {words}, yet there is no publication date.",
            "Enter the publication date in Consonance.",
            EDITORIAL,
        )
    if status == _FORTHCOMING and published and published < case.today:
        yield warning(
            _DATE,
            f"The status is still {words}, but the publication date {day(published)} has passed.",
            "Set the status to 04 Active, or move the date.",
            SALES,
        )
    if status == _AWAITED:
        yield unknown(
            _DATE,
            f"The status is {words}, which needs an expected date; this source gives none.",
            "Confirm that the destination has been told when it is expected back.",
            SALES,
        )


def _placeholder(published: date, today: date) -> Iterator[Finding]:
    if published.month == 1 and published.day == 1:
        yield warning(
            _DATE,
            f"The publication date {day(published)} looks like a placeholder.",
            "Enter the real day, or confirm that it is the first of January.",
            MARKETING,
        )
    elif published.year > today.year + _YEARS_AHEAD:
        yield warning(
            _DATE,
            f"The publication date {day(published)} is more than {_YEARS_AHEAD} years ahead.",
            "Enter the real date.",
            MARKETING,
        )


def _status_words(case: Case, status: str) -> str:
    described = case.value("onixPublishingStatus.description")
    return f"{status} {described}" if isinstance(described, str) and described else status
