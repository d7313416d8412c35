"""One envelope as one exchange carries it, and the parsed answer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What one exchange came to, before policy. The state table of the engine decides next."""

    UNSENT = "unsent"
    """Provably never left: connect error, connect or pool time-out, proxy error."""
    BUSY = "busy"
    """408, 425, 429, 503: try later, obey Retry-After."""
    AMBIGUOUS = "ambiguous"
    """It may have arrived."""
    ACCEPTED = "accepted"
    """202 with run and status address."""
    DELIVERED = "delivered"
    DELIVERED_WITH_ERRORS = "delivered_with_errors"
    REFUSED = "refused"
    HANDED_OVER = "handed_over"
    """2xx from a webhook that confirms nothing."""
    NOT_UNDERSTOOD = "not_understood"
    """2xx from the contract without a receipt: may have arrived, cannot be read."""
    WEB_PAGE = "web_page"
    """An HTML page answered with 2xx: not confirmed, and the flow is paused."""
    SIGN_IN = "sign_in"
    """401, 403, 407: hold, pause the flow, one prompt."""
    FLOW_GONE = "flow_gone"
    """404, 410: hold, pause the flow."""
    REDIRECTED = "redirected"
    """Any 3xx: never followed; hold, pause."""
    TLS = "tls"
    """Certificate or handshake: hold, pause."""
    TOO_LARGE = "too_large"
    NO_FILE = "no_file"
    """A file that goes with it is not on this computer as it was previewed: nothing was sent."""
    DUPLICATE = "duplicate"
    """409, or 200 with duplicate: take the first run's state."""


PAUSES = frozenset(
    {Outcome.SIGN_IN, Outcome.FLOW_GONE, Outcome.REDIRECTED, Outcome.TLS, Outcome.WEB_PAGE}
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """``body`` is the stored envelope, repeated byte for byte on every attempt. ``correlation``
    is the number of the job, for the logs of both sides."""

    key: str
    flow: str
    subject: str
    content_type: str
    body: bytes
    run: str = ""
    status_url: str = ""
    correlation: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """``retry_after`` in seconds when the server named it. ``details`` are lines of
    ``path: message`` per record field; ``response`` is the raw answer, cut at 64 KiB."""

    outcome: Outcome
    http_status: int | None = None
    message: str = ""
    run: str = ""
    status_url: str = ""
    remote_id: str = ""
    retry_after: float | None = None
    details: tuple[str, ...] = ()
    response: bytes = b""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The endpoint was asked by key and does not know it: it never arrived."""

    message: str = field(default="xConnector does not know this key")
