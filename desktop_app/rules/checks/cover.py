"""Is there exactly one front cover to show? Rule 12. Never the first of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.records.cover import CoverChoice
from desktop_app.records.payload import Severity
from desktop_app.rules.checks.case import PRODUCTION, Case, Finding, listed, unknown
from desktop_app.rules.mapping import covers
from desktop_app.rules.mapping.covers import FIELD as _FIELD
from desktop_app.rules.mapping.covers import called
from desktop_app.rules.mapping.selectors import (
    context,
    for_audience,
    front_cover,
    linked_cover,
    ready,
)

CHOOSE = "Choose the cover."
CHOOSE_AGAIN = "Choose again if another one is meant."
_JPEG = frozenset({"image/jpeg", "image/jpg", "image/pjpeg"})


def one_front_cover(case: Case) -> Iterator[Finding]:
    """Rule 12: one image linked to this product, JPEG, ready, approved as far as can be told."""
    listed_here = case.list_of(_FIELD)
    if listed_here is None:
        yield unknown(
            _FIELD,
            "This source does not give covers.",
            "Look at the cover in Consonance and confirm it.",
            PRODUCTION,
        )
        return
    known = context(case.document, case.flow)
    linked = [each for each in listed_here if linked_cover(each, known)]
    candidates = [each for each in linked if front_cover(each, known)]
    choice = case.facts.cover
    picked = covers.chosen(choice, candidates)
    if picked and choice is not None:
        yield _by_choice(choice, len(candidates))
        candidates = [each for each in candidates if covers.name_of(each) == picked]
    if len(candidates) != 1:
        yield _several(candidates, choice) if candidates else _none(linked)
        return
    cover = candidates[0]
    if not ready(cover, known):
        yield Finding(
            f"{_FIELD}[].isProcessing",
            f"The cover {called(cover)} is still being processed in Consonance.",
            "Wait a few minutes, then refresh this title.",
            PRODUCTION,
        )
    kind = cover.get("imageContentType")
    if isinstance(kind, str) and kind and kind.lower() not in _JPEG:
        yield Finding(
            f"{_FIELD}[].imageContentType",
            f"The cover {called(cover)} is {kind}, not JPEG.",
            "Upload the cover as a JPEG file.",
            PRODUCTION,
        )
    if not for_audience(cover, known):
        yield Finding(
            f"{_FIELD}[].onixContentAudienceCode",
            f"The cover {called(cover)} is restricted, so {case.flow.destination} gets none.",
            "Open the cover to this audience in Consonance.",
            PRODUCTION,
        )
    yield from _approval(cover)


def _none(linked: list[Mapping[str, Any]]) -> Finding:
    if not linked:
        return Finding(
            _FIELD,
            "No cover is linked to this product.",
            "Link the front cover to the product in Consonance.",
            PRODUCTION,
        )
    if len(linked) == 1:
        status = str(linked[0].get("status")).lower()
        words = f"The cover {called(linked[0])} is {status} in Consonance, not approved."
    else:
        words = (
            f"None of the {len(linked)} front covers of this product is approved in Consonance: "
            f"{listed(called(each) for each in linked)}."
        )
    return Finding(f"{_FIELD}[].status", words, "Approve the cover in Consonance.", PRODUCTION)


def _several(candidates: list[Mapping[str, Any]], choice: CoverChoice | None) -> Finding:
    """It stops whatever the purpose: nobody but a person can tell which one is meant."""
    approved = all(covers.approval(each) for each in candidates)
    words = (
        f"{len(candidates)} {'approved ' if approved else ''}front covers are linked to this "
        f"product, so none is sent: {listed(called(each) for each in candidates)}."
    )
    if choice is not None and choice.resource and choice.chosen is not None:
        name = choice.chosen.filename or choice.resource
        why = covers.moved(choice, candidates)
        words += f" The choice of {name} does not hold any more: {why}."
    return Finding(f"{_FIELD}[].productIds", words, CHOOSE, PRODUCTION, Severity.BLOCKER)


def _by_choice(choice: CoverChoice, count: int) -> Finding:
    name = choice.chosen.filename if choice.chosen else ""
    words = f"Of {count} front covers {name or choice.resource} is sent, {covers.told(choice)}"
    return Finding(
        f"{_FIELD}[].id",
        words if words.endswith(".") else f"{words}.",
        CHOOSE_AGAIN,
        PRODUCTION,
        Severity.NOTE,
    )


def _approval(cover: Mapping[str, Any]) -> Iterator[Finding]:
    if covers.approval(cover) is None:
        yield unknown(
            f"{_FIELD}[].status",
            f"This source does not say whether the cover {called(cover)} is approved.",
            "Look at the cover, then confirm covers for this destination.",
            PRODUCTION,
        )
