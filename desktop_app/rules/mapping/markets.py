"""Which currencies and countries belong to a market? Read from ``resources/mappings``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from desktop_app.records.resources import resource_text

FILE = "markets.v1.json"


@dataclass(frozen=True, slots=True)
class Market:
    """``currencies`` and ``countries`` are None where the market is the whole world."""

    name: str
    currencies: frozenset[str] | None
    countries: frozenset[str] | None

    def sells_in(self, currency: str) -> bool:
        """Whether a price in this currency is for this market."""
        return self.currencies is None or currency in self.currencies

    def within(self, countries: list[str]) -> list[str]:
        """The countries that lie in this market, in the order given."""
        if self.countries is None:
            return countries
        return [each for each in countries if each in self.countries]


@cache
def markets() -> dict[str, Market]:
    """All markets by name."""
    table = json.loads(resource_text("mappings", FILE))["markets"]
    return {name: _market(name, entry) for name, entry in table.items()}


def market(name: str) -> Market:
    """The market of that name; an unknown name limits nothing, as WORLD does."""
    return markets().get(name) or Market(name, None, None)


def _market(name: str, entry: dict[str, list[str] | None]) -> Market:
    currencies, countries = entry["currencies"], entry["countries"]
    return Market(
        name,
        None if currencies is None else frozenset(currencies),
        None if countries is None else frozenset(countries),
    )
