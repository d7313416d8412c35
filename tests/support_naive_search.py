"""What would a search find if it read every title? A slow reference, written from the promises.

It reads the records' documents, not the columns or the index of the catalogue. Only the folding
of words is the program's own, which has a table of its own in the unit tests.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from desktop_app.records.document import content_hash
from desktop_app.records.query import FACETS, SORTS, STANDING_SORT, Query
from desktop_app.records.title import Record, SourceKind, Verdict
from desktop_app.store.folding import words

WORDS = (
    "Harbour", "harbours", "Atlas", "Łódź", "Straße", "O’Brien", "ﬂood", "Œuvre", "source",
    "1984", "20,000", "42", "978", "well-known", "Ångström", "sea", "season", "seal", "the", "The",
    "源氏物語", "Война", "мир", "Jean-Paul", "C++", "naïve", "Þórr", "salt", "rain", "rainy", "a",
)  # fmt: skip
PEOPLE = (
    "Ana Núñez",
    "B. Okafor",
    "Øystein Łódź",
    "Jean-Paul O'Brien",
    "紫式部",
    "Лев Толстой",
    "",
)
IMPRINTS = ("Pavilion", "Quay & Sons", "Łódź Press", "")
SERIES = ("Lost places", "Sea Season", "Œuvres", "")
STATUSES = (("02", "Forthcoming"), ("04", "Active"), ("08", "Inactive"), ("", ""))
FORMS = (("BC", "Paperback"), ("BB", "Hardback"), ("DG", "Ebook"), ("", ""))
FLOWS = ("gardners", "erp")


Fits = Callable[["Entry"], bool]


@dataclass
class Entry:
    """One title as the reference knows it. ``place`` is its place among all that ever came."""

    place: int
    record: Record
    cells: dict[str, Verdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        document = self.record.document
        work: Mapping[str, Any] = document["work"]
        self.id = self.record.id
        self.isbn = str((document.get("isbn") or {}).get("isbn13") or "").replace("-", "")
        self.day = str(document.get("publicationDate") or "")
        self.facets = {
            "imprint": str((work.get("imprint") or {}).get("name") or ""),
            "status": str(document.get("onixPublishingStatusCode") or ""),
            "month": self.day[:7],
            "form": str(document.get("onix21ProductFormCode") or ""),
        }
        self.labels = {
            "imprint": self.facets["imprint"],
            "status": str((document.get("onixPublishingStatus") or {}).get("description") or ""),
            "month": self.day[:7],
            "form": str((document.get("onix21ProductForm") or {}).get("description") or ""),
        }
        self.name = " ".join(words(str(document["fullTitle"])))[:60]
        self.prices = [
            (Decimal(each["amount"]), str(each["currencyCode"])) for each in document["prices"]
        ]
        self.shown = {name: " ".join(words(text)) for name, text in self._shown().items()}
        self.people = "".join(f" {word}" for word in words(self._everybody()))
        self.haystack = "".join(f" {word}" for text in self._texts() for word in words(text))

    def _texts(self) -> list[str]:
        document = self.record.document
        work = document["work"]
        series = [each["series"]["name"] for each in work.get("seriesMemberships") or []]
        people = [each["contributor"]["name"] for each in document.get("contributions") or []]
        return [
            str(document["fullTitle"]), str(document.get("subtitle") or ""),
            str(document.get("authorshipDescription") or ""), *people, self.facets["imprint"],
            *series,
        ]  # fmt: skip

    def _shown(self) -> dict[str, str]:
        document = self.record.document
        names = [each["contributor"]["name"] for each in document["contributions"]]
        series = [each["series"]["name"] for each in document["work"]["seriesMemberships"]]
        return {
            "title": str(document["fullTitle"]),
            "subtitle": str(document.get("subtitle") or ""),
            "people": str(document.get("authorshipDescription") or ", ".join(names)),
            "imprint": self.facets["imprint"],
            "series": "; ".join(series),
        }

    def _everybody(self) -> str:
        document = self.record.document
        names = [each["contributor"]["name"] for each in document["contributions"]]
        return " ".join((str(document.get("authorshipDescription") or ""), *names))

    def everything(self, texts: Sequence[str], field: str) -> str:
        """The words of some texts, each after a blank; all names where people are looked for."""
        if field in ("contributor", "author"):
            return self.people
        return "".join(f" {self.shown[text]}" for text in texts)

    def has_words(self, begun: Sequence[str]) -> bool:
        """Each begins a word of the title."""
        return all(f" {word}" in self.haystack for word in begun)

    def has_digits(self, digits: str) -> bool:
        """Four digits or more stand anywhere in the ISBN, fewer at its beginning."""
        return digits in self.isbn if len(digits) >= 4 else self.isbn.startswith(digits)


def matcher(text: str) -> Callable[[Entry], bool]:
    """Whether a typed text finds a title."""
    if not text.strip():
        return lambda entry: True
    whole, typed = digits_of(text), words(text)
    if whole:
        return lambda entry: entry.has_digits(whole) or entry.has_words(typed)
    if not any(character.isalnum() for character in text):
        return lambda entry: False
    parts = [(digits_of(part), words(part)) for part in text.split()]

    def found(entry: Entry) -> bool:
        return all(
            (len(digits) >= 4 and entry.has_digits(digits)) or entry.has_words(begun)
            for digits, begun in parts
        )

    return found


def digits_of(text: str) -> str:
    """The digits of a text that holds nothing but digits and punctuation; an ISBN-10 as 13."""
    bare = [each for each in text if unicodedata.category(each)[0] not in "PZCS"]
    plain = "".join(bare)
    if len(plain) == 10 and plain[:9].isdigit() and _sum10(plain) % 11 == 0:
        body = "978" + plain[:9]
        return body + str(-sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(body)) % 10)
    return plain if plain.isdigit() else ""


def _sum10(plain: str) -> int:
    if plain[9] not in "0123456789X":
        return 1
    values = [*map(int, plain[:9]), 10 if plain[9] == "X" else int(plain[9])]
    return sum(value * (10 - place) for place, value in enumerate(values))


class Naive:
    """All titles on show; every answer reads all of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        self._labels = {
            (name, entry.facets[name]): entry.labels[name]
            for entry in self.entries
            for name in FACETS
        }
        self._orders: dict[str, list[Entry]] = {}

    def hits(self, query: Query, fits: Fits | None = None, *, but: str = "") -> list[Entry]:
        """The titles that answer a query in its order; the facet ``but`` does not narrow.
        ``fits`` is what the query's text asks for, or None: words without fields."""
        found = self._order(query.sort)
        for test in [*self._tests(query, but), fits or matcher(query.text)]:
            found = list(filter(test, found))
        return found[::-1] if query.descending else found

    def _order(self, sort: str) -> list[Entry]:
        """All titles in a rising order, made once."""
        if sort not in self._orders:
            self._orders[sort] = sorted(self.entries, key=_key(sort))
        return self._orders[sort]

    def _tests(self, query: Query, but: str) -> list[Callable[[Entry], bool]]:
        tests: list[Callable[[Entry], bool]] = []
        for name, values in query.facets.items():
            if values and name != but:
                lowered = [value.lower() for value in values]
                tests.append(partial(_in, name=name, values=values, lowered=lowered))
        if query.standing:
            tests.append(lambda entry: not set(query.standing).isdisjoint(entry.cells.values()))
        if query.ids:
            wanted = set(query.ids)
            tests.append(lambda entry: entry.id in wanted)
        return tests

    def facet(
        self, query: Query, name: str, fits: Fits | None = None
    ) -> list[tuple[str, str, int]]:
        """(value, label, count), as the sidebar lists them."""
        found = self.hits(query, fits, but=name)
        counts = Counter(entry.facets[name] for entry in found)
        rows = [(value, self._labels[name, value], count) for value, count in counts.items()]
        if name == "month":
            return sorted(rows, reverse=True)
        return sorted(rows, key=lambda row: (-row[2], row[1], row[0]))

    def counts(self) -> dict[Verdict, int]:
        """For each verdict the titles with at least one such cell."""
        found = Counter(each for entry in self.entries for each in set(entry.cells.values()))
        return {verdict: found[verdict] for verdict in Verdict}


def _in(entry: Entry, name: str, values: Sequence[str], lowered: Sequence[str]) -> bool:
    return entry.facets[name] in values or entry.labels[name].lower() in lowered


def _key(sort: str) -> Callable[[Entry], tuple[Any, ...]]:
    flow = sort.partition(":")[2]
    keys: dict[str, Callable[[Entry], tuple[Any, ...]]] = {
        "title": lambda entry: (entry.name,),
        "publication_date": lambda entry: (entry.day,),
        "isbn": lambda entry: (entry.isbn,),
        "price": lambda entry: (*_shown_price(entry), entry.name),
        "standing": lambda entry: (_urgency(entry.cells.get(flow)), entry.name),
    }
    for name in ("imprint", "status", "form"):
        keys[name] = lambda entry, name=name: (*_label(entry, name), entry.name)  # type: ignore
    key = keys[sort.partition(":")[0]]
    return lambda entry: (*key(entry), entry.place)


def _label(entry: Entry, name: str) -> tuple[str, str]:
    return " ".join(words(entry.labels[name])), entry.labels[name]


def _shown_price(entry: Entry) -> tuple[Any, ...]:
    if not entry.prices:
        return (0, "", 0)
    return min((2 if unit != "GBP" else 1, unit, amount) for amount, unit in entry.prices)


def _urgency(cell: Verdict | None) -> int:
    return len(Verdict) if cell is None else list(Verdict).index(cell)


# -- generated titles and queries ------------------------------------------------------------------


def record(dice: random.Random, number: int, version: int = 0) -> Record:
    """A product with words of many scripts; some have no date, number, imprint or status."""
    status, form = dice.choice(STATUSES), dice.choice(FORMS)
    day = date(2026, 1, 1) + timedelta(days=dice.randrange(300))
    series = dice.choice(SERIES)
    imprint = dice.choice(IMPRINTS)
    person = dice.choice(PEOPLE)
    document: dict[str, Any] = {
        "id": str(number),
        "version": version,
        "fullTitle": " ".join(dice.choices(WORDS, k=dice.randint(1, 4))),
        "subtitle": " ".join(dice.choices(WORDS, k=dice.randint(0, 2))) or None,
        "authorshipDescription": person or None,
        "contributions": [{"sequenceNumber": 1, "contributor": {"name": dice.choice(PEOPLE[:3])}}],
        "isbn": {"isbn13": _isbn(dice)} if dice.random() < 0.97 else None,
        "publicationDate": day.isoformat() if dice.random() < 0.9 else None,
        "prices": [_price(dice) for _ in range(dice.choice((0, 1, 1, 2, 3)))],
        "onixPublishingStatusCode": status[0] or None,
        "onixPublishingStatus": {"description": status[1]} if status[0] else None,
        "onix21ProductFormCode": form[0] or None,
        "onix21ProductForm": {"description": form[1]} if form[0] else None,
        "work": {
            "id": str(number),
            "imprint": {"name": imprint} if imprint else None,
            "seriesMemberships": [{"series": {"name": series}}] if series else [],
        },
    }
    return Record(
        f"product:{number}", f"work:{number}", SourceKind.CONSONANCE, document,
        content_hash(document),
    )  # fmt: skip


def _price(dice: random.Random) -> dict[str, str]:
    pence = dice.choice((999, 1000, 1299, dice.randrange(100, 4000)))
    return {
        "amount": f"{pence // 100}.{pence % 100:02d}",
        "currencyCode": dice.choice(("GBP", "GBP", "EUR", "USD")),
        "onixPriceTypeCode": "02",
    }


def _isbn(dice: random.Random) -> str:
    body = dice.choice(("9780", "9781911", "9791")) + str(dice.randrange(10**8))
    body = body[:12].ljust(12, "7")
    check = str(-sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(body)) % 10)
    plain = body + check
    return f"{plain[:3]}-{plain[3:]}" if dice.random() < 0.2 else plain


def query(dice: random.Random, shelf: Naive, entry: Entry) -> Query:
    """One question as people put it, without fields; most find something."""
    return Query(
        text=_text(dice, entry),
        facets=_facets(dice, entry),
        standing=tuple(dice.sample(list(Verdict), dice.choice((0, 0, 0, 1, 2)))),
        ids=_ids(dice, shelf, entry),
        sort=dice.choice((*SORTS, *(f"{STANDING_SORT}{flow}" for flow in FLOWS))),
        descending=dice.random() < 0.5,
    )


def _text(dice: random.Random, entry: Entry) -> str:
    kind = dice.randrange(6)
    if kind == 0:
        return dice.choice(("", " ", "!?", "-"))
    if kind == 1 and entry.isbn:
        return _punctuated(dice, _fragment(dice, entry.isbn))
    found = entry.haystack.split() or ["x"]
    typed = [_typed(dice, dice.choice(found)) for _ in range(dice.randint(1, 3))]
    if kind == 2 and entry.isbn:
        typed.append(dice.choice(("-", "", ".")).join(_fragment(dice, entry.isbn)))
    if kind == 3:
        typed.append(dice.choice(WORDS))
    dice.shuffle(typed)
    return dice.choice((" ", "  ", "\t")).join(typed)


def _typed(dice: random.Random, word: str) -> str:
    begun = word[: dice.randint(1, len(word))]
    return dice.choice((begun, begun.upper(), begun.title(), word))


def _fragment(dice: random.Random, isbn: str) -> str:
    if dice.random() < 0.2:
        return isbn[3:12] + _check10(isbn[3:12])
    begin = dice.choice((0, 0, dice.randrange(len(isbn))))
    return isbn[begin : begin + dice.randint(1, 13)]


def _check10(body: str) -> str:
    return "0123456789X"[-sum(int(d) * (10 - n) for n, d in enumerate(body)) % 11]


def _punctuated(dice: random.Random, digits: str) -> str:
    marks = ("", "", "-", " ", "\u2011", "\u2013", ".", "\u00a0", "\u200b")
    return "".join(each + dice.choice(marks) for each in digits)


def _facets(dice: random.Random, entry: Entry) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for name in FACETS:
        if dice.random() < 0.15:
            value = entry.facets[name]
            if entry.labels[name] and dice.random() < 0.3:
                value = entry.labels[name].upper() if value.isascii() else value
            chosen[name] = (value, *dice.choice(((), ("nothing such",), ("2026-03",))))
    return chosen


def _ids(dice: random.Random, shelf: Naive, entry: Entry) -> tuple[str, ...]:
    if dice.random() < 0.9:
        return ()
    some = dice.sample(shelf.entries, min(len(shelf.entries), 400))
    return (entry.id, "product:0", *(each.id for each in some))
