"""What does a column of a distributor's table mean? A small table of known headings, no guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from desktop_app.records.payload import Row
from desktop_app.rules.compare.fields import month_holds
from desktop_app.rules.mapping.transforms import as_date, as_decimal, plain_text

ISBN = "isbn"
DATE = "publication date"
_PRICE = "price "
_CURRENCIES = ("GBP", "USD", "EUR", "AUD", "CAD", "NZD")
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "AUD": "$", "CAD": "$", "NZD": "$"}

_KNOWN: Mapping[str, tuple[str, ...]] = {
    ISBN: ("isbn", "isbn13", "isbn 13", "ean", "ean13", "gtin", "gtin13", "gtin 13", "product id"),
    "title": ("title", "full title", "product title", "book title", "title name"),
    "subtitle": ("subtitle", "sub title"),
    "authorship": (
        "author", "authors", "contributor", "contributors", "author statement", "authorship",
        "contributor statement",
    ),
    "imprint": ("imprint", "imprint name"),
    "publisher": ("publisher", "publisher name"),
    "series": ("series", "series name", "series title"),
    "edition": ("edition", "edition number"),
    DATE: (
        "pub date", "publication date", "date of publication", "pubdate", "publishing date",
        "publication day",
    ),
    "status": ("publishing status", "publishing status code", "status code"),
    "form": ("product form", "product form code", "form", "form code"),
    "pages": ("pages", "page count", "number of pages", "extent", "pagination"),
    "height": ("height", "height mm", "height (mm)"),
    "width": ("width", "width mm", "width (mm)"),
    "thickness": ("thickness", "thickness mm", "spine", "spine mm", "thickness (mm)"),
    **{
        f"{_PRICE}{each}": tuple(
            form.format(each.lower())
            for form in ("price {}", "{} price", "rrp {}", "{} rrp", "price ({})", "rrp ({})",
                         "list price {}", "price {} inc tax", "price {} inc vat", "{}")
        )
        for each in _CURRENCIES
    },
}  # fmt: skip
"""What a column means to the headings it goes by."""

_MEANT = {heading: name for name, known in _KNOWN.items() for heading in known}

_TARGETS: Mapping[str, tuple[str, ...]] = {
    "title": (r"full_title", r".*TitleElement\[product\]\.TitleText"),
    "subtitle": (r"subtitle", r".*TitleElement(\[product\])?\.Subtitle"),
    "authorship": (r"authorship", r"DescriptiveDetail\.ContributorStatement"),
    "imprint": (r"imprint(\.name)?", r".*\.ImprintName"),
    "publisher": (r"publisher(\.name)?", r".*\.PublisherName"),
    "series": (
        r"series\.name", r"series\[[^\]]*\]\.name",
        r".*Collection(\[\d+\])?\..*TitleElement\[[^\]]*\]\.TitleText",
    ),
    "edition": (r"edition(\.number)?", r".*\.EditionNumber"),
    DATE: (r"publication_date", r".*PublishingDate\[publication\]\.Date"),
    "status": (r"status(\.code)?", r".*\.PublishingStatus"),
    "form": (r"form(\.code)?", r"DescriptiveDetail\.ProductForm"),
    "pages": (r"extent\.pages", r"pages", r".*Extent\[(pages|approximate_pages)\]\.ExtentValue"),
    "height": (r".*height(_mm)?", r".*Measure\[height\]\.Measurement"),
    "width": (r".*width(_mm)?", r".*Measure\[width\]\.Measurement"),
    "thickness": (r".*thickness(_mm)?", r".*Measure\[thickness\]\.Measurement"),
}  # fmt: skip
_PATTERNS = {name: tuple(re.compile(each) for each in known) for name, known in _TARGETS.items()}
_TITLE_PARTS = re.compile(r"DescriptiveDetail\.TitleDetail.*\.(TitlePrefix|TitleWithoutPrefix)")
_TITLE_WHOLE = re.compile(r"DescriptiveDetail\.TitleDetail.*\.TitleText")
_AMOUNT = re.compile(r"(?:prices|.*Price)\[([A-Z]{3})-(\d\d)[^\]]*\]\.(?:amount|PriceAmount)")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_NUMERIC = frozenset({"edition", "pages", "height", "width", "thickness"})


def heading(text: str) -> str:
    """A heading as the table has it: small letters, single spaces."""
    return " ".join(re.sub(r"[_\-:/.*]+", " ", text.casefold()).split())


def meant(headings: Sequence[str], targets: Iterable[str]) -> dict[int, str]:
    """What each column is taken for, by its place; those nobody knows are not in it.

    A heading that is the very name of a target of the flow means that target. Where two columns
    mean the same, only the first counts.
    """
    own = set(targets)
    found: dict[int, str] = {}
    for place, each in enumerate(headings):
        name = each.strip() if each.strip() in own and heading(each) not in _MEANT else ""
        name = name or _MEANT.get(heading(each), "")
        if name and name not in found.values():
            found[place] = name
    return found


def ours(rows: Sequence[Row], name: str) -> tuple[str, ...] | None:
    """What our payload says under a name: every value that would do, or None where such a flow
    never speaks of it."""
    values = {each.target: each.value for each in rows}
    if name in values:
        return (values[name],)
    if name.startswith(_PRICE):
        return _prices(values, name.removeprefix(_PRICE))
    if name == "title":
        parts = [value for target, value in values.items() if _TITLE_PARTS.fullmatch(target)]
        whole = [value for target, value in values.items() if _TITLE_WHOLE.fullmatch(target)]
        if parts or whole:
            return (" ".join(parts) or whole[0],)
    for pattern in _PATTERNS.get(name, ()):
        said = [value for target, value in values.items() if pattern.fullmatch(target)]
        if said:
            return tuple(said)
    return None


def _prices(values: Mapping[str, str], currency: str) -> tuple[str, ...] | None:
    """Prices with tax come first: a table that does not say means what the shop charges."""
    if values.get("price.currency") == currency and "price.amount" in values:
        return (values["price.amount"],)
    met = [(_AMOUNT.fullmatch(target), value) for target, value in values.items()]
    found = [(each[2], value) for each, value in met if each and each[1] == currency]
    with_tax = [value for kind, value in found if kind in ("02", "04", "12", "22")]
    return tuple(with_tax or [value for _, value in found]) or None


def agree(name: str, theirs: str, our: str, day_first: bool | None) -> bool:
    """Whether a cell says what we say."""
    left, right = _words(theirs), _words(our)
    if left == right:
        return True
    if name.startswith(_PRICE) or name in _NUMERIC or name.endswith(".amount"):
        sign = _SIGNS.get(name.removeprefix(_PRICE), "")
        numbers = as_decimal(left.removeprefix(sign).strip()), as_decimal(right)
        return isinstance(numbers[0], Decimal) and numbers[0] == numbers[1]
    if name == DATE or name.endswith("date"):
        said, known = _iso(left, day_first), _iso(right, None)
        return bool(said) and (said == known or month_holds(said, known))
    return False


def day_first(cells: Iterable[str]) -> bool | None:
    """How a column writes 14/03/2026: day first, month first, or None where nothing shows it."""
    found: set[bool] = set()
    for each in cells:
        if (met := _SLASHED.fullmatch(each.strip())) is not None:
            if int(met[1]) > 12:
                found.add(True)
            elif int(met[2]) > 12:
                found.add(False)
    return found.pop() if len(found) == 1 else None


def slashed(cell: str) -> bool:
    """Whether a date is written with numbers whose order nothing tells."""
    return bool(_SLASHED.fullmatch(cell.strip()))


def _iso(text: str, first: bool | None) -> str:
    digits = text.partition("T")[0].partition(" 00:00")[0]
    if digits.isascii() and digits.isdigit() and len(digits) in (4, 6, 8):
        return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))
    if as_date(digits) is not None or re.fullmatch(r"\d{4}-\d\d", digits):
        return digits
    if (met := _SLASHED.fullmatch(text)) is not None and first is not None:
        day, month = (met[1], met[2]) if first else (met[2], met[1])
        return _calendar(int(met[3]), int(month), int(day))
    for form in ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d %Y", "%B %d, %Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has none
        except ValueError:
            continue
    return ""


def _calendar(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _words(value: str) -> str:
    plain = plain_text(value) if "<" in value else value
    return " ".join(plain.split()) if isinstance(plain, str) else ""
