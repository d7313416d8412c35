"""What number is meant by an ISBN as people write it, and is it a valid one?

Pure functions on text. "Plain" means digits only (an ISBN-10 may end in X).
"""

from __future__ import annotations

import re
import unicodedata

_LABEL = re.compile(
    r"^\W*(?:urn:)?e?isbn(?:[-\u2010-\u2015 ]?1[03](?=\W*[:\s]))?\W*", re.IGNORECASE
)
_ISBN10_BODY = 9
_ISBN13_BODY = 12


def normalise(text: str) -> str:
    """The plain digits of an ISBN or of a part of one, or "" when it is something else.

    Any spaces, hyphens, dashes, dots and invisible characters may stand between the digits, and
    a label ("ISBN-13:", "urn:isbn:") before them. Digits of other scripts count as digits.
    """
    if text.isascii() and text.isdigit():
        return text
    found = []
    for character in _LABEL.sub("", unicodedata.normalize("NFKC", text)):
        if character.isdecimal():
            found.append(str(unicodedata.decimal(character)))
        elif character in "xX":
            found.append("X")
        elif unicodedata.category(character)[0] not in "PZCS":
            return ""
    plain = "".join(found)
    if "X" in plain[:-1] or plain == "X":
        return ""
    return plain


def check_digit_13(body: str) -> str:
    """The thirteenth digit for twelve digits."""
    total = sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))
    return str(-total % 10)


def check_digit_10(body: str) -> str:
    """The tenth digit (0 to 9, or X) for nine digits."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(body))
    return "0123456789X"[-total % 11]


def right_check_digit(plain: str) -> str:
    """The check digit that a plain number of 10 or 13 digits should end with; else ""."""
    body = plain[:-1]
    if not body.isascii() or not body.isdigit():
        return ""
    if len(body) == _ISBN13_BODY and body.startswith(("978", "979")):
        return check_digit_13(body)
    if len(body) == _ISBN10_BODY:
        return check_digit_10(body)
    return ""


def valid13(plain: str) -> bool:
    """Whether it is thirteen digits, begins with 978 or 979, and the last digit is right."""
    return len(plain) == _ISBN13_BODY + 1 and right_check_digit(plain) == plain[-1]


def valid10(plain: str) -> bool:
    """Whether it is ten characters and the last is right."""
    return len(plain) == _ISBN10_BODY + 1 and right_check_digit(plain) == plain[-1]


def to13(text: str) -> str:
    """The ISBN-13, without hyphens, of a valid ISBN-13 or ISBN-10 however it is written.

    Returns "" when the text is not a valid ISBN.
    """
    plain = normalise(text)
    if valid13(plain):
        return plain
    if valid10(plain):
        body = f"978{plain[:-1]}"
        return body + check_digit_13(body)
    return ""


def fault(text: str) -> str:
    """Why a text is not a valid ISBN, as a plain sentence; "" when it is one."""
    plain = normalise(text)
    if not plain:
        return "This is not an ISBN."
    right = right_check_digit(plain)
    if right:
        return "" if right == plain[-1] else f"The check digit is wrong: it should be {right}."
    if len(plain) in (_ISBN10_BODY + 1, _ISBN13_BODY + 1):
        return "An ISBN of 13 digits begins with 978 or 979."
    return f"An ISBN has 13 or 10 digits; this one has {len(plain)}."
