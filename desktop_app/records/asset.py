"""What is known of a file behind an address, once it was fetched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What a download showed. ``bytes`` is a number of bytes, ``width`` and ``height`` are pixels
    as a reader sees the picture, ``sha256`` is in hexadecimal digits. With a ``problem`` (a plain
    sentence) only those are given that are known all the same."""

    bytes: int = 0
    width: int = 0
    height: int = 0
    sha256: str = ""
    content_type: str = ""
    problem: str = ""
