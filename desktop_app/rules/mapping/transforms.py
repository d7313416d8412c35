"""What may a mapping do to a value? A closed set of named, total functions.

Each takes any JSON value and gives text, a whole number, a truth value, a list of texts, None
(*there is none*) or ABSENT (*this is not such a value*). None of them raises, and what there is
none of stays so: None gives None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from desktop_app.records import isbn
from desktop_app.rules.mapping.html_words import words_of
from desktop_app.rules.mapping.paths import ABSENT, Absent

Mapped: TypeAlias = str | int | bool | list[str] | Absent | None

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_PLACES = 12


@dataclass(frozen=True, slots=True)
class Transform:
    """``words`` is what the Rule column shows; ``prose`` marks text that people wrote."""

    name: str
    words: str
    apply: Callable[[Any], Mapped]
    prose: bool = False


def text(given: Any) -> Mapped:
    """Text without control characters and outer spaces; nothing left means none."""
    if type(given) is str and given.isascii() and given.isprintable():
        return given.strip() or None
    if given is None:
        return None
    if not isinstance(given, str) and (
        isinstance(given, bool) or not isinstance(given, int | float)
    ):
        return ABSENT
    plain = str(given)
    if not plain.isprintable():
        plain = _CONTROLS.sub("", plain)
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    return plain.strip() or None


def plain_text(given: Any) -> Mapped:
    """The words of a piece of HTML, however broken; paragraphs become lines."""
    if not isinstance(given, str):
        return text(given)
    if "<" not in given and "&" not in given:
        return text(given)
    return text(words_of(given))


def code(given: Any) -> Mapped:
    """A code without the underscore that GraphQL puts before a digit."""
    if type(given) is str and given.isalnum() and given.isascii():
        return given
    found = text(given)
    return found.removeprefix("_") or None if isinstance(found, str) else found


def integer(given: Any) -> Mapped:
    """A whole number, also when it was sent as text."""
    if given is None or (isinstance(given, int) and not isinstance(given, bool)):
        return given
    if isinstance(given, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,15}\s*", given):
        return int(given)
    return ABSENT


def number(given: Any) -> Mapped:
    """A measure as decimal text without needless zeros: "198", "12.5"."""
    found = as_decimal(given)
    if not isinstance(found, Decimal):
        return found
    plain = f"{found:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def money(given: Any) -> Mapped:
    """An amount as decimal text with at least two decimals: "12.50"."""
    found = as_decimal(given)
    if not isinstance(found, Decimal):
        return found
    plain = f"{found:f}"
    whole, _, decimals = plain.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def as_decimal(given: Any) -> Decimal | Absent | None:
    """The number that a text or a JSON number says, never by way of binary arithmetic."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        return ABSENT
    try:
        found = Decimal(str(given).strip())
    except InvalidOperation:
        return ABSENT
    if not found.is_finite() or found.as_tuple().exponent < -_PLACES:  # type: ignore[operator]
        return ABSENT
    # Arithmetic on a number such as 1e999999999 would overflow; its size is known without.
    if found and found.adjusted() >= _PLACES:
        return ABSENT
    return found + 0 if found else Decimal(0)


def iso_date(given: Any) -> Mapped:
    """A calendar date; a text that is none is left out, and a check says so."""
    if given is None:
        return None
    found = as_date(given)
    return found.isoformat() if found else ABSENT


def as_date(given: Any) -> date | None:
    """The date that an ISO text says, or None."""
    if not isinstance(given, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def first_free_day(given: Any) -> date | None:
    """The day from which something that is held until ``given`` may go: a month or a year that is
    named whole holds to its end. None for a text that says no day, month or year."""
    if not isinstance(given, str) or not re.fullmatch(r"\d{4}(-\d\d)?", given):
        return as_date(given)
    year, month = int(given[:4]), int(given[5:] or 12)
    if not 1 <= month <= 12 or not date.min.year <= year < date.max.year:
        return None
    return date(year + month // 12, month % 12 + 1, 1)


def flag(given: Any) -> Mapped:
    """True or false and nothing that merely looks like it."""
    return given if given is None or isinstance(given, bool) else ABSENT


def isbn13(given: Any) -> Mapped:
    """Thirteen digits; what is not a valid ISBN stays as it is written, and a check says so."""
    found = text(given)
    return isbn.to13(found) or found if isinstance(found, str) else found


def web_address(given: Any) -> Mapped:
    """An http or https address; anything else is left out."""
    found = text(given)
    if isinstance(found, str) and not re.match(r"https?://[^\s/]", found, re.IGNORECASE):
        return ABSENT
    return found


def codes(given: Any) -> Mapped:
    """A list of codes, sorted and without repeats: their order carries no meaning."""
    found = ordered_codes(given)
    return sorted(found) if isinstance(found, list) else found


def ordered_codes(given: Any) -> Mapped:
    """A list of codes without repeats, in the order of the source."""
    if given is None:
        return None
    if isinstance(given, str):
        given = given.split()
    if not isinstance(given, list | tuple):
        return ABSENT
    found = (code(each) for each in given)
    return list(dict.fromkeys(each for each in found if isinstance(each, str)))


def after_comma(given: Any) -> Mapped:
    """The given names of an inverted name: "Núñez, Ana" gives "Ana"."""
    found = text(given)
    return found.partition(",")[2].strip() or None if isinstance(found, str) else found


def one_line(given: Any) -> Mapped:
    """The words of a text on one line, for cells of a table."""
    found = plain_text(given)
    return " ".join(found.split()) or None if isinstance(found, str) else found


def milestone_key(given: Any) -> Mapped:
    """A to-do's name as a word for programs: "Files to press" gives "files_to_press"."""
    found = text(given)
    if not isinstance(found, str):
        return found
    return "_".join(re.findall(r"\w+", found.casefold())) or None


_ALL = (
    Transform("text", "as written", text, prose=True),
    Transform("plain_text", "plain text, no HTML", plain_text, prose=True),
    Transform("one_line", "plain text on one line", one_line, prose=True),
    Transform("milestone_key", "the name as a word", milestone_key),
    Transform("sha256", "checksum of the file there", web_address),
    Transform("after_comma", "what follows the comma", after_comma),
    Transform("reference", "as written", text),
    Transform("code", "code", code),
    Transform("codes", "codes, sorted", codes),
    Transform("ordered_codes", "codes, in order", ordered_codes),
    Transform("market_countries", "countries of the market, sorted", codes),
    Transform("integer", "whole number", integer),
    Transform("number", "decimal", number),
    Transform("money", "money, two decimals or more", money),
    Transform("date", "date YYYY-MM-DD", iso_date),
    Transform("flag", "true or false", flag),
    Transform("isbn13", "ISBN-13, no hyphens", isbn13),
    Transform("web_address", "http or https address", web_address),
)
TRANSFORMS: Mapping[str, Transform] = {each.name: each for each in _ALL}
