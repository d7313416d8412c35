"""Where does one part of a typed search end and the next begin? Fields, quotes, minus signs. Pure.

A quote begins a phrase only where a part or a value begins, so that 5" is no phrase; a minus sign
counts only before something that it can leave out; a colon only directly between letters and a
value. Everything else is a word, whatever signs it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FIELD = re.compile(r"([^\W\d_]{2,}):(?=\S)")
_OPEN_FIELD = re.compile(r"([^\W\d_]{2,}):(?=\s|$)")
_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Piece:
    """One value: its text without quotes, whether it was quoted, whether a closing quote lacks."""

    text: str
    quoted: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part: ``[-][field:]value[,value]``. Without a field there is one piece."""

    field: str
    pieces: tuple[Piece, ...]
    negated: bool
    start: int
    end: int

    def text(self) -> str:
        """The value as one text, commas and all."""
        return ",".join(piece.text for piece in self.pieces)


def scan(text: str) -> Iterator[Part]:
    """The parts in order. An empty value (``imprint:``) gives a part with one empty piece."""
    plain = text.translate(_CURLY)
    place = 0
    while place < len(plain):
        if plain[place].isspace():
            place += 1
            continue
        part = _part(plain, place)
        yield part
        place = part.end


def _part(text: str, start: int) -> Part:
    place = start
    negated = text[place] == "-" and _worth_leaving_out(text, place + 1)
    place += negated
    named = _FIELD.match(text, place)
    if named:
        pieces, end = _values(text, named.end())
        return Part(named[1], pieces, negated, start, end)
    if text[place] == '"':
        piece, end = _quoted(text, place)
        return Part("", (piece,), negated, start, end)
    end = _blank(text, place)
    empty = _OPEN_FIELD.fullmatch(text, place, end)
    if empty:
        return Part(empty[1], (Piece(""),), negated, start, end)
    return Part("", (Piece(text[place:end]),), negated, start, end)


def _worth_leaving_out(text: str, place: int) -> bool:
    return place < len(text) and (text[place].isalnum() or text[place] == '"')


def _values(text: str, place: int) -> tuple[tuple[Piece, ...], int]:
    """Values between commas up to a blank; quoted ones may hold both."""
    pieces: list[Piece] = []
    while True:
        if place < len(text) and text[place] == '"':
            piece, place = _quoted(text, place)
        else:
            end = place
            while end < len(text) and not text[end].isspace() and text[end] != ",":
                end += 1
            piece, place = Piece(text[place:end]), end
        pieces.append(piece)
        if place >= len(text) or text[place] != ",":
            break
        place += 1
    # What follows a closing quote without a blank still belongs to this part.
    end = _blank(text, place)
    if end > place:
        pieces[-1] = Piece(pieces[-1].text + text[place:end], pieces[-1].quoted)
    return tuple(pieces), end


def _quoted(text: str, place: int) -> tuple[Piece, int]:
    close = text.find('"', place + 1)
    if close < 0:
        return Piece(text[place + 1 :], quoted=True, open=True), len(text)
    return Piece(text[place + 1 : close], quoted=True), close + 1


def _blank(text: str, place: int) -> int:
    while place < len(text) and not text[place].isspace():
        place += 1
    return place
