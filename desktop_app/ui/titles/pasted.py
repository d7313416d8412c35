"""What became of a pasted list of ISBNs? Found, not found, twice, invalid, in one strip."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop_app.ui import wording
from desktop_app.ui.widgets.notices import Act, Banner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.services.look_up import PasteReport


def sentence(report: PasteReport) -> str:
    """ "6 of 8 found. Not found: 978… Twice: 978… Not an ISBN: 12-34." """
    asked = len(report.found) + len(report.missing) + len(report.invalid)
    parts = [f"{wording.number(len(report.found))} of {wording.counted(asked, 'number')} found."]
    for word, values in (
        ("Not found", report.missing),
        ("Twice in the list", report.twice),
        ("Not an ISBN", report.invalid),
    ):
        if values:
            many = f" ({wording.number(len(values))})" if len(values) > 1 else ""
            parts.append(f"{word}{many}: {_some(values)}.")
    return " ".join(parts)


def tell(banner: Banner, report: PasteReport, leave: Callable[[], None]) -> None:
    """Show the report with what can be done about it."""
    acts: list[Act] = [("Show all titles", leave)]
    for word, lines in (("Copy invalid", faults(report)), ("Copy not found", report.missing)):
        if lines:
            acts.insert(0, (word, partial(_copy, lines)))
    lost = report.missing or report.invalid
    pair = "changed" if lost or report.twice else "neutral"
    banner.say(sentence(report), acts, pair=pair, icon="titles", closable=False)


def faults(report: PasteReport) -> list[str]:
    """Each entry that is no ISBN with what is wrong with it, to be pasted into a table."""
    return [f"{wording.one_line(each)}\t{report.reasons.get(each, '')}" for each in report.invalid]


def _copy(lines: Sequence[str]) -> None:
    QApplication.clipboard().setText("\n".join(lines))


def _some(values: Sequence[str]) -> str:
    first = ", ".join(wording.one_line(value) for value in values[:3])
    return f"{first} and {len(values) - 3} more" if len(values) > 3 else first
