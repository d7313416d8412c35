"""Is this body JSON that means the same to everybody, and what is its one canonical spelling?"""

from __future__ import annotations

import json
from typing import Any, NoReturn

MAX_DEPTH = 64
_MAX_INTEGER = (1 << 53) - 1
_MAX_DIGITS = 16


class UnreadableError(ValueError):
    """Not JSON, or JSON that two readers could understand differently. The text is a sentence
    without anything of the body."""


def parse(body: bytes) -> Any:
    """The value of a UTF-8 JSON text.

    Raises UnreadableError for other encodings, repeated names, NaN, fractions, large integers,
    unpaired surrogates, U+0000 and nesting above ``MAX_DEPTH``.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_members,
            parse_constant=_constant,
            parse_float=_fraction,
            parse_int=_integer,
        )
    except UnicodeDecodeError:
        raise UnreadableError("The body is not UTF-8.") from None
    except RecursionError:
        raise UnreadableError("The body is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(f"The body is not JSON (character {error.pos}).") from None
    _check(value)
    return value


def canonical(value: Any) -> str:
    """The one spelling of the contract; equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise UnreadableError("A member name is repeated within one object.")
    return members


def _constant(_: str) -> NoReturn:
    raise UnreadableError("NaN and Infinity are not JSON.")


def _fraction(_: str) -> NoReturn:
    raise UnreadableError("A number has a fraction or an exponent; amounts are sent as text.")


def _integer(text: str) -> int:
    if text == "-0" or len(text.lstrip("-")) > _MAX_DIGITS or abs(int(text)) > _MAX_INTEGER:
        raise UnreadableError("A number is too large to be exact everywhere; send it as text.")
    return int(text)


def _check(value: Any) -> None:
    """Walk without recursion: strings that can be stored everywhere, nesting within bounds."""
    level: list[Any] = [value]
    depth = 0
    while level:
        if depth > MAX_DEPTH:
            raise UnreadableError("The body is nested too deeply.")
        below: list[Any] = []
        for entry in level:
            if isinstance(entry, str):
                _check_text(entry)
            elif isinstance(entry, dict):
                below += entry
                below += entry.values()
            elif isinstance(entry, list):
                below += entry
        level = below
        depth += 1


def _check_text(text: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise UnreadableError("A text holds U+0000.")
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise UnreadableError("A text holds half of a surrogate pair.") from None
    if "\0" in text:
        raise UnreadableError("A text holds U+0000.")
