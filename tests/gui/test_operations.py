"""Anything that takes time runs beside the window, tells, ends, or is stopped."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from desktop_app.records.errors import ColophonError, SourceUnreachableError
from desktop_app.records.progress import Progress, Report
from desktop_app.ui.core_loop import CoreLoop
from desktop_app.ui.operation import Operation, Operations


async def where() -> str:
    return threading.current_thread().name


def test_work_runs_on_the_core_thread_and_its_result_arrives_on_the_gui_thread(
    qtbot: QtBot, core: CoreLoop
) -> None:
    operations = Operations(core)
    seen: list[tuple[str, bool]] = []
    gui = QThread.currentThread()
    operation = operations.start(
        "Where", where(), done=lambda name: seen.append((name, QThread.currentThread() is gui))
    )
    with qtbot.waitSignal(operation.ended):
        pass
    assert seen == [("colophon-core", True)]
    assert operations.running == ()


def test_progress_is_told_in_order(qtbot: QtBot, core: CoreLoop) -> None:
    operations = Operations(core)
    told: list[int] = []

    async def count(report: Report) -> int:
        for number in range(3):
            report(Progress("Counting", number, 3))
            await asyncio.sleep(0)
        return 3

    operation = operations.start("Count", count, progress=lambda p: told.append(p.done))
    with qtbot.waitSignal(operation.ended):
        pass
    assert told == [0, 1, 2]


def test_a_cancelled_operation_ends_without_result_and_the_work_is_told(
    qtbot: QtBot, core: CoreLoop
) -> None:
    operations = Operations(core)
    stopped = threading.Event()
    begun = threading.Event()
    results: list[object] = []

    async def long() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    operation = operations.start("Long", long(), done=results.append, failed=results.append)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(operation.ended):
        operation.cancel()
    assert stopped.wait(5)
    assert results == []


def test_what_cleans_up_after_a_cancel_may_still_tell_its_progress(
    qtbot: QtBot, core: CoreLoop
) -> None:
    """A refresh that was stopped brings lists up to date before it ends, and reports that."""
    operations = Operations(core)
    begun, told, over = threading.Event(), threading.Event(), threading.Event()
    heard: list[Progress] = []

    async def long(report: Report) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.to_thread(over.wait, 5)
            report(Progress("Tidying", 1, 2))
            told.set()

    operation = operations.start("Long", long, progress=heard.append)
    qtbot.waitUntil(begun.is_set)
    with qtbot.captureExceptions() as raised:
        with qtbot.waitSignal(operation.ended):
            operation.cancel()
        qtbot.waitUntil(lambda: not shiboken6.isValid(operation))
        over.set()
        assert told.wait(5)
        with qtbot.waitSignal(operations.start("After", where()).ended):
            pass
    assert raised == []
    assert heard == []


def test_an_error_arrives_as_its_sentences(qtbot: QtBot, core: CoreLoop) -> None:
    operations = Operations(core)
    errors: list[ColophonError] = []

    async def fail() -> None:
        raise SourceUnreachableError("No answer from host.", not_done="Nothing was read.")

    operation = operations.start("Fail", fail(), failed=errors.append)
    with qtbot.waitSignal(operation.ended):
        pass
    assert errors[0].sentence() == "No answer from host. Nothing was read."


def test_an_unforeseen_error_becomes_a_sentence_and_is_logged(
    qtbot: QtBot, core: CoreLoop, caplog: pytest.LogCaptureFixture
) -> None:
    operations = Operations(core)
    errors: list[ColophonError] = []
    operations.failed.connect(lambda _, error: errors.append(error))

    async def fail() -> None:
        raise ZeroDivisionError("by zero")

    with caplog.at_level(logging.ERROR):
        operation = operations.start("Divide", fail())
        with qtbot.waitSignal(operation.ended):
            pass
    assert "Divide stopped" in errors[0].message
    assert errors[0].next_step
    assert "ZeroDivisionError" in caplog.text


def test_nothing_is_called_back_once_the_owner_is_gone(qtbot: QtBot, core: CoreLoop) -> None:
    import shiboken6

    operations = Operations(core)
    owner = QObject()
    gate = threading.Event()
    results: list[object] = []

    async def wait() -> int:
        await asyncio.to_thread(gate.wait, 5)
        return 1

    operation: Operation = operations.start("Wait", wait(), done=results.append, owner=owner)
    shiboken6.delete(owner)
    with qtbot.waitSignal(operation.ended):
        gate.set()
    assert results == []


def test_closing_the_loop_cancels_what_still_runs() -> None:
    loop = CoreLoop()
    loop.start()
    cancelled = threading.Event()
    begun = threading.Event()

    async def forever() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    loop.submit(forever())
    assert begun.wait(5)
    loop.close()
    assert cancelled.is_set()
