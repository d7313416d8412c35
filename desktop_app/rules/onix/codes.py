"""Which code of ONIX 3 stands for what Consonance says? A few codes, written by hand."""

from __future__ import annotations

from collections.abc import Mapping

UNDEFINED = "00"

FORMS: Mapping[str, str] = {"DD": "VI", "DG": "ED", "DH": "EC", "FB": "FA", "WW": "SA"}
"""Forms that list 7 of ONIX 2.1, by which Consonance tells them, and list 150 of ONIX 3 code
otherwise. A form that is in neither is passed on, and the schema says whether it is one."""

SEVERAL = frozenset({"SA", "SB", "SC", "SD", "SE", "SF", "SG", "SH"})
"""Forms of list 150 that hold several items."""

DIGITAL = frozenset({"EA", "EB", "EC", "ED", "AJ", "AN", "AO"})
"""Forms of list 150 that are delivered without a carrier."""

AVAILABILITY: Mapping[str, str] = {
    "01": "01", "02": "10", "03": "09", "04": "20", "05": "52", "06": "31", "07": "51",
    "10": "47", "11": "46", "12": "49", "13": "45", "15": "49", "16": "34", "17": "46",
    "18": "50",
}  # fmt: skip
"""Publishing status (list 64) to what a supplier may say about it (list 65)."""

NOTIFICATION: Mapping[str, str] = {"02": "02"}
"""Publishing status to notification type (list 1); any other is confirmed (03)."""

UNNAMED: Mapping[str, str] = {"Anonymous": "02", "et al.": "03", "Various authors": "04"}
"""Contributors without a name, list 19."""

THEMA_QUALIFIERS: Mapping[str, str] = {
    "1": "94", "2": "95", "3": "96", "4": "97", "5": "98", "6": "99",
}  # fmt: skip
BIC_QUALIFIERS: Mapping[str, str] = {"1": "13", "2": "14", "3": "15", "4": "16", "5": "17"}
"""First sign of a code to its scheme, list 27."""

SCHEMES: Mapping[str, str] = {"THEMA": "93", "BISAC": "10", "BIC": "12"}

FILES: Mapping[str, str] = {
    "image/jpeg": "D502", "image/jpg": "D502", "image/pjpeg": "D502", "image/png": "D503",
    "image/gif": "D501", "image/tiff": "D504",
}  # fmt: skip
"""Media types, list 178."""

WITH_TAX = frozenset({"02", "04", "07", "12", "14", "17", "22", "24", "27", "32", "34", "42"})
"""Price types of list 58 that include tax."""

VAT: Mapping[str, str] = {"Z": "0", "R": "5", "S": "20"}
"""VAT of Great Britain: the code of list 62 to per cent."""

_PLACES: Mapping[str, int] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def places(currency: str) -> int:
    """How many decimals an amount of this currency has."""
    return _PLACES.get(currency, 2)
