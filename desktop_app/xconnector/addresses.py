"""Which address is an endpoint, and is another one part of it?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from desktop_app.records.parcel import Outcome
from desktop_app.records.wire import is_loopback_host, plain
from desktop_app.xconnector.faults import Fault

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``url`` is the whole address, ``name`` host and port as people read them: an address may
    itself be a secret. ``fault`` says why nothing can be sent there, or is None."""

    url: str
    name: str
    origin: tuple[str, str, int]
    loopback: bool
    fault: Fault | None = None

    @property
    def plain(self) -> bool:
        """Whether the address is not encrypted."""
        return self.origin[0] == "http"

    def own(self, base: str, address: str) -> str:
        """``address``, absolute or relative to ``base``, if it belongs to this endpoint; else "".

        Whatever is asked carries the token, so it goes to this origin only.
        """
        if not address or len(address) > _LONGEST or not address.isascii():
            return ""
        try:
            whole = urljoin(base, address)
            parts = urlsplit(whole)
            own = _origin(parts) == self.origin and "@" not in parts.netloc
        except ValueError:
            return ""
        return whole.partition("#")[0] if own and whole.isprintable() and " " not in whole else ""


def endpoint(url: str, service: str, *, encrypted: bool) -> Endpoint:
    """Take an address apart. With ``encrypted`` it must be https unless it is this computer."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        origin = _origin(parts)
    except ValueError:
        return _unusable(url, service, "it is not a web address")
    host = origin[1]
    shown = f"{host}:{parts.port}" if parts.port else host
    if origin[0] not in _PORTS or not host:
        return _unusable(url, service, "it must begin with https:// and name a host")
    if "@" in parts.netloc:
        return _unusable(url, service, "it holds a name or password, which belongs elsewhere")
    loopback = is_loopback_host(host)
    fault = None
    if encrypted and origin[0] == "http" and not loopback:
        fault = Fault(
            Outcome.TLS,
            f"The address of {service}, {plain(host, 120)}, is not encrypted, so the token was "
            "not sent. Use the address that begins with https://.",
        )
    return Endpoint(url, f"{service} ({plain(shown, 120)})", origin, loopback, fault)


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port; raises ValueError for a port that is none."""
    port = parts.port or _PORTS.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").rstrip("."), port


def _unusable(url: str, service: str, cause: str) -> Endpoint:
    message = f"The address of {service} cannot be used: {cause}. Nothing was sent."
    return Endpoint(url, service, ("", "", 0), False, Fault(Outcome.FLOW_GONE, message))
