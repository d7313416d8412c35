"""How do the files of a manifest get there before it? Asked for by hash, sent where they lack.

Nothing here has an effect of its own: a file lies there under its hash, whole or not at all, and
equal bytes are kept once. So whatever is in doubt about a file, the event has not left; the next
attempt asks for the file before it sends it again.
"""

from __future__ import annotations

import asyncio
import base64
import os
from dataclasses import replace
from typing import BinaryIO
from weakref import WeakValueDictionary

from desktop_app.records.manifest import MOST_BYTES, AssetFile, Files, NoFileError, files_of
from desktop_app.records.parcel import Outcome, Parcel, Receipt
from desktop_app.records.wire import plain
from desktop_app.xconnector import envelope
from desktop_app.xconnector.answers import Ear
from desktop_app.xconnector.faults import Fault
from desktop_app.xconnector.http import Answer, FileBody, Line
from desktop_app.xconnector.killpoint import FileMoment, passed
from desktop_app.xconnector.receipt import UnreadableError, document

_NOT_HERE = frozenset({404, 405})
_AS_OF_AN_EVENT_UNSENT = {
    Outcome.AMBIGUOUS: Outcome.UNSENT,
    Outcome.DUPLICATE: Outcome.REFUSED,
    Outcome.WEB_PAGE: Outcome.FLOW_GONE,
}
"""What an answer about a file means for the event, which is still here for certain."""


class Uploads:
    """Sends files to one endpoint. ``base`` is its address, ``most`` the bytes of one file."""

    def __init__(
        self, line: Line, base: str, ear: Ear, files: Files, *, most: int = MOST_BYTES
    ) -> None:
        self._line = line
        self._base = base
        self._ear = ear
        self._files = files
        self._most = most
        self._gates: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def ahead_of(self, parcel: Parcel) -> Receipt | None:
        """See that the endpoint has the files of a parcel; None when it has, else why not."""
        _, payload = envelope.open_binary(parcel.body)
        wanted = {each.sha256: each for each in files_of(payload, sure=True) if each.sha256}
        for each in wanted.values():
            gate = self._gates.setdefault(each.sha256, asyncio.Lock())
            # Two manifests that name one file send it once: the second finds it there.
            async with gate:
                stopped = await self._see_to(each)
            if stopped is not None:
                return stopped
        return None

    async def _see_to(self, file: AssetFile) -> Receipt | None:
        address = f"{self._base}/v1/assets/{file.sha256}"
        told = await self._line.head(address)
        if isinstance(told, Answer) and (told.status in _NOT_HERE or 200 <= told.status < 300):
            if told.status == 200 and told.headers.get("repr-digest") == _digest(file.sha256):
                return None
            passed(FileMoment.FILE_MISSED)
            return await self._send(file, address)
        return self._stopped(file, told)

    async def _send(self, file: AssetFile, address: str) -> Receipt | None:
        try:
            opened = await asyncio.to_thread(self._files.open, file.sha256)
        except NoFileError as fault:
            return Receipt(Outcome.NO_FILE, message=_not_as_previewed(file, str(fault)))
        with opened:
            told = await self._put(file, address, opened)
        if isinstance(told, Receipt):
            return told
        if isinstance(told, Answer) and told.status in (200, 201) and _names(told, file.sha256):
            passed(FileMoment.FILE_TAKEN)
            return None
        return self._stopped(file, told)

    async def _put(
        self, file: AssetFile, address: str, opened: BinaryIO
    ) -> Answer | Fault | Receipt:
        size = os.fstat(opened.fileno()).st_size
        if size > self._most:
            words = f"The file {_shown(file)} has {size} bytes; at most {self._most} are sent."
            return Receipt(Outcome.TOO_LARGE, message=f"{words} The manifest was not sent.")
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Length", str(size)),
            ("Repr-Digest", _digest(file.sha256)),
        ]
        return await self._line.put(address, headers, FileBody(opened, size, file.sha256))

    def _stopped(self, file: AssetFile, told: Answer | Fault) -> Receipt:
        """Why the event does not go now, in terms of the one table."""
        if isinstance(told, Fault):
            receipt = self._ear.fault(told)
        else:
            receipt = self._ear.no_receipt(told) or self._ear.receipt(
                Outcome.AMBIGUOUS, told, f"{self._ear.place} did not say that it keeps it."
            )
        outcome = _AS_OF_AN_EVENT_UNSENT.get(receipt.outcome, receipt.outcome)
        words = receipt.message.replace(" It may have arrived.", "").replace(
            " Nothing was sent.", ""
        )
        return replace(
            receipt,
            outcome=outcome,
            run="",
            message=f"The file {_shown(file)} did not get there: {words} "
            "The manifest was not sent.",
        )


def _not_as_previewed(file: AssetFile, cause: str) -> str:
    return (
        f"The file {_shown(file)} {cause}, so it was not sent, nor was another in its place. "
        "Fetch the files of the title again, then release this: it goes when they are the same "
        "bytes."
    )


def _shown(file: AssetFile) -> str:
    return f"{plain(file.name, 120)} (sha-256 {file.sha256[:12]})"


def _digest(sha256: str) -> str:
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def _names(told: Answer, sha256: str) -> bool:
    try:
        return document(told).get("sha256") == sha256
    except UnreadableError:
        return False
