"""Dialogs by keys and clicks, without any service behind them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.records.flow import Environment
from desktop_app.records.job import Attempt, Item, Job
from desktop_app.records.settlement import ItemContent
from desktop_app.records.state import JobState, State, account
from desktop_app.ui.history.account_bar import AccountBar
from desktop_app.ui.history.reading import ItemWhole
from desktop_app.ui.history.sheets import BytesSheet, NoteSheet, ResendSheet
from desktop_app.ui.review.confirm import CountRow, QuestionSheet
from desktop_app.ui.review.view_model import OpenQuestion
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Button

KEY = Qt.Key
BUTTON = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    widget.resize(1280, 800)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def _item(state: State = State.NOT_CONFIRMED) -> Item:
    return Item(
        id=5, job=7, subject="product:1", flow="gardners", titles=("product:1",), state=state,
        action="update", reason="", key="k" * 64, revision=1, payload_sha256="a" * 64, attempts=1,
        due_at="", run="", receipt="", updated_at="2026-11-24T14:02:11.000Z",
        title="Salt <b>Roads</b>", isbn="9781911390725",
    )  # fmt: skip


def _whole() -> ItemWhole:
    attempt = Attempt(
        1, "2026-11-24T14:02:11.000Z", "2026-11-24T14:02:41.000Z", None, "ambiguous", "no reply"
    )
    content = ItemContent(
        payload=b'{"a":"1"}', envelope=b'{"id":"k"}', response=b"", content_type="application/json"
    )
    return ItemWhole(_item(), (attempt,), content)


def test_a_sheet_shades_the_window_and_escape_takes_both_away(
    qtbot: QtBot, window: QWidget
) -> None:
    pressed: list[bool] = []
    sheet = Sheet("Something", window)
    button = Button("Do it")
    button.clicked.connect(lambda: pressed.append(True))
    sheet.footer.addWidget(button)
    sheet.set_default(button)
    sheet.open()
    assert any(type(child).__name__ == "_Shade" for child in window.children())
    qtbot.keyClick(sheet, KEY.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Sheet))
    assert not any(type(child).__name__ == "_Shade" for child in window.children())
    assert not pressed


def test_enter_presses_the_default_button_once_and_only_if_there_is_one(
    qtbot: QtBot, window: QWidget
) -> None:
    pressed: list[bool] = []
    sheet = Sheet("Something", window)
    button = Button("Do it")
    button.clicked.connect(lambda: pressed.append(True))
    sheet.footer.addWidget(button)
    sheet.open()
    sheet.setFocus()
    qtbot.keyClick(sheet, KEY.Key_Return)
    assert pressed == []
    sheet.set_default(button)
    qtbot.keyClick(sheet, KEY.Key_Return)
    assert pressed == [True]
    sheet.reject()


def test_the_typed_number_counts_only_when_it_is_the_number_of_titles(qtbot: QtBot) -> None:
    row = CountRow()
    qtbot.addWidget(row)
    assert row.right
    assert row.value is None
    row.ask("More than 500 items.", 612)
    assert not row.right
    qtbot.keyClicks(row.field, "61")
    assert not row.right
    qtbot.keyClicks(row.field, "2")
    assert row.right
    assert row.value == 612
    row.expect(611)
    assert not row.right


def test_an_answer_to_a_rule_needs_a_tick_and_a_reason(qtbot: QtBot, window: QWidget) -> None:
    question = OpenQuestion("gardners", "Gardners", "2", "Approval is not in this file.", 3)
    told: list[object] = []
    sheet = QuestionSheet([question], window)
    sheet.confirmed.connect(lambda questions, reason: told.append((questions, reason)))
    sheet.open()
    assert not sheet.primary.isEnabled()
    box = sheet._boxes[0][0]
    qtbot.mouseClick(box, BUTTON)
    assert not sheet.primary.isEnabled()
    qtbot.keyClicks(sheet.reason, "approved in Consonance this morning")
    assert sheet.primary.text() == "Confirm 1 answer"
    qtbot.mouseClick(sheet.primary, BUTTON)
    assert told == [([question], "approved in Consonance this morning")]


def test_it_arrived_wants_a_note(qtbot: QtBot, window: QWidget) -> None:
    said: list[str] = []
    sheet = NoteSheet(_item(), "Gardners", window)
    sheet.said.connect(said.append)
    sheet.open()
    assert not sheet.primary.isEnabled()
    qtbot.keyClicks(sheet.note, "Sue has seen it")
    qtbot.keyClick(sheet.note, KEY.Key_Return)
    assert said == ["Sue has seen it"]


def test_a_forced_resend_has_no_default_button_and_wants_a_reason(
    qtbot: QtBot, window: QWidget
) -> None:
    chosen: list[tuple[str, str, str]] = []
    sheet = ResendSheet(_whole(), "Gardners", Environment.SANDBOX, 0, window)
    sheet.chosen.connect(lambda *what: chosen.append(what))
    sheet.open()
    assert sheet.primary.text() == "Resend 1 to SANDBOX"
    assert not sheet.primary.isEnabled()
    qtbot.keyClicks(sheet.reason, "lost in their inbox")
    qtbot.keyClick(sheet.reason, KEY.Key_Return)
    assert chosen == []
    qtbot.mouseClick(sheet.primary, BUTTON)
    assert chosen == [("same", "one", "lost in their inbox")]


def test_a_rebuild_leads_to_the_review_and_needs_no_reason(qtbot: QtBot, window: QWidget) -> None:
    sheet = ResendSheet(_whole(), "Gardners", Environment.SANDBOX, 3, window)
    sheet.open()
    sheet._rebuild.setChecked(True)
    sheet._failed.setChecked(True)
    assert sheet.primary.text() == "Review 3 items…"
    assert sheet.primary.isEnabled()
    sheet.reject()


def test_remote_text_is_never_read_as_markup(qtbot: QtBot, window: QWidget) -> None:
    sheet = BytesSheet(_whole(), window)
    sheet.open()
    from PySide6.QtWidgets import QLabel

    for label in sheet.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
    assert "Salt <b>Roads</b>" in [label.text() for label in sheet.findChildren(QLabel)]
    sheet.reject()


def test_pressing_an_addend_of_the_account_narrows_to_that_state(qtbot: QtBot) -> None:
    bar = AccountBar()
    qtbot.addWidget(bar)
    told: list[object] = []
    bar.narrowed.connect(told.append)
    states = [State.DELIVERED] * 3 + [State.REFUSED]
    job = Job(
        7, "p", "2026-11-24T14:02:11.000Z", "", ("gardners",), 4, account(states),
        JobState.COMPLETED_WITH_ERRORS,
    )  # fmt: skip
    bar.show_job(job)
    bar.show()
    qtbot.mouseClick(bar._filters[State.REFUSED], BUTTON)
    assert told == [(State.REFUSED,)]
    after = Job(
        7, "p", "2026-11-24T14:02:11.000Z", "", ("gardners",), 4,
        account([State.DELIVERED] * 4), JobState.COMPLETED,
    )  # fmt: skip
    bar.show_job(after)
    assert bar.states == (State.REFUSED,)
    assert bar._filters[State.REFUSED].text() == "0 refused"
    qtbot.mouseClick(bar._filters[State.REFUSED], BUTTON)
    assert told[-1] == ()
