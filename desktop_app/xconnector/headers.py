"""What does one attempt carry beside the envelope? The key, the time, the signature."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time

from desktop_app.records.errors import SecretError
from desktop_app.records.parcel import Parcel

Header = tuple[str, str]


class Signer:
    """Standard Webhooks: an HMAC over key, time and the exact body.

    A secret is Base64 after ``whsec_``; any other text stands for itself; "" signs nothing.
    Raises SecretError when the Base64 cannot be read.
    """

    def __init__(self, secret: str) -> None:
        self._secret = _secret_bytes(secret)

    def headers(self, key: str, timestamp: str, body: bytes) -> list[Header]:
        """The signature header, or none."""
        if not self._secret:
            return []
        signed = f"{key}.{timestamp}.".encode() + body
        digest = hmac.new(self._secret, signed, hashlib.sha256).digest()
        return [("webhook-signature", f"v1,{base64.b64encode(digest).decode()}")]


def of_attempt(parcel: Parcel, body: bytes, content_type: str, signer: Signer) -> list[Header]:
    """The headers of one attempt; all but the content type are the same for every style."""
    timestamp = str(int(time.time()))
    headers = [
        ("Content-Type", content_type),
        ("Idempotency-Key", f'"{parcel.key}"'),
        ("webhook-id", parcel.key),
        ("webhook-timestamp", timestamp),
        *signer.headers(parcel.key, timestamp, body),
    ]
    if parcel.correlation:
        headers.append(("X-Correlation-Id", parcel.correlation))
    return headers


def _secret_bytes(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as fault:
        raise SecretError(
            "The signing secret for xConnector begins with whsec_ but cannot be read.",
            not_done="Nothing was sent.",
            next_step="Copy the secret again, whole and without spaces.",
        ) from fault
