"""What does a fault of the network or of a server mean, in sentences for people?"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from desktop_app.records.errors import (
    SourceAbsentError,
    SourceAnswerError,
    SourceBusyError,
    SourceError,
    SourceSignInError,
    SourceTlsError,
    SourceUnreachableError,
)
from desktop_app.records.wire import chain, plain

_NOT_READ = "Nothing was read; the titles on this computer stay as they are."


def explain(fault: BaseException, place: str, service: str) -> SourceError:
    """Turn a transport fault into the error that names its cause."""
    for cause in chain(fault):
        if isinstance(cause, ssl.SSLError):
            return _tls(cause, place)
        if isinstance(cause, socket.gaierror):
            return SourceUnreachableError(
                f"No server is known by the name {place}.",
                not_done=_NOT_READ,
                next_step="Check the spelling of the address and the network connection.",
            )
        if isinstance(cause, ConnectionRefusedError):
            return SourceUnreachableError(
                f"{place} refused the connection: nothing answers there.",
                not_done=_NOT_READ,
                next_step=f"Check the address and port, and that {service} is running.",
            )
    return _by_kind(fault, place, service)


def _by_kind(fault: BaseException, place: str, service: str) -> SourceError:
    kind = type(fault).__name__
    if kind == "ProxyError":
        return SourceUnreachableError(
            f"The proxy on the way to {place} did not let the connection through.",
            not_done=_NOT_READ,
            next_step="Ask for the proxy's sign-in, or use another network.",
        )
    if kind in {"ConnectTimeout", "PoolTimeout"}:
        return SourceUnreachableError(
            f"{place} did not take the connection in time.",
            not_done=_NOT_READ,
            next_step="Check the address and the network; a firewall may be in the way.",
        )
    if kind in {"ReadTimeout", "WriteTimeout"}:
        return SourceUnreachableError(
            f"{place} took the question but did not answer in time.",
            not_done=_NOT_READ,
            next_step="Try again later.",
        )
    if kind in {"ReadError", "RemoteProtocolError", "WriteError", "CloseError"}:
        return cut(place)
    return SourceUnreachableError(
        f"{place} could not be reached: {plain(fault, 160) or kind}.",
        not_done=_NOT_READ,
        next_step=f"Check the address of {service} and the network connection.",
    )


def _tls(cause: ssl.SSLError, place: str) -> SourceTlsError:
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = f"its certificate is not acceptable ({plain(cause.verify_message, 160)})"
        step = "Ask who runs the server for a proper certificate; check the clock of this computer."
    else:
        reason = (cause.reason or "unknown").replace("_", " ").lower()
        why = f"no encrypted connection came about ({plain(reason, 160)})"
        step = "Check that the address and port belong to a server that speaks https."
    return SourceTlsError(
        f"{place} could not prove who it is: {why}.",
        not_done="The key was not sent and nothing was read.",
        next_step=step,
    )


def too_slow(place: str, deadline: float) -> SourceError:
    """The whole exchange took longer than one may."""
    return SourceUnreachableError(
        f"{place} did not finish its answer within {deadline:g} seconds.",
        not_done=_NOT_READ,
        next_step="Try again later.",
    )


def cut(place: str) -> SourceError:
    """The connection broke before the answer was whole."""
    return SourceUnreachableError(
        f"The connection to {place} broke off before the answer was whole.",
        not_done="Nothing of this answer was taken.",
        next_step="Try again; what was read before is kept.",
    )


def sign_in(place: str, status: int, service: str) -> SourceError:
    """The key was not accepted."""
    if status == 407:
        return SourceSignInError(
            f"The proxy on the way to {place} wants a sign-in (407).",
            not_done=_NOT_READ,
            next_step="Sign in to the proxy, or use another network.",
        )
    return SourceSignInError(
        f"{place} did not accept the key ({status}).",
        not_done=_NOT_READ,
        next_step=f"Enter the key again in Connect, or ask {service}'s support for a new one.",
    )


def redirected(place: str, location: str, service: str) -> SourceError:
    """Another address was named; it is not followed."""
    try:
        target = urlsplit(location).hostname or "another path on the same server"
    except ValueError:
        target = "an address that cannot be read"
    return SourceAnswerError(
        f"{place} points to {plain(target, 120)} instead of answering.",
        not_done="Colophon did not follow, so that the key goes nowhere else.",
        next_step=f"If {service} has moved, enter its new address in Connect.",
    )


def web_page(place: str, service: str, *, absent: bool = False) -> SourceError:
    """An HTML page came instead of data; ``absent`` when it was the page of a 404."""
    kind = SourceAbsentError if absent else SourceAnswerError
    return kind(
        f"A web page answered at {place}, not {service}.",
        not_done=_NOT_READ,
        next_step="Check the address (it usually ends in /graphql for Consonance), and whether "
        "this network wants a sign-in in the browser first.",
    )


def nothing_there(place: str, status: int, service: str) -> SourceError:
    """404 or 410."""
    return SourceAbsentError(
        f"{place} answers, but there is no {service} at this address ({status}).",
        not_done=_NOT_READ,
        next_step="Check the path of the address in Connect.",
    )


def busy(place: str, status: int, service: str, wait: float | None = None) -> SourceError:
    """429 or 5xx, after all attempts, or at once when it asks for a long ``wait``."""
    said = "is asked too often just now" if status == 429 else "reports a fault of its own"
    when = f" and asks to wait {_span(wait)}" if wait else ", after several attempts"
    return SourceBusyError(
        f"{place} {said} ({status}){when}.",
        not_done="What was read before is kept; the rest was not read.",
        next_step=f"Try again in a few minutes; if it stays so, ask {service}'s support.",
    )


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{minutes} minutes" if minutes < 90 else f"{round(minutes / 60)} hours"


def not_json(place: str, cause: str, service: str) -> SourceError:
    """The body is not acceptable JSON."""
    return SourceAnswerError(
        f"The answer of {place} cannot be read: {cause}.",
        not_done="Nothing of this answer was taken.",
        next_step=f"Try again; if it stays so, {service} or something in between is at fault.",
    )


def refused(place: str, status: int, parsed: Any, service: str) -> SourceError:
    """Any other 4xx, with the server's own sentence as far as there is one."""
    said = first_message(parsed)
    quote = f" It says: {said}" if said else ""
    return SourceAnswerError(
        f"{place} refused the question ({status}).{quote}",
        not_done=_NOT_READ,
        next_step=f"Check that the address belongs to {service}.",
    )


def first_message(parsed: Any) -> str:
    """The first sentence of an error document: GraphQL errors or problem details."""
    if not isinstance(parsed, Mapping):
        return ""
    errors = parsed.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], Mapping):
        return plain(errors[0].get("message") or "")
    return plain(parsed.get("detail") or parsed.get("title") or parsed.get("message") or "")
