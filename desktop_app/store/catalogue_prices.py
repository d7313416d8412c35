"""Which prices is a title found by? Whole numbers of ten-thousandths, each currency's own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from desktop_app.records.query import TENTHS
from desktop_app.store.columns import Columns

_MOST = 2**62
_DIGITS = 14
"""An amount with more digits before the point counts as the largest there is."""


def put_prices(connection: sqlite3.Connection, pid: int, shown: Columns, *, known: bool) -> None:
    """Replace the prices of a row by those of its columns; ``known``: it may have had some."""
    if known:
        connection.execute("DELETE FROM price WHERE pid = ?", (pid,))
    connection.executemany(
        "INSERT OR IGNORE INTO price (amount, currency, pid) VALUES (?, ?, ?)",
        [(amount, currency, pid) for amount, currency in amounts(shown.prices)],
    )


def amounts(prices: str) -> Iterator[tuple[int, str]]:
    """The amounts of ``Columns.prices`` with their currencies, as they are kept."""
    for amount, currency, *_ in json.loads(prices):
        yield tenths(Decimal(amount)), currency.upper()


def tenths(amount: Decimal) -> int:
    """An amount in ten-thousandths; what is finer is cut off."""
    if amount.adjusted() > _DIGITS:
        return -_MOST if amount < 0 else _MOST
    return int((amount * TENTHS).to_integral_value(ROUND_FLOOR))
