"""What runs in the process that judges? Rules on slices of records, and nothing else.

It imports records and rules only: no file, no database, no network, no window.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.records.flow import Flow
from desktop_app.records.payload import Payload, Problem
from desktop_app.records.stored import Stored
from desktop_app.services import worker_manners
from desktop_app.services.judged import Judged, Known, Lineages, judge_all, with_rows

_CHUNK = 25
"""Cases whose results are unpacked at once: what is short enough to hold the interpreter for."""

Found = tuple[str, str, Payload, tuple[Problem, ...], str]
"""Title, flow, and what is new in a ``Judged``: the rest never left the parent."""


Fold = Callable[[Sequence[Judged]], list[Any]]
"""A function of a module: what is to be told of cases that stand together."""


@dataclass(frozen=True, slots=True)
class Task:
    """One slice, and what is to be told of it."""

    number: int
    records: Sequence[Stored]
    flows: Sequence[Flow]
    known: Known
    fold: Fold


@dataclass(frozen=True, slots=True)
class Answer:
    """``chunks`` are pickled folds of cases, in their order. When ``differ`` names
    (flow, subject) pairs there are none yet: ``finish`` wants the rows of their baselines."""

    chunks: tuple[bytes, ...] = ()
    differ: tuple[tuple[str, str], ...] = ()


_WAITING = 16
"""Slices that may wait for their rows: more than all batches have on their way together."""

_unfinished: dict[int, tuple[Task, list[Judged]]] = {}


def begin(polite: int) -> None:
    """Called once in the new process."""
    worker_manners.begin(polite)


def start(task: Task) -> Answer:
    """Judge a slice; what differs from a baseline waits for its rows."""
    judged = list(judge_all(task.records, task.flows, task.known))
    differ = tuple((each.flow.name, each.subject) for each in judged if each.needs_rows)
    if differ:
        _unfinished[task.number] = task, judged
        for given_up in list(_unfinished)[:-_WAITING]:
            # Its batch was cancelled; this process may live on.
            del _unfinished[given_up]
        return Answer(differ=differ)
    return Answer(_packed(task, judged))


def finish(number: int, lineages: Lineages) -> Answer:
    """Compare what waited; raises KeyError when this process never saw the slice."""
    task, judged = _unfinished.pop(number)
    return Answer(_packed(task, [with_rows(each, lineages) for each in judged]))


def _packed(task: Task, judged: Sequence[Judged]) -> tuple[bytes, ...]:
    return tuple(
        pickle.dumps(task.fold(judged[place : place + _CHUNK]), pickle.HIGHEST_PROTOCOL)
        for place in range(0, len(judged), _CHUNK)
    )


def all_of(judged: Sequence[Judged]) -> list[Found]:
    """All that was found, without what the parent knows."""
    return [
        (each.record.id, each.flow.name, each.payload, each.problems, each.valid_until)
        for each in judged
    ]
