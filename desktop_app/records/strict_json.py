"""Which bytes count as JSON here? UTF-8, finite numbers, every key once."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

_MAX_EXPONENT = 308
"""Beyond this a number means a fault, not a price: 1e400 is infinity to most readers."""


class NotJsonError(ValueError):
    """The bytes are not acceptable. ``cut`` says that the text merely ends too early."""

    def __init__(self, cause: str, *, cut: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.cut = cut


def parse(data: bytes, *, bounded: bool = True) -> Any:
    """Parse strictly; numbers with a fraction become ``Decimal``, never ``float``.

    Without ``bounded`` a number beyond all sense (1e400) is a matter for whoever reads the record
    it is in: a ``Decimal``, or the text it was where even that cannot hold it.

    Raises NotJsonError. Safe to call in a thread: the hook for keys lets other threads run.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NotJsonError(f"it is not UTF-8 text (byte {fault.start})") from fault
    try:
        return json.loads(
            text,
            parse_float=_number if bounded else _any_number,
            parse_constant=_refuse,
            object_pairs_hook=_unique,
        )
    except NotJsonError:
        raise
    except json.JSONDecodeError as fault:
        cut = not text[fault.pos :].strip() or fault.msg.startswith("Unterminated string")
        where = f"line {fault.lineno}, column {fault.colno}"
        raise NotJsonError(
            "it ends too early" if cut else f"{where} is not JSON", cut=cut
        ) from fault
    except RecursionError as fault:
        raise NotJsonError("it is nested too deeply") from fault
    except ValueError as fault:
        raise NotJsonError("it holds a number with thousands of digits") from fault


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if value and abs(value.adjusted()) > _MAX_EXPONENT:
        raise NotJsonError(f"it holds the number {text[:40]}, which is out of range")
    return value


def _any_number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _refuse(word: str) -> Any:
    raise NotJsonError(f"it holds {word}, which is not a number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise NotJsonError(f"it holds the key {twice[:60]!r} twice in one object")
    return found
