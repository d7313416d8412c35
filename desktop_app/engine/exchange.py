"""How is one lease carried out? Deliver, or ask before delivering again; never both blindly."""

from __future__ import annotations

import logging
from dataclasses import replace

from desktop_app.engine.courier import Courier
from desktop_app.records.flow import Flow
from desktop_app.records.job import Lease
from desktop_app.records.parcel import PAUSES, Outcome, Parcel, Receipt, Unknown

_log = logging.getLogger(__name__)
_NO_ANSWER = PAUSES | {Outcome.UNSENT, Outcome.BUSY}


async def exchange(courier: Courier, flow: Flow, lease: Lease) -> Receipt | Unknown:
    """One attempt. ``Unknown`` only where nothing may be sent on the strength of it.

    A fault inside the courier counts as an ambiguous answer: bytes may have left before it.
    """
    try:
        return await _carry(courier, flow, lease)
    except Exception as error:  # noqa: BLE001 - whatever it is, bytes may have left
        _log.exception("The courier of %s failed on item %d", flow.name, lease.item)
        words = f"Colophon failed while it was sending ({type(error).__name__})."
        return Receipt(Outcome.AMBIGUOUS, message=words)


async def _carry(courier: Courier, flow: Flow, lease: Lease) -> Receipt | Unknown:
    parcel = parcel_of(lease)
    if lease.check or lease.accepted:
        return await courier.ask(parcel)
    if lease.ambiguous:
        answer = await courier.ask(parcel)
        if isinstance(answer, Receipt):
            return answer
    receipt = await courier.deliver(parcel)
    if receipt.outcome is Outcome.DUPLICATE and flow.can_be_asked:
        return await _first_run(courier, parcel, receipt)
    return receipt


async def _first_run(courier: Courier, parcel: Parcel, receipt: Receipt) -> Receipt:
    """The key is known there: take the state of the run that it became first."""
    asked = replace(
        parcel,
        run=receipt.run or parcel.run,
        status_url=receipt.status_url or parcel.status_url,
    )
    answer = await courier.ask(asked)
    # A question that got no answer takes nothing back: the key is known there.
    if isinstance(answer, Unknown) or answer.outcome in _NO_ANSWER:
        return receipt
    return answer


def parcel_of(lease: Lease) -> Parcel:
    """The stored envelope as the courier carries it."""
    return Parcel(
        key=lease.key,
        flow=lease.flow,
        subject=lease.subject,
        content_type=lease.content_type,
        body=lease.envelope,
        run=lease.run,
        status_url=lease.status_url,
        correlation=str(lease.job),
    )
