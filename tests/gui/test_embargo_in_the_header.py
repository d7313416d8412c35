"""The header of a title says until when it is under embargo, and only while it is."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.records.title import SourceKind
from desktop_app.services.covers import Covers
from desktop_app.ui import theme
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.inspector.header import Header, embargo
from desktop_app.ui.widgets import StateTag

TODAY = date(2026, 11, 24)


def words(given: Any, today: date = TODAY) -> str:
    look = embargo({"salesEmbargoDate": given}, today)
    return look.word if look else ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2027-05-03", "Embargo until 3 May 2027"),
        ("2026-11-25", "Embargo until 25 Nov 2026"),
        ("2026-11-24", ""),
        ("2020-01-01", ""),
        (None, ""),
        ("", ""),
        ("2027-02-31", "Embargo until “2027-02-31”"),
        ("<b>soon</b>\nor later", "Embargo until “<b>soon</b> or later”"),
    ],
)
def test_an_embargo_is_shown_while_it_lies_ahead(given: Any, said: str) -> None:
    assert words(given) == said


def test_a_source_that_cannot_tell_it_shows_nothing() -> None:
    assert embargo({}, TODAY) is None


def test_the_header_shows_it_and_forgets_it_with_the_title(
    qtbot: QtBot, light: theme.Theme
) -> None:
    header = Header(CoverPictures(lambda: cast("Covers", None)))
    qtbot.addWidget(header)
    header.resize(420, 200)
    header.show()

    def shown() -> list[str]:
        return [each.accessibleName() for each in header.findChildren(StateTag) if each.isVisible()]

    known = {"allowOnixExports": True, "salesEmbargoDate": "2027-05-03"}
    header.show_record(known, SourceKind.CONSONANCE, TODAY)
    assert "Embargo until 3 May 2027" in shown()
    assert "Approved for ONIX" in shown()
    header.show_record(known | {"salesEmbargoDate": None}, SourceKind.CONSONANCE, TODAY)
    assert shown() == ["Approved for ONIX"]
