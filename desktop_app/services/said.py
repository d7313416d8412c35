"""How does a value of a payload read? A code with its label, money with its currency.

Codes of ONIX are told in EDItEUR's words, which are read from the installed schema when first
asked for; ``ready`` reads them ahead, off the thread of the window.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop_app.records.code_words import FORMS, STATUS
from desktop_app.rules.onix.schema import labels

Values = Mapping[str, str]
"""Target to value, of the payload that the value is from."""

NOTHING: Values = {}

_HASH = re.compile(r"[0-9a-f]{64}")
_PRICE = re.compile(r"\b[Pp]rices?\[([A-Z]{3})\b[^\]]*\]\.(?:amount|PriceAmount)$")
_TYPES = {
    "01": "recommended, without tax", "02": "recommended, with tax", "03": "fixed, without tax",
    "04": "fixed, with tax", "05": "supplier’s net, without tax", "07": "supplier’s net, with tax",
    "41": "publisher’s, without tax", "42": "publisher’s, with tax",
}  # fmt: skip
_QUALIFIERS = {
    "00": "any buyer", "01": "members", "02": "export", "03": "reduced with a set",
    "04": "by voucher", "05": "consumer", "06": "library or firm", "08": "reservation",
    "09": "promotion", "10": "linked with another", "11": "library", "12": "education",
}  # fmt: skip
_VAT = {"Z": "zero rate", "R": "reduced rate", "S": "standard rate"}
_ROLES = {
    "A01": "by", "A02": "with", "A12": "illustrated by", "A13": "photographs by",
    "A23": "foreword by", "A24": "introduction by", "B01": "edited by", "B06": "translated by",
    "E07": "read by",
}  # fmt: skip
_RELEASE = "3.1"
"""Its code lists hold every code of 3.0."""

STATED = "stated"
"""What an element says that is empty by design: it says it by being there."""

_KEYS = re.compile(r"\[[^\]]*\]")
_DAY = re.compile(r"\d{8}", re.ASCII)
_LISTED = frozenset({"CountriesIncluded", "CountriesExcluded"})
_FEW = 6
_FLAGS = {"true": "yes", "false": "no"}
# The end of a target, and the table that its codes are looked up in.
_TABLES: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...] = tuple(
    (re.compile(pattern), table)
    for pattern, table in (
        (r"(?:^form\.code|\.ProductForm)$", FORMS),
        (r"(?:^status\.code|\.PublishingStatus)$", STATUS),
        (r"(?:^prices\[[^\]]*\]\.type|\.PriceType)$", _TYPES),
        (r"(?:^prices\[[^\]]*\]\.qualifier|\.PriceQualifier)$", _QUALIFIERS),
        (r"^gb_vat$", _VAT),
        (r"(?:\.role\.code|\.ContributorRole)$", _ROLES),
        (r"(?:\.worldwide|\.main|\.approved_for_onix)$", _FLAGS),
    )
)


def said(target: str, value: str, values: Values) -> str:
    """``BC`` at ``form.code`` is "BC · Paperback", ``14.99`` at a price "GBP 14.99".

    Whatever has no better words is given back as it is.
    """
    if not value:
        return value
    price = _PRICE.search(target)
    if price:
        return f"{price[1]} {value}"
    if target[:1].isupper():
        return _of_onix(target, value)
    if _HASH.fullmatch(value):
        return f"sha-256 {value[:12]}…"
    label = _label(target, value, values)
    return f"{value} · {label}" if label and label != value else value


def ready() -> None:
    """Read the words of ONIX codes. Blocks for some tenths of a second the first time."""
    labels(_RELEASE)


def _of_onix(target: str, value: str) -> str:
    """``BC`` at ``ProductForm`` is "BC · Paperback / softback", an empty element is stated."""
    leaf = _KEYS.sub("", target).rpartition(".")[2]
    if value in ("true", "yes") and (leaf == "MainSubject" or re.match("No[A-Z]", leaf)):
        return STATED
    if leaf == "Date" and _DAY.fullmatch(value):
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    codes = labels(_RELEASE).get(leaf, NOTHING)
    if leaf in _LISTED:
        return _countries(value, codes)
    label = codes.get(value, "") or _label(target, value, NOTHING)
    return f"{value} · {label}" if label and label != value else value


def _countries(value: str, codes: Values) -> str:
    listed = value.split()
    if len(listed) > _FEW:
        return f"{value} · {len(listed)} countries"
    named = ", ".join(filter(None, (codes.get(each, "") for each in listed)))
    return f"{value} · {named}" if named else value


def _label(target: str, value: str, values: Values) -> str:
    if target.endswith(".code"):
        beside = values.get(f"{target.removesuffix('.code')}.description", "")
        if beside:
            return beside
    return next((table.get(value, "") for ends, table in _TABLES if ends.search(target)), "")


def is_picture(target: str, value: str) -> bool:
    """Whether the value is the address of a picture that goes, so that it can be shown."""
    place = target == "cover.url" or target.endswith(".ResourceLink")
    return place and value.startswith(("http://", "https://"))
