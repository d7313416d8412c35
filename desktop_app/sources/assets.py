"""What is at the address of a file? Fetched with care, because records name any address.

Nothing is signed in for, nothing private is asked, nothing is believed: size, kind and pixels
come from the bytes. A fault is a sentence in the facts and not an exception, because one bad
picture must not hide the others. What broke off goes on where it broke, if the server says that
it is the same file still.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, TypeAlias
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from desktop_app.records.asset import AssetFacts
from desktop_app.records.wire import chain, plain
from desktop_app.sources import addresses, pictures, web
from desktop_app.sources.arriving import Arriving, NoRoomError
from desktop_app.sources.partial import Part, Partials

BYTES_CAP = 32 * 1024 * 1024
"""Most bytes of one file."""
_DEADLINE = 60.0
_REDIRECTS = 3
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]+):")
_WAYS_ON = frozenset({301, 302, 303, 307, 308})
Measure: TypeAlias = Callable[[Arriving], AssetFacts]
"""What a whole file is, from its bytes; a fault is a ``problem``."""


@dataclass(frozen=True, slots=True)
class Download:
    """``data`` is the whole file, or empty when it did not come whole."""

    data: bytes
    facts: AssetFacts


class _RefusedError(Exception):
    """The file cannot be had; the message is the sentence."""


class _TooLargeError(_RefusedError):
    """More comes than is taken, whatever else is the matter."""

    def __init__(self, cap: int) -> None:
        super().__init__(f"The file is larger than {cap // 1048576} MB.")


class _AnewError(Exception):
    """What was kept of the file does not go with what its server has now."""


class Downloader:
    """Fetches files without a key. Usable by several threads at once.

    ``loopback_allowed`` opens this computer's own addresses, for a Consonance that runs here;
    other private addresses stay closed. ``stopped`` ends a download under way; ``partials`` is
    where the beginnings of broken ones are kept.
    """

    def __init__(
        self,
        *,
        loopback_allowed: bool,
        verify: ssl.SSLContext | bool = True,
        cap: int = BYTES_CAP,
        deadline: float = _DEADLINE,
        stopped: Callable[[], bool] = lambda: False,
        partials: Partials | None = None,
    ) -> None:
        self._loopback_allowed = loopback_allowed
        self._verify = verify
        self._cap = cap
        self._deadline = deadline
        self._stopped = stopped
        self._partials = partials or Partials(None)
        self._lock = threading.Lock()
        self._clients: dict[tuple[bool, bool], Any] = {}

    def fetch(self, url: str) -> Download:
        """The picture at ``url`` with its facts. Blocks; never raises for what comes from
        outside."""
        with io.BytesIO() as file:
            facts = self.fetch_into(url, file, lambda came: measure(came.data()))
            return Download(file.getvalue(), facts)

    def fetch_into(self, url: str, file: BinaryIO, measured: Measure) -> AssetFacts:
        """Write what is at ``url`` into a file, which is left empty when it does not come whole.

        Blocks; never raises for what comes from outside, nor for what the disk refuses.
        """
        try:
            came = self._whole(url, file)
            facts = measured(came)
            if came.resumed and facts.problem:
                # Two parts that do not make one file: it is fetched once more, from its beginning.
                facts = measured(self._whole(url, file))
        except _RefusedError as refusal:
            file.seek(0)
            file.truncate()
            return AssetFacts(problem=str(refusal))
        return facts

    def close(self) -> None:
        """Close the sockets."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    # -- one file ------------------------------------------------------------------------------

    def _whole(self, url: str, file: BinaryIO) -> Arriving:
        """All of the file, perhaps put together from an earlier part and the rest."""
        ends = time.monotonic() + self._deadline
        for _ in range(_REDIRECTS + 1):
            target = _parsed(url)
            part = self._partials.find(target.geturl())
            try:
                with self._answer(target, part) as answer:
                    if answer.status_code not in _WAYS_ON:
                        return self._body(answer, target, ends, part, file)
                    url = _next(url, target, answer.headers.get("location", ""))
            except _AnewError:
                # The part is forgotten by now; the same address is asked for all of it.
                continue
            except NoRoomError as fault:
                words = f"There is no room for the file on this computer ({fault})."
                raise _RefusedError(words) from fault
        raise _RefusedError("The address leads from one address to the next without end.")

    @contextmanager
    def _answer(self, target: SplitResult, part: Part | None) -> Iterator[Any]:
        host = target.hostname or ""
        address = self._address(target)
        request: dict[str, Any] = {"url": target.geturl(), "headers": _rest(part)}
        if address:
            # The address that was checked is the one that is asked: a name may resolve anew.
            shown = f"[{address}]" if ":" in address else address
            port = f":{target.port}" if target.port else ""
            request["url"] = target._replace(netloc=shown + port).geturl()
            request["headers"] |= {"Host": target.netloc}
            request["extensions"] = {"sni_hostname": host}
        direct = addresses.is_loopback_host(host)
        client = self._client(direct=direct, plain=direct and target.scheme == "http")
        client.cookies.clear()
        try:
            with client.stream("GET", **request) as answer:
                yield answer
        except web.TransportFault as fault:
            raise _RefusedError(_transport(fault, host)) from fault
        except (ValueError, UnicodeError) as fault:
            raise _RefusedError("The address of the file is not one that can be asked.") from fault

    def _address(self, target: SplitResult) -> str:
        """The literal address to ask; "" when a proxy looks the name up."""
        host = (target.hostname or "").rstrip(".")
        here = addresses.is_loopback_host(host)
        if here and not self._loopback_allowed:
            raise _RefusedError("The address leads to this computer, where no file comes from.")
        if not here and _through_proxy(target.scheme, host):
            return ""
        try:
            found = addresses.resolve(
                host, target.port or (443 if target.scheme == "https" else 80)
            )
        except (OSError, UnicodeError, ValueError) as fault:
            raise _RefusedError(f"No server is known by the name {plain(host, 80)}.") from fault
        for each in found:
            if not (each.is_loopback if here else addresses.is_public(each)):
                raise _RefusedError(
                    f"{plain(host, 80)} leads into a private network; no file comes from there."
                )
        if not found:
            raise _RefusedError(f"No server is known by the name {plain(host, 80)}.")
        return str(found[0])

    def _body(
        self, answer: Any, target: SplitResult, ends: float, part: Part | None, file: BinaryIO
    ) -> Arriving:
        url, host = target.geturl(), plain(target.hostname or "", 80)
        came = Arriving(file)
        total = self._begun(answer, url, host, part, came)
        try:
            for chunk in answer.iter_raw():
                if came.size + len(chunk) > self._cap:
                    self._partials.drop(url)
                    raise _TooLargeError(self._cap)
                came.write(chunk)
                if time.monotonic() > ends:
                    raise _RefusedError(
                        f"{host} did not give the whole file within {self._deadline:g} seconds."
                    )
                if self._stopped():
                    raise _RefusedError("The download was stopped.")
        except _TooLargeError:
            raise
        except BaseException:
            self._keep(answer, url, came, total)
            raise
        self._partials.drop(url)
        if (total and came.size != total) or not _as_told(answer, came):
            if came.resumed:
                raise _AnewError
            raise _RefusedError(f"The file of {host} is not the one that its server describes.")
        return came

    def _begun(self, answer: Any, url: str, host: str, part: Part | None, came: Arriving) -> int:
        """Take up what is there already of the file that this answer goes on with; its length.

        Nothing for a whole answer: whoever does not know ranges, or has another file by now,
        sends all of it.
        """
        coding = answer.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("", "identity"):
            raise _RefusedError(f"{host} packed the file as {plain(coding, 30)}, unasked.")
        if part is not None and answer.status_code in (206, 416):
            found = _RANGE.fullmatch(answer.headers.get("content-range", "").strip().lower())
            fits = (
                answer.status_code == 206
                and found is not None
                and int(found[1]) == part.size
                and answer.headers.get("etag", part.tag) == part.tag
                and (not part.total or found[3] in ("*", str(part.total)))
            )
            if not fits or found is None or not _taken_up(part, came):
                self._partials.drop(url)
                raise _AnewError
            return part.total if found[3] == "*" else int(found[3])
        if answer.status_code != 200:
            raise _RefusedError(_status(answer.status_code, host))
        self._partials.drop(url)
        return 0

    def _keep(self, answer: Any, url: str, came: Arriving, total: int) -> None:
        """Keep what came, where the server can be asked for the rest of this very file."""
        tag = answer.headers.get("etag", "")
        if not tag.startswith('"') or answer.headers.get("accept-ranges", "").lower() == "none":
            return
        length = answer.headers.get("content-length", "")
        if not total and length.isascii() and length.isdigit():
            total = int(length)
        self._partials.keep(url, came, tag, total)

    def _client(self, *, direct: bool, plain: bool) -> Any:
        """``plain`` is for this computer without TLS: its client trusts nobody, so that it need
        not read whom to trust, which takes long enough for a window to notice."""
        key = direct, plain
        with self._lock:
            if key not in self._clients:
                verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else self._verify
                self._clients[key] = web.open_download(verify, direct=direct)
            return self._clients[key]


def measure(data: bytes) -> AssetFacts:
    """What the bytes of a whole file are."""
    facts = AssetFacts(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    try:
        seen = pictures.look(data)
    except pictures.NoPictureError as fault:
        return replace(facts, content_type=fault.content_type, problem=str(fault))
    return replace(facts, width=seen.width, height=seen.height, content_type=seen.content_type)


def _rest(part: Part | None) -> dict[str, str]:
    """The headers that ask for the rest of a file, or for all of it if it is another by now."""
    return {"Range": f"bytes={part.size}-", "If-Range": part.tag} if part else {}


def _taken_up(part: Part, came: Arriving) -> bool:
    """Put the bytes of a part before those that come; False when they are gone or others."""
    try:
        for piece in part.pieces():
            came.write(piece)
    except OSError:
        return False
    came.resumed = True
    return came.sha256 == part.sha256


def _as_told(answer: Any, came: Arriving) -> bool:
    """Whether the bytes have the SHA-256 that the server names, where it names one."""
    found = _DIGEST.search(answer.headers.get("repr-digest", ""))
    if found is None:
        return True
    return found[1] == base64.b64encode(came.digest).decode()


def _parsed(url: str) -> SplitResult:
    try:
        target = urlsplit(url.strip())
        _ = target.port
    except ValueError as fault:
        raise _RefusedError("The address of the file cannot be understood.") from fault
    if target.scheme not in ("http", "https") or not target.hostname:
        raise _RefusedError("The address of the file does not begin with https:// and a host.")
    if "@" in target.netloc or "\\" in url:
        raise _RefusedError("The address of the file holds a name or password; it is not asked.")
    return target


def _next(url: str, target: SplitResult, location: str) -> str:
    """Where a redirect leads: never to an unencrypted place, never from outside to in here."""
    if not location:
        raise _RefusedError(f"{plain(target.hostname, 80)} points elsewhere without saying where.")
    try:
        onward = urlsplit(urljoin(url, location))
        outside = not addresses.is_loopback_host(target.hostname or "")
        inside = addresses.is_loopback_host(onward.hostname or "")
    except ValueError as fault:
        raise _RefusedError("The address leads to one that cannot be understood.") from fault
    if target.scheme == "https" and onward.scheme != "https":
        raise _RefusedError("The address leads from an encrypted place to an unencrypted one.")
    if outside and inside:
        raise _RefusedError("The address leads to this computer, which is not asked for files.")
    return onward.geturl()


def _through_proxy(scheme: str, host: str) -> bool:
    return scheme in getproxies() and not proxy_bypass(host)


def _status(status: int, host: str) -> str:
    if status in (404, 410):
        return f"There is no file at its address any more ({status})."
    if status in (401, 403, 407):
        return f"{host} does not give the file without a sign-in ({status})."
    if status in (429, 503):
        return f"{host} is asked too often just now ({status}); try again in a few minutes."
    if status >= 500:
        return f"{host} reports a fault of its own ({status})."
    return f"{host} answered {status} instead of giving the file."


def _transport(fault: Exception, host: str) -> str:
    host = plain(host, 80)
    kind = type(fault).__name__
    if any(isinstance(each, ssl.SSLError) for each in chain(fault)):
        return f"{host} could not prove who it is (certificate or TLS)."
    if kind in ("RemoteProtocolError", "ReadError"):
        return f"The connection to {host} broke before the file was whole."
    if kind in ("ReadTimeout", "ConnectTimeout", "PoolTimeout"):
        return f"{host} did not answer in time."
    if kind == "ConnectError":
        return f"{host} could not be reached."
    return f"The file could not be fetched from {host} ({kind})."
