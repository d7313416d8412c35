"""Is there exactly one front cover to show? Rule 12."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.rules.checks.case import PRODUCTION, Case, Finding, listed, unknown
from desktop_app.rules.mapping.selectors import context, for_audience, front_cover, ready

_FIELD = "work.supportingResources"
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
    covers = [each for each in listed_here if front_cover(each, known)]
    if len(covers) != 1:
        yield _count(covers)
        return
    cover = covers[0]
    if not ready(cover, known):
        yield Finding(
            f"{_FIELD}[].isProcessing",
            f"The cover {_name(cover)} is still being processed in Consonance.",
            "Wait a few minutes, then refresh this title.",
            PRODUCTION,
        )
    kind = cover.get("imageContentType")
    if isinstance(kind, str) and kind and kind.lower() not in _JPEG:
        yield Finding(
            f"{_FIELD}[].imageContentType",
            f"The cover {_name(cover)} is {kind}, not JPEG.",
            "Upload the cover as a JPEG file.",
            PRODUCTION,
        )
    if not for_audience(cover, known):
        yield Finding(
            f"{_FIELD}[].onixContentAudienceCode",
            f"The cover {_name(cover)} is restricted, so {case.flow.destination} gets none.",
            "Open the cover to this audience in Consonance.",
            PRODUCTION,
        )
    yield from _approval(cover)


def _count(covers: list[Mapping[str, Any]]) -> Finding:
    if not covers:
        return Finding(
            _FIELD,
            "No cover is linked to this product.",
            "Link the front cover to the product in Consonance.",
            PRODUCTION,
        )
    return Finding(
        f"{_FIELD}[].productIds",
        f"{len(covers)} covers are linked to this product, so none is sent: "
        f"{listed(_name(each) for each in covers)}.",
        "Unlink all but the front cover in Consonance.",
        PRODUCTION,
    )


def _approval(cover: Mapping[str, Any]) -> Iterator[Finding]:
    status = cover.get("status")
    if isinstance(status, str) and status:
        words = re.findall(r"[a-z]+", status.lower())
        if "approved" not in words or "not" in words:
            yield Finding(
                f"{_FIELD}[].status",
                f"The cover {_name(cover)} is {status.lower()} in Consonance, not approved.",
                "Approve the cover in Consonance.",
                PRODUCTION,
            )
        return
    yield unknown(
        f"{_FIELD}[].status",
        f"This source does not say whether the cover {_name(cover)} is approved.",
        "Look at the cover, then confirm covers for this destination.",
        PRODUCTION,
    )


def _name(cover: Mapping[str, Any]) -> str:
    for each in ("filename", "id", "url"):
        found = cover.get(each)
        if isinstance(found, str | int) and str(found):
            return str(found)[-60:]
    return "without a name"
