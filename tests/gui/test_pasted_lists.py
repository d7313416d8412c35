"""A pasted list of good, unknown, doubled and wrong numbers: reported, its rest copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.titles.room import TitlesRoom
from tests.gui.support_shelf import isbn13

UNKNOWN = [isbn13(9_000), isbn13(9_001)]
WRONG = f"{isbn13(5)[:12]}{(int(isbn13(5)[12]) + 1) % 10}"
LIST = "\n".join(
    ["ISBN", isbn13(17), f"{isbn13(18)[:3]}-{isbn13(18)[3:]}", isbn13(17), *UNKNOWN, WRONG, "n/a"]
)


def press(room: TitlesRoom, words: str) -> None:
    found = [
        each
        for each in room.report.findChildren(QAbstractButton)
        if each.text() == words and each.isVisible()
    ]
    assert found, words
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_a_mixed_list_is_reported_and_its_rest_can_be_copied(
    qtbot: QtBot, room: TitlesRoom
) -> None:
    with qtbot.waitSignal(room.model.answered):
        room.paste(LIST)
    assert room.model.total == 2
    assert room.report.words == (
        f"2 of 6 numbers found. Not found (2): {UNKNOWN[0]}, {UNKNOWN[1]}."
        f" Twice in the list: {isbn13(17)}. Not an ISBN (2): {WRONG}, n/a."
    )
    press(room, "Copy not found")
    assert QApplication.clipboard().text().split() == UNKNOWN
    press(room, "Copy invalid")
    first, second = QApplication.clipboard().text().splitlines()
    assert first.startswith(f"{WRONG}\tThe check digit is wrong")
    assert second.startswith("n/a\t")
    with qtbot.waitSignal(room.model.answered):
        press(room, "Show all titles")
    assert room.model.total == 300
    assert not room.report.words
