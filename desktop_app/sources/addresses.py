"""Which addresses may be asked? Endpoints with a key, and files from addresses in records."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop_app.records.errors import SourceError, SourceTlsError, SourceUnreachableError
from desktop_app.records.wire import is_loopback_host

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_TUNNELS = tuple(
    ipaddress.ip_network(text)
    for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)
"""IPv6 ranges that lead to an IPv4 address inside, or that were private once."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``name`` is host and port as people read them."""

    host: str
    port: int
    name: str
    loopback: bool


def endpoint(url: str, service: str, *, secret: bool) -> Endpoint:
    """Take an address apart; raises SourceError when it cannot be used.

    With ``secret`` the address must be encrypted unless it is this computer.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as fault:
        raise _unusable(url, service, "it is not a web address") from fault
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        raise _unusable(url, service, "it must begin with https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise _unusable(host, service, "it holds a name or password, which belongs in the keychain")
    loopback = is_loopback_host(host)
    if parts.scheme == "http" and secret and not loopback:
        raise SourceTlsError(
            f"The address of {service}, {host}, is not encrypted.",
            not_done="The key was not sent.",
            next_step="Use the address that begins with https://.",
        )
    shown = f"{host}:{port}" if port else host
    return Endpoint(host, port or (443 if parts.scheme == "https" else 80), shown, loopback)


def _unusable(url: str, service: str, cause: str) -> SourceError:
    return SourceUnreachableError(
        f"The address {url[:120]!r} of {service} cannot be used: {cause}.",
        not_done="Nothing was asked.",
        next_step="Correct the address in Connect.",
    )


def is_public(address: Address) -> bool:
    """Whether an address lies in the open internet, tunnels and mappings looked through."""
    address = _unmapped(address)
    if address.is_multicast or not address.is_global:
        return False
    return address.version == 4 or not any(address in network for network in _TUNNELS)


def _unmapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def resolve(host: str, port: int) -> tuple[Address, ...]:
    """All addresses of a host, as the system resolves it; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return tuple(ipaddress.ip_address(text) for text in texts)


__all__ = ["Address", "Endpoint", "endpoint", "is_loopback_host", "is_public", "resolve"]
