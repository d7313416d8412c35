"""Which pictures might be the cover of a title, and which one a person chose among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CHOICE_RULE = "12"
"""The rule on the front cover: a problem of it whose fix begins with *Choose* asks a person."""


@dataclass(frozen=True, slots=True)
class CoverCandidate:
    """One front cover as a person saw it.

    ``resource`` names it in its work. ``created`` and ``told_bytes`` are what the source says of
    the file; ``bytes``, ``width``, ``height``, ``content_type`` and ``sha256`` come from the file
    itself and are empty where it could not be had, for which ``problem`` is a sentence.
    """

    resource: str
    url: str
    filename: str = ""
    created: str = ""
    told_bytes: int = 0
    approval: str = ""
    bytes: int = 0
    width: int = 0
    height: int = 0
    content_type: str = ""
    sha256: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CoverChoice:
    """A person's choice among several front covers, kept for good.

    ``resource`` is "" where a person took an earlier choice back. ``candidates`` are all that
    there were at that time, the chosen one among them. ``seen`` maps a resource to the address
    and the SHA-256 of its file as it was last measured after the choice.
    """

    number: int
    title: str
    resource: str
    candidates: tuple[CoverCandidate, ...]
    reason: str
    who: str
    at: str
    seen: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def chosen(self) -> CoverCandidate | None:
        """The one that was chosen, as it was at that time."""
        return next((each for each in self.candidates if each.resource == self.resource), None)

    @property
    def others(self) -> tuple[CoverCandidate, ...]:
        """Those that were not."""
        return tuple(each for each in self.candidates if each.resource != self.resource)
