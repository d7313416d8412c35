"""The line at the bottom while a reading runs: whole words, and nothing that jumps."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_app.ui.shell.status import StatusBar

READING = "Reading titles: 14,200 of 48,000, about 3 minutes left, 12 set aside for a closer look"


def bar_of(qtbot: QtBot, width: int) -> StatusBar:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(width, 28)
    bar.show()
    return bar


def test_the_age_is_whole_while_a_reading_tells_how_far_it_is(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 760)
    bar.set_age("Catalogue empty")
    bar.set_jobs(0, 0)
    bar.set_online(True)
    bar.progress(READING, 14_200, 48_000)
    bar.set_age("Catalogue not complete")
    qtbot.wait(20)
    assert bar.age.width() >= bar.age.sizeHint().width()
    assert bar.age.toolTip() == ""
    bar.grab()
    assert bar.notice.width() < bar.notice.sizeHint().width(), "the notice gives way instead"
    assert bar.notice.toolTip() == READING


def test_shorter_words_do_not_move_what_stands_beside_them(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 900)
    bar.set_age("Catalogue not complete")
    bar.progress(READING, 1, 10)
    qtbot.wait(20)
    places = bar.jobs.x(), bar.notice.x()
    bar.set_age("Catalogue empty")
    qtbot.wait(20)
    assert (bar.jobs.x(), bar.notice.x()) == places
