"""How does a parcel reach a plain webhook, and how much does that tell about it?"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from desktop_app.records.flow import Acknowledgement
from desktop_app.records.job import Lease
from desktop_app.records.parcel import Outcome, Parcel, Receipt, Unknown
from desktop_app.xconnector import envelope, headers
from desktop_app.xconnector.addresses import endpoint
from desktop_app.xconnector.answers import Ear
from desktop_app.xconnector.faults import Fault
from desktop_app.xconnector.http import DEADLINE, Answer, Line
from desktop_app.xconnector.receipt import (
    Result,
    UnreadableError,
    delivered,
    document,
    record_of,
    refused,
    run_id,
    state_of,
)

_OPEN = frozenset({"queued", "running", "accepted", "pending"})
_APPLIED = frozenset({"succeeded", "partially_succeeded"})
_ENDED_WITHOUT = frozenset({"rejected", "failed", "cancelled"})


class WebhookCourier:
    """The way to one URL that takes events; structurally a courier of the engine.

    ``acknowledgement`` is what the flow says the webhook promises. ``binary`` puts the
    payload alone into the body and the event's attributes into headers. Raises SecretError
    for a signing secret that cannot be read.
    """

    def __init__(
        self,
        url: str,
        acknowledgement: Acknowledgement,
        *,
        ledger: str = "",
        secret: str = "",
        binary: bool = False,
        verify: ssl.SSLContext | bool = True,
        concurrency: int = 32,
        deadline: float = DEADLINE,
    ) -> None:
        self._endpoint = endpoint(url, "The webhook", encrypted=False)
        self._level = acknowledgement
        self._ledger = ledger or "unknown"
        self._binary = binary
        self._signer = headers.Signer(secret)
        self._ear = Ear(self._endpoint.name, (secret, *_secrets_in(self._endpoint.url)))
        self._line = Line(self._endpoint, verify=verify, concurrency=concurrency, deadline=deadline)

    def wrap(self, lease: Lease, now: str) -> bytes:
        """The whole event, in binary mode too: it is taken apart at each attempt."""
        return envelope.wrap(lease, now, self._ledger)

    async def deliver(self, parcel: Parcel) -> Receipt:
        """One POST of the stored event. Never repeats it."""
        body, content_type, attributes = parcel.body, envelope.CONTENT_TYPE, []
        if self._binary:
            members, body = envelope.open_binary(parcel.body)
            content_type = members.pop("datacontenttype")
            # CloudEvents over HTTP: what no header can hold is percent-encoded.
            attributes = [
                (f"ce-{name}", quote(text, safe=_VISIBLE)) for name, text in members.items()
            ]
        named = headers.of_attempt(parcel, body, content_type, self._signer)
        told = await self._line.post(self._endpoint.url, [*named, *attributes], body)
        return self._judge(told, parcel, first=True)

    async def ask(self, parcel: Parcel) -> Receipt | Unknown:
        """What became of a parcel whose run is known; never Unknown, for no webhook promises that.

        ``UNSENT``, ``BUSY`` and ``AMBIGUOUS`` say here that there was no answer to the question.
        """
        address = self._endpoint.own(self._endpoint.url, parcel.status_url)
        if not address:
            return Receipt(
                Outcome.AMBIGUOUS,
                message=f"{self._ear.place} cannot be asked what became of this.",
            )
        told = await self._line.get(address)
        return self._ear.to_question(self._judge(told, parcel, first=False))

    async def aclose(self) -> None:
        """Close connections."""
        await self._line.aclose()

    def _judge(self, told: Answer | Fault, parcel: Parcel, *, first: bool) -> Receipt:
        if isinstance(told, Fault):
            return self._ear.fault(told)
        known = self._ear.no_receipt(told)
        if known is not None:
            return known
        if self._level is Acknowledgement.NONE:
            return self._ear.receipt(
                Outcome.HANDED_OVER, told, f"{self._ear.place} took it and confirms nothing."
            )
        try:
            return self._read(told, parcel, first=first)
        except UnreadableError as fault:
            return self._not_understood(told, fault)

    def _not_understood(self, told: Answer, fault: UnreadableError) -> Receipt:
        wanted = "a run to ask for" if self._level is Acknowledgement.RUN else "a result"
        return self._ear.receipt(
            Outcome.NOT_UNDERSTOOD if fault.whole else Outcome.AMBIGUOUS,
            told,
            f"{self._ear.place} promised {wanted}, but its answer {fault}. It may have arrived.",
        )

    def _read(self, told: Answer, parcel: Parcel, *, first: bool) -> Receipt:
        """The receipt of a webhook that promises a run, or results; raises UnreadableError."""
        document_ = document(told)
        run = run_id(document_, "run", "run_id", "runId")
        if not first and parcel.run and parcel.run != run:
            raise UnreadableError("is about another run")
        if document_.get("key", parcel.key) != parcel.key:
            raise UnreadableError("is about another key")
        result = record_of(document_, parcel, self._ear)
        state = state_of(document_, "queued")
        if state in _ENDED_WITHOUT:
            return refused(state, result, run, told, self._ear)
        if state in _APPLIED:
            return self._applied(state, result, run, told)
        if state not in _OPEN:
            raise UnreadableError("names no state that is agreed", whole=True)
        return self._accepted(document_, parcel, run, told)

    def _applied(self, state: str, result: Result | None, run: str, told: Answer) -> Receipt:
        if result is not None:
            return delivered(result, run, told, self._ear)
        if self._level is Acknowledgement.RECORD:
            raise UnreadableError(f"says {state}, but nothing of this record")
        outcome = Outcome.DELIVERED if state == "succeeded" else Outcome.DELIVERED_WITH_ERRORS
        words = f"{self._ear.place} says of the run: {state.replace('_', ' ')}."
        return self._ear.receipt(outcome, told, words, run=run)

    def _accepted(
        self, document_: Mapping[str, Any], parcel: Parcel, run: str, told: Answer
    ) -> Receipt:
        named = told.headers.get("location", "") or document_.get("status_url")
        base = parcel.status_url or self._endpoint.url
        address = self._endpoint.own(base, named) if isinstance(named, str) else ""
        address = address or self._endpoint.own(self._endpoint.url, parcel.status_url)
        if address:
            return self._ear.receipt(
                Outcome.ACCEPTED, told, f"{self._ear.place} took it.", run=run, status_url=address
            )
        return self._ear.receipt(
            Outcome.HANDED_OVER,
            told,
            f"{self._ear.place} took it as run {run}, but names no address of its own where that "
            "could be asked for.",
            run=run,
        )


_VISIBLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"%')


def _secrets_in(url: str) -> tuple[str, ...]:
    """What of a webhook's address only the two sides know: the path and the query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    return tuple(sorted({parts.query, parts.path.strip("/")} - {""}, key=len, reverse=True))
