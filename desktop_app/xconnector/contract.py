"""How does a parcel reach an endpoint of the contract, and what became of it?"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from desktop_app.records.job import Lease
from desktop_app.records.manifest import Files
from desktop_app.records.parcel import Outcome, Parcel, Receipt, Unknown
from desktop_app.xconnector import envelope, headers
from desktop_app.xconnector.addresses import endpoint
from desktop_app.xconnector.answers import Ear, problem_of
from desktop_app.xconnector.faults import Fault
from desktop_app.xconnector.http import DEADLINE, Answer, Line
from desktop_app.xconnector.receipt import UnreadableError, is_run, read_run
from desktop_app.xconnector.uploads import Uploads

WAIT = 10
"""Seconds that the endpoint may hold its answer for a finished run."""
_NEVER_TAKEN = "urn:colophon:problem:run-unknown"
_WITH_RUN = frozenset({200, 201, 202})


class ContractCourier:
    """The way to one endpoint of the contract; structurally a courier of the engine.

    ``ledger`` is the random id of the sending ledger, ``secret`` signs each attempt if given.
    ``wait``, ``deadline`` are in seconds. With ``files``, those that a payload names by their hash
    go ahead of it. Raises SecretError for a signing secret that cannot
    be read; an address or token that cannot be used is an outcome of each exchange.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        ledger: str = "",
        secret: str = "",
        verify: ssl.SSLContext | bool = True,
        concurrency: int = 32,
        deadline: float = DEADLINE,
        wait: int = WAIT,
        files: Files | None = None,
    ) -> None:
        self._endpoint = endpoint(url, "xConnector", encrypted=True)
        self._base = self._endpoint.url.partition("#")[0].partition("?")[0].rstrip("/")
        self._events = f"{self._base}/v1/events"
        self._ledger = ledger or "unknown"
        self._signer = headers.Signer(secret)
        self._prefer = [("Prefer", f"wait={wait}")] if wait else []
        self._ear = Ear(self._endpoint.name, (token, secret))
        self._line = Line(
            self._endpoint,
            token=token,
            verify=verify,
            concurrency=concurrency,
            deadline=deadline,
        )
        self._uploads = Uploads(self._line, self._base, self._ear, files) if files else None

    def wrap(self, lease: Lease, now: str) -> bytes:
        """The event that carries the payload; equal leases and instants give equal bytes."""
        return envelope.wrap(lease, now, self._ledger)

    async def deliver(self, parcel: Parcel) -> Receipt:
        """One POST of the stored event, when its files are there. Never repeats it."""
        if self._uploads is not None:
            stopped = await self._uploads.ahead_of(parcel)
            if stopped is not None:
                return stopped
        named = headers.of_attempt(parcel, parcel.body, envelope.CONTENT_TYPE, self._signer)
        told = await self._line.post(self._events, [*named, *self._prefer], parcel.body)
        # The run of an earlier attempt is no measure for the answer to this one.
        return self._judge(told, replace(parcel, run=""), self._events)

    async def ask(self, parcel: Parcel) -> Receipt | Unknown:
        """What became of a parcel.

        ``UNSENT``, ``BUSY`` and ``AMBIGUOUS`` say here that the question got no answer; of the
        parcel they say nothing. ``Unknown`` comes only from the endpoint's promise that it
        never took the key: a 404 that could come from any server is ``FLOW_GONE``.
        """
        address = self._address_of(parcel)
        told = await self._line.get(address or f"{self._base}/v1/runs?key={quote(parcel.key)}")
        if isinstance(told, Answer) and _never_taken(told):
            return self._forgotten(told) if address else Unknown()
        return self._ear.to_question(self._judge(told, parcel, address or self._events))

    async def aclose(self) -> None:
        """Close connections."""
        await self._line.aclose()

    def _address_of(self, parcel: Parcel) -> str:
        """Where the run can be asked for, always at this endpoint; "" when no run is known."""
        if own := self._endpoint.own(self._events, parcel.status_url):
            return own
        return f"{self._base}/v1/runs/{parcel.run}" if is_run(parcel.run) else ""

    def _judge(self, told: Answer | Fault, parcel: Parcel, asked: str) -> Receipt:
        if isinstance(told, Fault):
            return self._ear.fault(told)
        known = self._ear.no_receipt(told)
        if known is not None:
            return known
        if told.status not in _WITH_RUN:
            return self._not_understood(told, f"is {told.status} without a receipt", whole=True)
        try:
            receipt = read_run(told, parcel, self._ear)
        except UnreadableError as fault:
            return self._not_understood(told, str(fault), whole=fault.whole)
        if receipt.outcome is not Outcome.ACCEPTED:
            return receipt
        own = self._endpoint.own(asked, told.headers.get("location", ""))
        return replace(receipt, status_url=own or f"{self._base}/v1/runs/{receipt.run}")

    def _not_understood(self, told: Answer, cause: str, *, whole: bool) -> Receipt:
        """A broken receipt can be asked for again; a whole answer of another kind stays so."""
        outcome = Outcome.NOT_UNDERSTOOD if whole else Outcome.AMBIGUOUS
        message = f"The answer of {self._ear.place} {cause}. It may have arrived."
        return self._ear.receipt(outcome, told, message)

    def _forgotten(self, told: Answer) -> Receipt:
        return self._ear.receipt(
            Outcome.NOT_UNDERSTOOD,
            told,
            f"{self._ear.place} had taken this and now does not know it any more. "
            "Look at the destination, then say whether it arrived.",
        )


def _never_taken(told: Answer) -> bool:
    if told.status != 404 or "problem+json" not in told.content_type.lower():
        return False
    problem: Mapping[str, Any] = problem_of(told)
    return problem.get("type") == _NEVER_TAKEN
