"""How are dates, money, counts and sizes written for a person? As the user's locale does."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from PySide6.QtCore import QDate, QLocale

DASH = "–"


def day(when: date | None, *, today: date | None = None) -> str:
    """A date with its month's name; without the year when ``today`` lies in the same year."""
    if when is None:
        return "no date"
    short = today is not None and when.year == today.year
    return _locale().toString(QDate(when.year, when.month, when.day), _day_format(short))


def local(instant: str) -> datetime | None:
    """An ISO instant in UTC as local time, or None when it is none."""
    try:
        parsed = datetime.fromisoformat(instant.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone()


def clock(instant: str, *, seconds: bool = False) -> str:
    """The local time of day of an ISO instant: 14:02 or 14:02:11."""
    when = local(instant)
    if when is None:
        return DASH
    return when.strftime("%H:%M:%S" if seconds else "%H:%M")


def moment(instant: str, *, now: datetime | None = None) -> str:
    """Short: the time when it was today, else the day ("12 Nov", "12 Nov 2025")."""
    when = local(instant)
    if when is None:
        return DASH
    now = now or datetime.now().astimezone()
    if when.date() == now.date():
        return when.strftime("%H:%M")
    return day(when.date(), today=now.date())


def at_moment(instant: str, *, now: datetime | None = None) -> str:
    """The same in a sentence: "at 14:02", "on 12 Nov"."""
    short = moment(instant, now=now)
    return f"at {short}" if ":" in short else f"on {short}"


def moment_long(instant: str) -> str:
    """Day and time in full: "12 Nov 2026, 14:02"."""
    when = local(instant)
    return DASH if when is None else f"{day(when.date())}, {when:%H:%M}"


def age(instant: str | None, *, now: datetime | None = None) -> str:
    """How long ago, in the largest unit that says enough: "4 minutes"."""
    when = local(instant) if instant else None
    if when is None:
        return ""
    seconds = max(0, int(((now or datetime.now().astimezone()) - when).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return counted(seconds // length, unit)
    return "less than a minute"


def money(amount: Decimal, currency: str) -> str:
    """With the currency's code, so that nobody has to guess which dollar: "GBP 14.99"."""
    digits = max(2, -int(amount.as_tuple().exponent)) if amount.is_finite() else 2
    return f"{currency} {_locale().toString(float(amount), 'f', digits)}"


def number(count: int) -> str:
    """With the locale's grouping: 1,204."""
    return _locale().toString(count)


def counted(count: int, one: str, many: str = "") -> str:
    """ "1 title", "8 titles"; ``many`` where the plural is not simply an s."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def size(count: int) -> str:
    """Bytes as people say them: "4.1 kB"."""
    if count < 1_000:
        return counted(count, "byte")
    for unit, length in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= length:
            return f"{_locale().toString(count / length, 'f', 1)} {unit}"
    return str(count)


def isbn(thirteen: str) -> str:
    """As stored: thirteen figures without hyphens, or a dash when there is none."""
    return thirteen or "no ISBN"


def one_line(text: str) -> str:
    """Remote text on one line: every control and white space becomes one space."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


@cache
def _locale() -> QLocale:
    system = QLocale.system()
    return QLocale("en_GB") if system.language() is QLocale.Language.C else system


@cache
def _day_format(short: bool) -> str:
    form = _locale().dateFormat(QLocale.FormatType.LongFormat)
    form = re.sub(r"dddd[.,]?\s*|[,\s]*dddd", "", form).replace("MMMM", "MMM")
    form = re.sub(r"\bd{2}\b", "d", form)
    if short:
        form = re.sub(r"(?:\s*'de'|\s*'of')?[,\s]*y{2,4}('?[^dM]*)$|^y{2,4}[^dM]*", "", form)
    return form.strip(" ,")
