"""How is one value of an answer read? Ids and money as text, codes plain, absurd ones refused.

Each function takes what the JSON held and gives what a document holds; what cannot be that value
is a PydanticCustomError whose words complete a sentence ("prices[2].amount …").
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_MOST_DIGITS = 15
_MOST_PLACES = 12
"""Before the decimal point, and after it."""
_LONGEST_CODE = 60
_WHOLE_LIMIT = 10**_MOST_DIGITS
_NUMBER = re.compile(rf"[0-9]{{1,{_MOST_DIGITS}}}")
_WHOLE = re.compile(rf"\s*-?[0-9]{{1,{_MOST_DIGITS}}}\s*")
_PLAIN_MONEY = re.compile(rf"(?:0|[1-9][0-9]{{0,{_MOST_PLACES - 1}}})\.[0-9]{{2}}")
"""An amount as it is kept: there is nothing to do to it."""
_DAY_AND_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d")


def number_of(given: Any) -> str:
    """An id as text: 12 and "12" are "12"."""
    if type(given) is int and 0 <= given < _WHOLE_LIMIT:
        return str(given)
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str) or not _NUMBER.fullmatch(given):
        raise PydanticCustomError("id", "is not a number that a record can have")
    return given


def text_of(given: Any) -> str:
    """Text as it stands; a number in its place as text."""
    if type(given) is str:
        return given
    if isinstance(given, int | Decimal) and not isinstance(given, bool):
        return str(given)
    if not isinstance(given, str):
        raise PydanticCustomError("text", "is not text")
    return given


def code_of(given: Any) -> str:
    """A code without the underscore that GraphQL puts before a digit."""
    found = (given if type(given) is str else text_of(given)).removeprefix("_")
    if len(found) > _LONGEST_CODE:
        raise PydanticCustomError("code", "is too long for a code")
    return found


def money_of(given: Any) -> str:
    """An amount as decimal text with at least two decimals, never by way of a float."""
    if isinstance(given, str | Decimal) and _PLAIN_MONEY.fullmatch(text := str(given)):
        return text
    whole, _, decimals = f"{_decimal(given, 'an amount of money'):f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def measure_of(given: Any) -> str:
    """A measure as decimal text without needless zeros."""
    plain = f"{_decimal(given, 'a measure'):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _decimal(given: Any, what: str) -> Decimal:
    refused = PydanticCustomError("decimal", f"is not {what}")
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str):
        raise refused
    try:
        found = Decimal(given.strip() if isinstance(given, str) else given)
    except InvalidOperation:
        raise refused from None
    exponent = found.as_tuple().exponent
    if not isinstance(exponent, int):  # infinity, or not a number
        raise refused
    if not found:
        return Decimal(0)
    # Arithmetic on a number such as 1e999999999 would overflow; its size is known without.
    if found.adjusted() >= _MOST_PLACES or exponent < -_MOST_PLACES:
        raise refused
    return found


def whole_of(given: Any) -> int:
    """A whole number, also when it was sent as text or with a fraction of zero."""
    if type(given) is int and -_WHOLE_LIMIT < given < _WHOLE_LIMIT:
        return given
    if isinstance(given, Decimal) and given.is_finite() and given.adjusted() < _MOST_DIGITS:
        given = int(given) if given == given.to_integral_value() else given
    if isinstance(given, str) and _WHOLE.fullmatch(given):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) >= _WHOLE_LIMIT:
        raise PydanticCustomError("whole", "is not a whole number of a sensible size")
    return given


def flag_of(given: Any) -> bool:
    """True or false and nothing that merely looks like it."""
    if not isinstance(given, bool):
        raise PydanticCustomError("flag", "is neither true nor false")
    return given


def day_of(given: Any) -> str:
    """An ISO date as text; a moment is cut to its day.

    A text that is no date is kept as it is written: a rule names it and blocks the title, which
    says more than a title that is not there.
    """
    found = text_of(given).strip()
    moment = _DAY_AND_TIME.match(found)
    if moment:
        try:
            return date.fromisoformat(moment[1]).isoformat()
        except ValueError:
            return found[:_LONGEST_CODE]
    return found[:_LONGEST_CODE]


Number = Annotated[str, BeforeValidator(number_of)]
Text = Annotated[str, BeforeValidator(text_of)]
Code = Annotated[str, BeforeValidator(code_of)]
Money = Annotated[str, BeforeValidator(money_of)]
Measure = Annotated[str, BeforeValidator(measure_of)]
Whole = Annotated[int, BeforeValidator(whole_of)]
Flag = Annotated[bool, BeforeValidator(flag_of)]
Day = Annotated[str, BeforeValidator(day_of)]
