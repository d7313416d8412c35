"""What does an answer without a receipt mean? One row of the table for each status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from desktop_app.records import strict_json
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.wire import plain
from desktop_app.xconnector.faults import Fault
from desktop_app.xconnector.http import Answer

KEPT = 64 * 1024
"""Most bytes of an answer that history keeps."""
MOST_DETAILS = 200
_SHORTEST_SECRET = 6

_BY_STATUS = {
    **dict.fromkeys((408, 425, 429, 503), Outcome.BUSY),
    **dict.fromkeys((401, 403, 407), Outcome.SIGN_IN),
    **dict.fromkeys((404, 410), Outcome.FLOW_GONE),
    409: Outcome.DUPLICATE,
    413: Outcome.TOO_LARGE,
}
_WORDS = {
    Outcome.BUSY: "{place} is busy ({status}).",
    Outcome.FLOW_GONE: "{place} does not take this flow ({status}).",
    Outcome.DUPLICATE: "{place} has taken this key before ({status}).",
    Outcome.TOO_LARGE: "{place} refused it: it is too large ({status}).",
    Outcome.REFUSED: "{place} refused it ({status}).",
    Outcome.AMBIGUOUS: "{place} reports a fault of its own ({status}). It may have arrived.",
}
_QUOTED = frozenset(
    {Outcome.REFUSED, Outcome.DUPLICATE, Outcome.TOO_LARGE, Outcome.FLOW_GONE, Outcome.SIGN_IN}
)
"""What the other side says about these is worth reading; a busy server's page is not."""
_OF_A_PARCEL = frozenset({Outcome.REFUSED, Outcome.DUPLICATE, Outcome.TOO_LARGE})
"""What a status says of a parcel. Of a question it says only that it was not answered."""


@dataclass(frozen=True, slots=True)
class Ear:
    """Hears answers of one endpoint. ``secrets`` are never repeated, whoever echoes them."""

    place: str
    secrets: tuple[str, ...] = ()

    def quote(self, text: object, limit: int = 500) -> str:
        """Foreign text as one plain line without secrets."""
        words = str(text)
        for secret in self._known():
            words = words.replace(secret, "[secret]")
        return plain(words, limit)

    def kept(self, body: bytes) -> bytes:
        """The part of an answer that history keeps."""
        for secret in self._known():
            body = body.replace(secret.encode(), b"[secret]")
        return body[:KEPT]

    def _known(self) -> list[str]:
        return [secret for secret in self.secrets if len(secret) >= _SHORTEST_SECRET]

    def fault(self, fault: Fault) -> Receipt:
        """No answer at all."""
        return Receipt(fault.outcome, message=self.quote(fault.message))

    def receipt(self, outcome: Outcome, answer: Answer, message: str, **more: Any) -> Receipt:
        """A receipt with what every answer has: status, wait, and the answer as it came."""
        return Receipt(
            outcome,
            answer.status,
            message,
            retry_after=answer.retry_after,
            response=self.kept(answer.body),
            **more,
        )

    def to_question(self, receipt: Receipt) -> Receipt:
        """The answer to a question about a parcel: a status that turns the question down says
        nothing of the parcel, which may well have arrived."""
        status = receipt.http_status or 0
        if status < 400 or receipt.outcome not in _OF_A_PARCEL:
            return receipt
        words = f"{self.place} did not say what became of this ({status}). It may have arrived."
        return replace(receipt, outcome=Outcome.AMBIGUOUS, message=words, details=())

    def no_receipt(self, answer: Answer) -> Receipt | None:
        """What an answer says that is no receipt; None for a 2xx that should hold one."""
        status = answer.status
        if 300 <= status < 400:
            return self._redirected(answer)
        if status in {401, 403, 407}:
            return self._sign_in(answer)
        if 200 <= status < 300:
            return self._page(answer) if answer.is_page else None
        outcome = _BY_STATUS.get(status)
        if outcome is None:
            outcome = Outcome.REFUSED if 400 <= status < 500 else Outcome.AMBIGUOUS
        return self._told(outcome, answer, _WORDS[outcome])

    def _told(self, outcome: Outcome, answer: Answer, words: str) -> Receipt:
        message = words.format(place=self.place, status=answer.status)
        problem = problem_of(answer)
        said = self.quote(problem.get("detail") or problem.get("title") or "")
        if said and outcome in _QUOTED:
            message = f"{message} It says: {said}"
        run = problem.get("run")
        return self.receipt(
            outcome,
            answer,
            message,
            details=tuple(self._errors(problem)),
            run=self.quote(run, 128) if isinstance(run, str) else "",
        )

    def _errors(self, problem: Mapping[str, Any]) -> list[str]:
        errors = problem.get("errors")
        return [
            f"{self.quote(each.get('path', ''), 200)}: {self.quote(each.get('message', ''))}"
            for each in (errors[:MOST_DETAILS] if isinstance(errors, list) else [])
            if isinstance(each, Mapping)
        ]

    def _sign_in(self, answer: Answer) -> Receipt:
        words = {
            401: "{place} did not accept the sign-in (401).",
            403: "{place} does not allow this (403).",
            407: "A proxy on the way to {place} wants a sign-in (407).",
        }
        return self._told(Outcome.SIGN_IN, answer, words[answer.status])

    def _redirected(self, answer: Answer) -> Receipt:
        location = answer.headers.get("location", "")
        try:
            target = urlsplit(location).hostname or "another address"
        except ValueError:
            target = "an address that cannot be read"
        return self.receipt(
            Outcome.REDIRECTED,
            answer,
            f"{self.place} points to {self.quote(target, 120)} instead of answering "
            f"({answer.status}). Colophon did not follow, so that nothing goes elsewhere.",
        )

    def _page(self, answer: Answer) -> Receipt:
        return self.receipt(
            Outcome.WEB_PAGE, answer, f"A web page answered, not {self.place}. It may have arrived."
        )


def problem_of(answer: Answer) -> Mapping[str, Any]:
    """The problem document in an answer; empty if there is none that can be read."""
    if answer.flaw or "json" not in answer.content_type.lower():
        return {}
    try:
        told = strict_json.parse(answer.body)
    except strict_json.NotJsonError:
        return {}
    return told if isinstance(told, Mapping) else {}
