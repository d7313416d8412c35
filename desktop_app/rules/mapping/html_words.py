"""What would a reader see of a piece of HTML, however broken? Paragraphs become lines."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "hr", "li", "ol", "p"}
    | {"pre", "section", "table", "td", "th", "tr", "ul"}
    | {f"h{n}" for n in range(1, 7)}
)
_SILENT = frozenset(("script", "style", "head", "title"))
_INLINE = frozenset(
    {"a", "b", "cite", "em", "font", "i", "q", "s", "small", "span", "strong", "sub", "sup"}
    | {"tbody", "thead", "u"}
)
_SPACE = re.compile(r"\s+")
_SPACES = re.compile(r" {2,}")
_NAMES = "|".join(sorted(_BLOCKS | _INLINE, key=len, reverse=True))
_ATTRIBUTE = r"""\ [a-z-]+=(?:"[^"<>]*"|'[^'<>]*')"""
_PLAIN_TAG = re.compile(rf"</?({_NAMES})(?:{_ATTRIBUTE})*\ ?/?>", re.IGNORECASE)
_KEPT = 512
"""Texts whose words are remembered: products of one work share theirs, and so do flows."""


@lru_cache(maxsize=_KEPT)
def words_of(html: str) -> str:
    """The words, one paragraph a line, without outer and double spaces."""
    found = _of_plain_tags(html)
    if found is None:
        try:
            found = _parsed(html)
        except (AssertionError, ValueError):
            # The parser of the standard library gives up on a few malformed declarations.
            return re.sub(r"<[^>]*>", " ", html)
    lines = (line.strip() for line in found.split("\n"))
    return "\n".join(_SPACES.sub(" ", line) for line in lines if line)


def _of_plain_tags(html: str) -> str | None:
    """Of a text with well-formed tags of the usual names, as most are. None for any other text.

    The parser of the standard library sees the same in them, and takes ten times as long.
    """
    pieces = _PLAIN_TAG.split(html)
    if any("<" in piece for piece in pieces[::2]):
        return None
    parts = []
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            parts.append(_SPACE.sub(" ", unescape(piece) if "&" in piece else piece))
        elif piece.lower() in _BLOCKS:
            parts.append("\n")
    return "".join(parts)


def _parsed(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(_SPACE.sub(" ", data))
