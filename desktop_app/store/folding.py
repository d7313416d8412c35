"""When do two words count as the same in a search? Folded alike, in the index and in the query.

The database's tokenizer knows neither ł nor ß nor O'Brien, so words are folded and split here.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
        "ı": "i", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ſ": "s", "ƒ": "f", "ɐ": "a", "ə": "e",
        "ß": "ss",
    }
)  # fmt: skip
_APOSTROPHES = re.compile("['’‘ʼ′`´＇ʻʹ‛\u00ad\u200b-\u200d\u2060\ufeff]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")
# Written without spaces: each sign is a word of its own, so that the middle of a title is found.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff])"
)
_MAX_WORD = 64


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    text = _bare(text)
    if text.isascii():
        return [word[:_MAX_WORD] for word in _ASCII_WORD.findall(text.lower())]
    # Once more after signs are taken apart, because an apostrophe may be part of one (ŉ).
    bare = "".join(
        character
        for character in _bare(unicodedata.normalize("NFKD", text.casefold()))
        if unicodedata.category(character) != "Mn"
    )
    folded = unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)
    folded = _UNSPACED.sub(r" \1 ", folded)
    return [word[:_MAX_WORD] for word in _WORD.findall(folded)]


def _bare(text: str) -> str:
    return _APOSTROPHES.sub("", text)


def folded(text: str) -> str:
    """The folded words with one space between them."""
    return " ".join(words(text))
