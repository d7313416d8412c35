"""May the title, and what is said of it, be told and sold already? Rule 9.

Three dates of a product, and one of each marketing text: from when the trade and the public may
know, before when nobody may sell (List 163: 10, 09, 02), and until when a text is held. A day ends
an embargo as it begins, in the house's time zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop_app.records.flow import Audience
from desktop_app.rules.checks.case import MARKETING, Case, Finding, day, unknown
from desktop_app.rules.mapping.compiled import about
from desktop_app.rules.mapping.paths import ABSENT
from desktop_app.rules.mapping.selectors import context, for_audience, for_product, has_text
from desktop_app.rules.mapping.table import table_of
from desktop_app.rules.mapping.transforms import as_date, first_free_day

_SALES = "salesEmbargoDate"
_ANNOUNCED = {
    Audience.TRADE: ("tradeAnnouncementDate", "the trade"),
    Audience.PUBLIC: ("publicAnnouncementDate", "the public"),
}


def embargo_is_kept(case: Case) -> Iterator[Finding]:
    """Rule 9: what may not be told or sold yet is not told to this flow's audience, and whoever
    gets a title before it may be sold is told the day."""
    if case.flow.purpose == 1 and case.flow.audience is not Audience.INTERNAL:
        yield from _embargoed_texts(case)
    yield from _unknown(case)
    yield from _announced(case)
    yield from _sold(case)


def embargo_is_told(case: Case) -> bool:
    """Whether what goes tells the sales embargo, or has none ahead to tell."""
    if _over(case.value(_SALES), case) or _of_no_product(case):
        return True
    return any(row.value and row.source.startswith(_SALES) for row in case.payload.rows)


def _unknown(case: Case) -> Iterator[Finding]:
    """What the source cannot tell, in one sentence."""
    announced, _ = _announcement(case)
    lacks = [
        words
        for path, words in ((announced, "announcement"), (_SALES, "sales embargo"))
        if case.value(path) is ABSENT
    ]
    if lacks:
        yield unknown(
            "publicationDate",
            f"This source gives no {' and '.join(lacks)} dates, so an embargo cannot be "
            "checked here.",
            "Confirm that titles for this destination may be announced and sold.",
            MARKETING,
        )


def _announced(case: Case) -> Iterator[Finding]:
    """The house itself may know at any time; others from the day that the house says."""
    path, who = _announcement(case)
    given = case.value(path)
    if case.flow.audience is not Audience.INTERNAL and not _over(given, case):
        yield Finding(
            path,
            f"The title may not be announced to {who} before {_until(given)}.",
            "Send on that day, or correct the date in Consonance.",
            MARKETING,
        )


def _sold(case: Case) -> Iterator[Finding]:
    """What the public sees sells at once, so it waits. All others get the day with the title."""
    given = case.value(_SALES)
    if _over(given, case):
        return
    if case.flow.audience is Audience.PUBLIC:
        yield Finding(
            _SALES,
            f"The title may not be sold before {_until(given)}, and what the public sees may sell "
            "it at once.",
            "Send on that day, or correct the sales embargo in Consonance.",
            MARKETING,
        )
    elif not embargo_is_told(case):
        yield Finding(
            _SALES,
            f"The title may not be sold before {_until(given)}, and what would go does not say so.",
            _to_tell(case, given),
            MARKETING,
        )


def _to_tell(case: Case, given: Any) -> str:
    """What keeps the day out of a payload, and what to do about it."""
    if as_date(given) is None:
        return "Enter the sales embargo as a whole date in Consonance."
    if case.flow.own is not None:
        return "Let your own mapping tell salesEmbargoDate, or send on that day."
    return "Set the imprint in Consonance, without which no dates go, or send on that day."


def _announcement(case: Case) -> tuple[str, str]:
    return _ANNOUNCED.get(case.flow.audience, _ANNOUNCED[Audience.TRADE])


def _of_no_product(case: Case) -> bool:
    """A step of the work is not sold, and no product's embargo is its own."""
    return about(table_of(case.flow), case.payload.subject)


def _over(given: Any, case: Case) -> bool:
    """Whether nothing is held by this date; one that cannot be read holds."""
    if given is ABSENT or given in (None, ""):
        return True
    free = first_free_day(given)
    return free is not None and free <= case.today


def _until(given: Any) -> str:
    free = first_free_day(given)
    return day(free) if free and as_date(given) else f"“{str(given)[:30]}”"


def _embargoed_texts(case: Case) -> Iterator[Finding]:
    known = context(case.document, case.flow)
    seen: set[str] = set()
    for path in ("shortDescription", "marketingTexts"):
        for entry in case.list_of(path) or []:
            given = entry.get("fromDate")
            name = str(entry.get("id", ""))
            goes = (
                for_product(entry, known) and has_text(entry, known) and for_audience(entry, known)
            )
            if not goes or _over(given, case) or (name and name in seen):
                continue
            seen.add(name)
            yield Finding(
                f"{path}[].fromDate",
                f"A marketing text is under embargo until {_until(given)}.",
                "Send after that day, or clear the date of the text in Consonance.",
                MARKETING,
            )
