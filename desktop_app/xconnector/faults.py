"""What does a fault of the network mean for the parcel: provably unsent, or perhaps arrived?"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

from desktop_app.records.parcel import Outcome
from desktop_app.records.wire import chain, plain

_TLS_RECORD = ("\\x15\\x03", "\\x16\\x03")
"""How an answer in TLS looks to a reader that expects plain HTTP."""


@dataclass(frozen=True, slots=True)
class Fault:
    """No answer: what the exchange came to and one sentence for people."""

    outcome: Outcome
    message: str


def explain(fault: Exception, place: str, *, begun: bool, deadline: float) -> Fault:
    """Name the cause of a transport fault. ``begun`` says that the body had begun to leave."""
    kind = type(fault).__name__
    if kind in {"UnsupportedProtocol", "InvalidURL"}:
        return Fault(Outcome.FLOW_GONE, f"The address of {place} cannot be used. Nothing was sent.")
    if kind == "ProxyError":
        return _proxy(fault, place)
    if kind == "ConnectError" and (cause := _tls_cause(fault)) is not None:
        return _tls(cause, place)
    if kind == "RemoteProtocolError" and any(mark in str(fault) for mark in _TLS_RECORD):
        return Fault(
            Outcome.TLS,
            f"{place} speaks https, but its address begins with http://. Correct the address.",
        )
    if not begun or kind in {"ConnectError", "ConnectTimeout", "PoolTimeout"}:
        return Fault(Outcome.UNSENT, f"{_unsent(fault, place)} Nothing was sent.")
    if isinstance(fault, TimeoutError) or kind in {"ReadTimeout", "WriteTimeout"}:
        message = f"{place} gave no whole answer within {deadline:g} seconds."
    else:
        message = f"The connection to {place} broke off before there was an answer."
    return Fault(Outcome.AMBIGUOUS, f"{message} It may have arrived.")


def _unsent(fault: Exception, place: str) -> str:
    for cause in chain(fault):
        if isinstance(cause, socket.gaierror):
            return f"{place}: no server is known by that name."
        if isinstance(cause, ConnectionRefusedError):
            return f"{place} refused the connection: nothing answers there."
    if isinstance(fault, TimeoutError) or type(fault).__name__.endswith("Timeout"):
        return f"{place} did not take the connection in time."
    return f"{place} could not be reached."


def _proxy(fault: Exception, place: str) -> Fault:
    if "407" in str(fault):
        return Fault(
            Outcome.SIGN_IN,
            f"The proxy on the way to {place} wants a sign-in (407). Nothing was sent.",
        )
    return Fault(
        Outcome.UNSENT, f"The proxy on the way to {place} did not let it through. Nothing was sent."
    )


def _tls_cause(fault: Exception) -> ssl.SSLError | None:
    """The certificate or handshake at fault. A handshake that was merely cut off is neither."""
    for cause in chain(fault):
        if isinstance(cause, ssl.SSLError):
            return None if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) else cause
    return None


def _tls(cause: ssl.SSLError, place: str) -> Fault:
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = f"its certificate is not acceptable ({plain(cause.verify_message, 160)})"
        step = "Ask who runs it for a proper certificate, and check the clock of this computer."
    else:
        reason = (cause.reason or "unknown").replace("_", " ").lower()
        why = f"no encrypted connection came about ({plain(reason, 160)})"
        step = "Check that address and port belong to a server that speaks https."
    return Fault(Outcome.TLS, f"{place} could not prove who it is: {why}. Nothing was sent. {step}")
