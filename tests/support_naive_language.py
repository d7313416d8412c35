"""A search by fields, written and answered without the program's parser or its SQL.

Each function draws one clause: the text that a person would type, and whether a title fits it.
The meaning comes from the drawing, not from reading the text again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from desktop_app.records.query import Place
from desktop_app.records.title import Verdict
from desktop_app.store.folding import words
from tests.support_naive_search import Entry, Naive, digits_of

PLACES = (Place("gardners", "Gardners"), Place("erp", "Stock & ledger"))
VERDICT_FIELDS = {
    "changed": Verdict.CHANGED, "never": Verdict.NEVER, "same": Verdict.SAME,
    "blocked": Verdict.BLOCKED, "refused": Verdict.REFUSED,
    "unconfirmed": Verdict.NOT_CONFIRMED, "inflight": Verdict.IN_FLIGHT,
}  # fmt: skip

Fits = Callable[[Entry], bool]


@dataclass
class Drawn:
    """One clause. ``last``: it must stand at the end of the text, because its quote is open."""

    text: str
    fits: Fits
    last: bool = False


@dataclass
class Language:
    """Draws clauses about titles of a shelf."""

    dice: random.Random
    shelf: Naive
    drawers: Sequence[Callable[[Entry], Drawn]] = field(init=False)

    def __post_init__(self) -> None:
        self.drawers = (
            self.phrase, self.in_field, self.phrase_in_field, self.choice, self.choice,
            self.published, self.published, self.price, self.price, self.digits, self.stands,
            self.stands, self.left_out, self.missing,
        )  # fmt: skip

    def clauses(self, entry: Entry, most: int) -> list[Drawn]:
        """One clause or more, most of which fit the entry."""
        drawn = [self._turned(self.dice.choice(self.drawers)(entry)) for _ in range(most)]
        last = [each for each in drawn if each.last]
        return [each for each in drawn if not each.last] + last[:1]

    def _turned(self, drawn: Drawn) -> Drawn:
        if drawn.text.startswith("-") or self.dice.random() > 0.15:
            return drawn
        return Drawn(f"-{drawn.text}", lambda entry: not drawn.fits(entry), drawn.last)

    # -- words ---------------------------------------------------------------------------------

    def phrase(self, entry: Entry) -> Drawn:
        found, is_open = self._run(list(entry.shown.values()))
        fits = _stands_in(found, is_open)
        return Drawn(
            self._quoted(found, is_open),
            lambda each: any(fits(text) for text in each.shown.values()),
            is_open,
        )

    def phrase_in_field(self, entry: Entry) -> Drawn:
        name, texts = self._field()
        found, is_open = self._run([entry.shown[each] for each in texts])
        fits = _stands_in(found, is_open)
        return Drawn(
            f"{name}:{self._quoted(found, is_open)}",
            lambda each: any(fits(each.shown[text]) for text in texts),
            is_open,
        )

    def in_field(self, entry: Entry) -> Drawn:
        name, texts = self._field()
        known = [word for each in texts for word in entry.shown[each].split()] or ["sea"]
        begun = self._begun(self.dice.choice(known))
        return Drawn(
            f"{name}:{begun}", lambda each: f" {begun.lower()}" in each.everything(texts, name)
        )

    def left_out(self, entry: Entry) -> Drawn:
        word = self.dice.choice(entry.haystack.split() or ["sea"])
        begun = word[: self.dice.randint(1, len(word))]
        if digits_of(begun):
            return Drawn(
                f"-{begun}",
                lambda each: not (each.has_digits(begun) or each.has_words(words(begun))),
            )
        return Drawn(f"-{begun}", lambda each: not each.has_words([begun]))

    def _field(self) -> tuple[str, tuple[str, ...]]:
        return self.dice.choice(
            (
                ("title", ("title", "subtitle")),
                ("contributor", ("people",)),
                ("author", ("people",)),
                ("series", ("series",)),
            )
        )

    def _run(self, texts: Sequence[str]) -> tuple[list[str], bool]:
        """Some words that stand together in one of the texts, or never did."""
        found = self.dice.choice([text.split() for text in texts if text] or [["sea"]])
        begin = self.dice.randrange(len(found))
        run = found[begin : begin + self.dice.randint(1, 3)]
        if self.dice.random() < 0.1:
            run = run[::-1]
        is_open = self.dice.random() < 0.2
        if is_open:
            run[-1] = run[-1][: self.dice.randint(1, len(run[-1]))]
        return run, is_open

    def _quoted(self, run: Sequence[str], is_open: bool) -> str:
        glue = self.dice.choice((" ", " ", "  ", ", ", " - "))
        text = glue.join(self.dice.choice((word, word.upper())) for word in run)
        if "ss" in text or not text.isascii():
            text = glue.join(run)
        begin, end = self.dice.choice((('"', '"'), ("“", "”")))
        return f"{begin}{text}" if is_open else f"{begin}{text}{end}"

    def _begun(self, word: str) -> str:
        begun = word[: self.dice.randint(1, len(word))]
        return begun.upper() if begun.isascii() and self.dice.random() < 0.3 else begun

    # -- values --------------------------------------------------------------------------------

    def choice(self, entry: Entry) -> Drawn:
        name = self.dice.choice(("imprint", "status", "form"))
        others = [entry, *self.dice.sample(self.shelf.entries, 1)]
        chosen = [each for each in others if each.facets[name]][: self.dice.choice((1, 1, 2))]
        if not chosen:
            return self.missing(entry)
        drawn = [self._value(name, each) for each in chosen]
        return Drawn(
            f"{name}:{','.join(each.text for each in drawn)}",
            lambda each: any(value.fits(each) for value in drawn),
        )

    def _value(self, name: str, entry: Entry) -> Drawn:
        code, label = entry.facets[name], entry.labels[name]
        kind = self.dice.randrange(3)
        if kind == 0 and name != "imprint":
            return Drawn(code.lower(), lambda each: each.facets[name] == code)
        if kind == 1:
            return Drawn(f'"{label.upper()}"', lambda each: each.labels[name] == label)
        word = self.dice.choice(words(label))
        begun = word[: self.dice.randint(3, len(word))] if len(word) > 3 else word
        return Drawn(
            begun,
            lambda each: any(part.startswith(begun) for part in words(each.labels[name])),
        )

    def published(self, entry: Entry) -> Drawn:
        day = entry.day or "2026-05-05"
        other = self.dice.choice(self.shelf.entries).day or "2026-08-01"
        low, high = sorted((day, other))
        cut = self.dice.choice((4, 7, 7, 10))
        part = day[:cut]
        return self.dice.choice(
            (
                Drawn(f"pub:{part}", lambda each: each.day.startswith(part)),
                Drawn(f"published:{part}", lambda each: each.day.startswith(part)),
                Drawn(f"pub:>{part}", lambda each: each.day[:cut] > part),
                Drawn(f"pub:>={part}", lambda each: each.day[:cut] >= part),
                Drawn(f"pub:<{part}", lambda each: "" < each.day[:cut] < part),
                Drawn(f"pub:<={part}", lambda each: "" < each.day[:cut] <= part),
                Drawn(
                    f"pub:{low[:7]}..{high[:7]}",
                    lambda each: low[:7] <= each.day[:7] <= high[:7],
                ),
                Drawn(f"pub:{low}..", lambda each: each.day >= low),
                Drawn(f"pub:..{high}", lambda each: "" < each.day <= high),
                Drawn(
                    f"pub:{low},{high[:4]}-{int(high[5:7])}",
                    lambda each: each.day == low or each.day[:7] == high[:7],
                ),
            )
        )

    def price(self, entry: Entry) -> Drawn:
        amount, currency = self.dice.choice(entry.prices or [(Decimal("9.99"), "GBP")])
        other = amount + self.dice.choice((Decimal("0.01"), Decimal(3), Decimal(12)))
        named = self.dice.random() < 0.5
        said = self.dice.choice((currency, currency.lower())) if named else ""

        def some(test: Callable[[Decimal], bool]) -> Fits:
            return lambda each: any(
                test(given) for given, unit in each.prices if not named or unit == currency
            )

        sign, fits = self.dice.choice(
            (
                (f"<{amount}", some(lambda given: given < amount)),
                (f"<={amount}", some(lambda given: given <= amount)),
                (f">{amount}", some(lambda given: given > amount)),
                (f">={amount}", some(lambda given: given >= amount)),
                (f"{amount}", some(lambda given: given == amount)),
                (f"{amount}..{other}", some(lambda given: amount <= given <= other)),
                (f"{other}..", some(lambda given: given >= other)),
                (f"..{other}", some(lambda given: given <= other)),
            )
        )
        if named and currency == "GBP" and self.dice.random() < 0.3:
            return Drawn(f"price:{self.dice.choice((f'£{sign}', f'{sign}£'))}", fits)
        return Drawn(f"price:{said}{sign}", fits)

    def digits(self, entry: Entry) -> Drawn:
        found = entry.isbn or "9781911000013"
        begin = self.dice.choice((0, self.dice.randrange(9)))
        part = found[begin : begin + self.dice.randint(1, 13)]
        typed = f"{part[:3]}-{part[3:]}" if len(part) > 3 else part
        meant = digits_of(typed)
        return Drawn(f"isbn:{typed}", lambda each: each.has_digits(meant))

    def stands(self, entry: Entry) -> Drawn:
        name = self.dice.choice(list(VERDICT_FIELDS))
        for known, verdict in VERDICT_FIELDS.items():
            if verdict in entry.cells.values() and self.dice.random() < 0.6:
                name = known
        verdict = VERDICT_FIELDS[name]
        text, flows = self.dice.choice(
            (
                ("gardners", ["gardners"]), ("GARD", ["gardners"]), ("erp", ["erp"]),
                ("ledger", ["erp"]), ('"Stock & ledger"', ["erp"]),
                ("gardners,erp", ["gardners", "erp"]), ("any", ["gardners", "erp"]),
            )
        )  # fmt: skip
        return Drawn(
            f"{name}:{text}",
            lambda each: any(each.cells.get(flow) is verdict for flow in flows),
        )

    def missing(self, entry: Entry) -> Drawn:
        tests: dict[str, Fits] = {
            "pub": lambda each: not each.day,
            "isbn": lambda each: not each.isbn,
            "price": lambda each: not each.prices,
            "series": lambda each: not each.shown["series"],
            "imprint": lambda each: not each.facets["imprint"],
            "status": lambda each: not each.facets["status"],
            "form": lambda each: not each.facets["form"],
        }
        name = self.dice.choice(list(tests))
        return Drawn(f"{name}:{self.dice.choice(('none', 'None'))}", tests[name])


def _stands_in(run: Sequence[str], is_open: bool) -> Callable[[str], bool]:
    wanted = f" {' '.join(run)}" + ("" if is_open else " ")
    return lambda text: wanted in f" {text} "
