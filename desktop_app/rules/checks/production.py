"""May it be printed, paid or put into a repository? Rules 5, 14, 15, 16 and 17."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.rules.checks.case import (
    EDITORIAL,
    PRODUCTION,
    RIGHTS,
    Case,
    Finding,
    day,
    listed,
    unknown,
    warning,
)
from desktop_app.rules.mapping.selectors import approved_file, context, received
from desktop_app.rules.mapping.table import table_of
from desktop_app.rules.mapping.transforms import as_date, milestone_key

_RUNS, _TO_DOS, _FILES = "work.productionRuns", "work.toDos", "work.productionFiles"
_NOTICE = "warehouse-notice"
_LOOK_UP = "In Consonance, see that the contract of the work is signed before you send."
_PARTS = (("interiors", "interior"), ("covers", "cover"), ("bindings", "binding"))
_MEASURES = (
    ("productionPageCount", "pages"),
    ("productHeight", "height"),
    ("productWidth", "width"),
    ("productThickness", "spine"),
)
_BEFORE_PRESS = (
    "manuscript_delivery",
    "manuscript_received_by_editorial",
    "manuscript_to_production",
    "text_to_copy_editor",
    "edited_text_and_images_to_design",
    "first_layouts",
    "files_to_repro_and_indexer",
    "p_p_decision",
)
"""Consonance's usual to-dos before *Files to press*, in their order."""


def contract_is_signed(case: Case) -> Iterator[Finding]:
    """Rule 5: the contract is signed and has not ended."""
    contracts = case.list_of("work.contracts")
    place = "work.contracts[].signedDate"
    if contracts is None:
        yield unknown(place, "This source does not give contracts.", _LOOK_UP, RIGHTS)
        return
    own = _entry(case)
    found = [own] if case.payload.subject.startswith("contract:") and own else contracts
    if not found:
        yield Finding(place, "The work has no contract.", "Add it in Consonance.", RIGHTS)
    elif all(each.get("terminatedDate") for each in found):
        words = "The contract has ended."
        yield Finding("work.contracts[].terminatedDate", words, "Ask the rights desk.", RIGHTS)
    elif not any(each.get("signedDate") for each in found):
        yield Finding(
            place, "The contract is not signed.", "Enter the day of signing in Consonance.", RIGHTS
        )


def run_is_complete(case: Case) -> Iterator[Finding]:
    """Rule 14: the run has copies, a delivery before publication, and a specification.

    It is not printed yet, and not the same as another run of the work: whoever orders either
    would print twice.
    """
    run = _entry(case)
    if run is None:
        yield unknown(_RUNS, "This source does not give the run.", "Refresh first.", PRODUCTION)
        return
    if received(run):
        yield from _over(case)
        return
    if sum(_copies(each) for each in _list(run, "quantities")) <= 0:
        yield Finding(
            f"{_RUNS}[].quantities[].quantity",
            "The run has no copies.",
            "Enter the quantities in Consonance.",
            PRODUCTION,
        )
    yield from _delivery(case, run)
    yield from _entered_twice(case, run)
    product = str(case.document.get("id") or "")
    for name, words in _PARTS:
        parts = _list(run, name)
        if not any(_of(each, product) for each in parts):
            yield Finding(
                f"{_RUNS}[].{name}",
                f"The run says nothing about the {words} of this product.",
                f"Enter the {words} in Consonance.",
                PRODUCTION,
            )


def measures_are_there(case: Case) -> Iterator[Finding]:
    """Rule 15: pages, trim and spine of the product are known."""
    missing = [words for name, words in _MEASURES if case.value(name) in (None, "", "0", 0)]
    if missing:
        yield Finding(
            "productionPageCount",
            f"The product lacks {listed(missing)}.",
            "Enter extent and measures in Consonance.",
            PRODUCTION,
        )


def steps_are_done(case: Case) -> Iterator[Finding]:
    """Rule 16: what comes before *Files to press* is done."""
    to_dos = case.list_of(_TO_DOS)
    if to_dos is None:
        yield warning(
            _TO_DOS,
            "This source does not give to-dos, so the steps before press cannot be looked at.",
            "Look at the to-dos in Consonance.",
            PRODUCTION,
        )
        return
    known = context(case.document, case.flow)
    open_ones = [
        str(each.get("name"))
        for each in to_dos
        if milestone_key(each.get("name")) in _BEFORE_PRESS
        and not each.get("doneDate")
        and _of(each, known.product)
    ]
    if open_ones:
        yield Finding(
            f"{_TO_DOS}[].doneDate",
            f"Not done yet: {listed(open_ones)}.",
            "Finish them, or mark them as done in Consonance.",
            PRODUCTION,
        )


def files_are_approved(case: Case) -> Iterator[Finding]:
    """Rule 17: the production files are there and approved."""
    product = str(case.document.get("id") or "")
    files = case.list_of("productionFiles")
    if files is None:
        files = case.list_of(_FILES)
    if files is None:
        yield unknown(
            _FILES,
            "This source does not give production files.",
            "Look at the files, then confirm them for this destination.",
            PRODUCTION,
        )
        return
    mine = [each for each in files if _of(each, product)]
    known = context(case.document, case.flow)
    if not mine and case.flow.purpose != 3:
        words = "There are no production files."
        yield Finding(_FILES, words, "Upload interior and cover in Consonance.", PRODUCTION)
    wrong = [
        str(each.get("filename") or each.get("id"))
        for each in mine
        if not approved_file(each, known)
    ]
    if wrong:
        yield Finding(
            f"{_FILES}[].approvalStatus",
            f"Not approved in Consonance: {listed(wrong)}.",
            "Approve the files in Consonance.",
            EDITORIAL,
        )


def _entry(case: Case) -> Mapping[str, Any] | None:
    """The run or contract that the hand-off is about."""
    scope = table_of(case.flow).scope
    if scope is None:
        return None
    known = context(case.document, case.flow)
    listed = scope.subjects(case.document, known, now=False)
    return next((entry for name, entry in listed if name == case.payload.subject), None)


def _of(entry: Mapping[str, Any], product: str) -> bool:
    """Linked to the product; what names no product is about all of them."""
    ids = entry.get("productIds")
    return not isinstance(ids, list) or not ids or product in map(str, ids)


def _list(entry: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = entry.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _over(case: Case) -> Iterator[Finding]:
    """A warehouse may be told what came; a printer must not be asked for it again."""
    if case.flow.format == _NOTICE or _taken_as_it_is(case):
        return
    yield Finding(
        f"{_RUNS}[].quantities[].receivedQuantity",
        "The run was received: an order would print it again.",
        "Leave it, or enter a new run in Consonance for a reprint.",
        PRODUCTION,
    )


def _taken_as_it_is(case: Case) -> bool:
    """The destination holds exactly this: nothing is to be ordered, so no date can be late."""
    taken = case.facts.baseline
    return taken is not None and taken.sha256 == case.payload.sha256


def _entered_twice(case: Case, run: Mapping[str, Any]) -> Iterator[Finding]:
    """Two runs that only their numbers tell apart are one job that somebody entered twice."""
    others = (each for each in case.list_of(_RUNS) or () if each.get("id") != run.get("id"))
    twin = next((each for each in others if _alike(each) == _alike(run)), None)
    if twin is not None:
        yield Finding(
            f"{_RUNS}[].name",
            f"Run {run.get('id')} is the same as run {twin.get('id')}: name, date and copies.",
            "Delete one of them in Consonance, or name the two apart.",
            PRODUCTION,
        )


def _alike(run: Mapping[str, Any]) -> tuple[Any, ...]:
    lines = sorted(
        (str(each.get("productId")), str(each.get("name")), _copies(each))
        for each in _list(run, "quantities")
    )
    name = " ".join(str(run.get("name") or "").casefold().split())
    return name, str(run.get("deliveryDate")), lines


def _copies(entry: Mapping[str, Any]) -> int:
    found = entry.get("quantity")
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _delivery(case: Case, run: Mapping[str, Any]) -> Iterator[Finding]:
    place = f"{_RUNS}[].deliveryDate"
    due = as_date(run.get("deliveryDate"))
    published = as_date(case.value("publicationDate"))
    if due is None:
        words = "The run has no delivery date."
        yield Finding(place, words, "Enter the delivery date in Consonance.", PRODUCTION)
    elif due <= case.today and not _taken_as_it_is(case):
        yield Finding(
            place,
            f"The delivery date of the run, {day(due)}, is past.",
            "Correct the date in Consonance, or enter what was received: then it is over.",
            PRODUCTION,
        )
    elif published and case.today < published < due:
        yield Finding(
            place,
            f"The run is delivered on {day(due)}, after publication on {day(published)}.",
            "Correct one of the dates in Consonance.",
            PRODUCTION,
        )
