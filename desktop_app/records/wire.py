"""What may text and headers from outside mean, whoever reads them? Small, pure answers."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_QUOTE = 500
_LONGEST_WAIT = 86_400.0


def plain(text: object, limit: int = LONGEST_QUOTE) -> str:
    """Foreign text on one line, cut, and free of what no database or screen can hold."""
    words = " ".join(str(text)[: limit * 4].split())
    words = "".join(each if each.isprintable() else "�" for each in words)
    return words if len(words) <= limit else words[: limit - 1] + "…"


def is_page(content_type: str, body: bytes) -> bool:
    """Whether this is a web page, whatever it calls itself."""
    head = body[:512].lstrip().lower()
    return "html" in content_type.lower() or head.startswith((b"<!doctype html", b"<html"))


def is_utf8(content_type: str) -> bool:
    """Whether a content type names no encoding, or one that UTF-8 reads rightly."""
    _, named, rest = content_type.lower().partition("charset")
    charset = rest.strip(" =\"';").partition(";")[0].strip(" \"'")
    return not named or charset in {"utf-8", "utf8", "us-ascii"}


def retry_after(text: str) -> float | None:
    """Seconds from now that a ``Retry-After`` header means, at most a day; None if it says
    nothing that can be understood."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if when.tzinfo is None:
        return None
    wait = (when - datetime.now(UTC)).total_seconds()
    return min(max(0.0, wait), _LONGEST_WAIT)


def chain(fault: BaseException) -> Iterator[BaseException]:
    """A fault with its causes, groups opened."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [fault]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting.extend(each.exceptions)
        waiting += [each.__cause__, each.__context__]


def is_loopback_host(host: str) -> bool:
    """Whether a host name or literal address plainly means this computer."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
