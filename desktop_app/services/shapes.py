"""Which fields of many messages are the same field? Those whose targets differ in ids only."""

from __future__ import annotations

import re
from functools import lru_cache

ANY = "[…]"
"""Stands for the key of an entry that only tells one entry from another."""

_KEY = re.compile(r"\[([^\]]*)\]")
# A word of the format (``front_cover``, ``height``), a kind of number (``ISBN-13``, ``ISNI``), or
# currency, type and qualifier of a price: these say what the entry is.
_SAYS = re.compile(r"[a-z]+(?:_[a-z]+)*|[A-Z]{3,6}(?:-\d\d)?|[A-Z]{3}-\d\d-\d\d")
_KNOWN = 20_000


@lru_cache(maxsize=_KNOWN)
def shape(target: str) -> str:
    """``texts[4711].text`` is ``texts[…].text``; ``prices[GBP-02-05].amount`` stays what it is.

    The number of fields then hangs on the format, not on how many titles there are.
    """
    if "[" not in target:
        return target
    return _KEY.sub(lambda key: key[0] if _SAYS.fullmatch(key[1]) else ANY, target)
