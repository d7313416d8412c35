"""Where in Consonance's own pages is a record mended? Opened by a person only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def work_page(work: str, address: str) -> str:
    """The page of ``work:N`` beside the address that a profile reads from; "" where none is safe.

    ``https://HOST/works/N`` is the only such address that is known from the outside. Products
    have no page of a known address: the page of the work leads to them.
    """
    number = work.removeprefix("work:")
    try:
        parts = urlsplit(address)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not number.isascii() or not number.isdigit() or not name:
        return ""
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(name)):
        return ""
    host = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}/works/{number}"


def _is_here(name: str) -> bool:
    """Whether a host is this computer: nobody listens in between."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
