"""How do titles leave as a list of ISBNs? One a line, or a table that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from desktop_app.records.title import Title
from desktop_app.services.report import safe

COLUMNS = ("isbn", "title", "contributors", "imprint", "publication_date", "id")


def lines(isbns: Iterable[str]) -> str:
    """One ISBN a line, those of titles without one left out."""
    return "".join(f"{each}\n" for each in isbns if each)


def csv_bytes(titles: Iterable[Title]) -> bytes:
    """A head and one row a title; no cell can be run as a formula."""
    return head() + rows(titles)


def head() -> bytes:
    """The names of the columns, after the mark by which a spreadsheet knows the encoding."""
    return (",".join(COLUMNS) + "\r\n").encode("utf-8-sig")


def rows(titles: Iterable[Title]) -> bytes:
    """One row a title."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for each in titles:
        day = each.publication_date.isoformat() if each.publication_date else ""
        row = (each.isbn, each.title, each.contributors, each.imprint, day, each.id)
        writer.writerow([safe(cell) for cell in row])
    return text.getvalue().encode("utf-8", "replace")
