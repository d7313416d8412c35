"""What moves below is read again in a small share of the time, and never instead of a search."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject
from pytestqt.qtbot import QtBot

from desktop_app.ui.desk import Desk
from desktop_app.ui.pace import Pace
from desktop_app.ui.titles.room import TitlesRoom
from tests.gui.conftest import quiet


def test_what_takes_long_is_read_less_often(qtbot: QtBot) -> None:
    owner = QObject()
    pace = Pace(owner)
    usual = pace.interval
    pace.begin()
    clock = QElapsedTimer()
    clock.start()
    qtbot.wait(usual)
    took = clock.elapsed()
    pace.end()
    assert pace.interval >= 5 * took > usual
    slow = pace.interval
    pace.end()
    assert pace.interval == slow, "what did not begin tells nothing"
    pace.begin()
    pace.end()
    assert pace.interval < slow


def test_many_changes_are_one_reading(qtbot: QtBot) -> None:
    owner = QObject()
    pace = Pace(owner)
    with qtbot.waitSignal(pace.due):
        for _ in range(9):
            pace.nudge()
    with qtbot.assertNotEmitted(pace.due, wait=pace.interval + 50):
        pass


def test_a_search_under_way_is_not_thrown_away_for_what_moved(
    qtbot: QtBot, room: TitlesRoom, desk: Desk
) -> None:
    answers: list[int] = []
    room.model.answered.connect(answers.append)
    room.search()
    mine = room.model._search
    assert mine is not None
    assert room.model.asking
    room._read_again()
    assert room.model._search is mine
    with qtbot.waitSignal(room.model.settled):
        pass
    assert answers == [room.model.total]
    with qtbot.waitSignal(room.model.settled, timeout=5_000):
        pass
    quiet(qtbot, desk)
    assert len(answers) == 2
