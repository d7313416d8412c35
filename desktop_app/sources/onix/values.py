"""How are ONIX dates, texts, numbers and territories said in a document?"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from html import escape

from desktop_app.sources.onix.node import Node, one_line

_MARKUP = re.compile(r"</[a-zA-Z]|<(?:p|br|em|strong|i|b|ul|li)\b[^<>]*>", re.IGNORECASE)
_HTML_FORMATS = frozenset({"01", "02", "03", "05"})
_MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "in": Decimal("25.4")}
_LARGEST = Decimal(10) ** 9


def date_text(composite: Node) -> str:
    """ISO text of the date in a composite: a day, or the month or year that the file gives.

    A date in another format, or one that no calendar has, stays as it is written: a check says
    that it is no date.
    """
    node = composite.find("Date")
    if node is None:
        return ""
    written = node.keep()
    kind = node.attributes.get("dateformat") or composite.say("DateFormat")
    digits = written.partition("T")[0].replace("-", "")
    if not digits.isascii() or not digits.isdigit():
        return written
    if len(digits) == 8:
        return _day(digits) or written
    if len(digits) == 6 and kind in ("", "00", "01"):
        return f"{digits[:4]}-{digits[4:]}" if "01" <= digits[4:] <= "12" else written
    return written


def _day(digits: str) -> str:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return ""


def html_text(node: Node) -> str:
    """A text as HTML, which is what a document holds: plain text is escaped, lines are kept."""
    node.keep()
    text = node.text.strip()
    kind = node.attributes.get("textformat", "")
    if kind in _HTML_FORMATS or (not kind and _MARKUP.search(text)):
        return text
    lines = (one_line(line) for line in text.splitlines())
    return "<br/>".join(escape(line, quote=False) for line in lines if line)


def whole(text: str) -> int | str:
    """A whole number, or the text as written when it is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text


def millimetres(amount: str, unit: str) -> str:
    """A length as decimal text in millimetres; "" when amount or unit are not understood."""
    factor = _MILLIMETRES.get(unit)
    if factor is None or not re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", amount):
        return ""
    try:
        found = Decimal(amount) * factor
    except InvalidOperation:
        return ""
    plain = f"{found:f}" if found < _LARGEST else ""
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def numbered(name: str, used: dict[str, int]) -> str:
    """``name``, then ``name-2``, ``name-3``: what a file does not name is named by its place."""
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}-{used[name]}"
