"""The two kinds of thread of the gateway go on whatever one piece of work did to them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from desktop_app.companions.gateway.config import load
from desktop_app.companions.gateway.dispatcher import Dispatcher
from desktop_app.companions.gateway.event import Event, read_event
from desktop_app.companions.gateway.shelf import Shelf
from desktop_app.companions.gateway.store import Run, Store
from tests.support_gateway import event, write_config

PATIENCE = 20


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(make_url(f"sqlite:///{tmp_path / 'gateway.sqlite'}"))
    try:
        yield opened
    finally:
        opened.close()


def taken(number: int) -> Event:
    sent = event(f"product:{number}", {"isbn13": "9780306406157"})
    return read_event(sent.body, sent.key, "")


def test_a_sender_that_gave_up_costs_no_other_its_answer(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "gateway.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    first, given_up, third = (store.take(taken(number)) for number in range(1, 4))
    given_up.cancel()
    other.execute("ROLLBACK")
    other.close()
    assert not first.result(PATIENCE).known
    assert not third.result(PATIENCE).known
    assert not store.take(taken(4)).result(PATIENCE).known


def test_a_fault_after_a_batch_does_not_end_the_way_to_a_destination(
    store: Store, tmp_path: Path
) -> None:
    told: list[Run] = []
    both = threading.Event()

    def settled(runs: Sequence[Run]) -> None:
        told.extend(runs)
        if len(told) == 1:
            raise LookupError("nobody listens")
        both.set()

    dispatcher = Dispatcher(
        store, load(write_config(tmp_path)).flows.values(), settled, Shelf(tmp_path)
    )
    dispatcher.start()
    try:
        for number in (1, 2):
            store.take(taken(number)).result(PATIENCE)
            dispatcher.wake("gardners")
            if number == 1:
                assert_becomes_final(store)
        assert both.wait(PATIENCE)
    finally:
        dispatcher.close()
    assert [run.subject for run in told] == ["product:1", "product:2"]


def assert_becomes_final(store: Store) -> None:
    for _ in range(PATIENCE * 10):
        if not store.queued(["gardners"], 1):
            return
        threading.Event().wait(0.1)
    raise AssertionError("the first event was never applied")
