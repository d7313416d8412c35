"""How does the gateway keep events so that an answer is never lost, and fast?

One thread writes. It takes all that waits and puts it into one transaction, so that many senders
share one write to disk; each is answered after the commit.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import URL, RowMapping
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.companions.gateway.event import Event
from desktop_app.companions.gateway.instance import InstanceLock
from desktop_app.companions.gateway.tables import (
    BASELINE,
    EVENT,
    META,
    METADATA,
    add_missing,
    now,
    open_database,
)
from desktop_app.records.errors import StoreError

log = logging.getLogger("colophon.gateway")

_GROUP = 256
_SCHEMA = "1"
APPLIED = frozenset({"succeeded", "partially_succeeded"})


class StoreClosedError(StoreError):
    """The gateway is stopping; nothing more is kept."""

    code = "store_closed"


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the contract shows it. ``details`` are the contract's Detail objects."""

    run: str
    key: str
    flow: str
    subject: str
    state: str
    updated_at: str
    body_sha256: str
    record_status: str = ""
    remote_id: str = ""
    details: tuple[dict[str, str], ...] = ()

    @property
    def final(self) -> bool:
        return self.state not in {"queued", "running"}

    def document(self, *, duplicate: bool = False) -> dict[str, Any]:
        """The run as JSON of the contract."""
        records = [
            {
                "key": self.key,
                "subject": self.subject,
                "record_status": self.record_status,
                "remote_id": self.remote_id,
                "details": list(self.details),
            }
        ]
        return {
            "run": self.run,
            "key": self.key,
            "flow": self.flow,
            "subject": self.subject,
            "state": self.state,
            "updated_at": self.updated_at,
            "duplicate": duplicate,
            "records": records if self.final else [],
        }


@dataclass(frozen=True, slots=True)
class Work:
    """One queued event on its way to its destination."""

    sequence: int
    run: str
    key: str
    flow: str
    subject: str
    payload: str
    payload_sha256: str
    body_sha256: str
    columns: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to an event: its run, and whether the key had been there before."""

    run: Run
    known: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one event at its destination."""

    work: Work
    state: str
    record_status: str
    applied_at: str
    remote_id: str = ""
    details: tuple[dict[str, str], ...] = ()

    def run(self) -> Run:
        return Run(
            run=self.work.run,
            key=self.work.key,
            flow=self.work.flow,
            subject=self.work.subject,
            state=self.state,
            updated_at=self.applied_at,
            body_sha256=self.work.body_sha256,
            record_status=self.record_status,
            remote_id=self.remote_id,
            details=self.details,
        )


@dataclass(slots=True)
class _Job:
    """One request to the writer."""

    do: Callable[[Connection], Any]
    future: Future[Any] = field(default_factory=Future)


class Store:
    """The gateway's own database. Thread-safe; opened by one process at a time."""

    def __init__(self, url: URL) -> None:
        """Open or create the store. Raises HomeBusyError, StoreError."""
        self._lock = InstanceLock(url)
        try:
            self._engine = open_database(url)
            self._lock.acquire(self._engine)
            self.id = self._prepare()
        except SQLAlchemyError as error:
            self._lock.release()
            raise StoreError(
                f"The gateway's database cannot be opened ({type(error).__name__}).",
                not_done="The gateway was not started.",
                next_step="Check the database address and that the server runs.",
            ) from error
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._writer = threading.Thread(target=self._write, name="gateway-writer")
        self._writer.start()

    def _prepare(self) -> str:
        with self._engine.begin() as connection:
            METADATA.create_all(connection)
            add_missing(connection, EVENT.c.columns)
            meta = {row.name: row.value for row in connection.execute(select(META))}
            if not meta:
                meta = {"id": str(uuid.uuid4()), "schema": _SCHEMA}
                connection.execute(insert(META), [{"name": n, "value": v} for n, v in meta.items()])
            if meta["schema"] != _SCHEMA:
                raise StoreError(
                    f"The gateway's database has form {meta['schema']}, known here is {_SCHEMA}.",
                    not_done="Nothing was changed in it.",
                    next_step="Start the version of Colophon that wrote it.",
                )
            self._sequence = connection.scalar(select(func.max(EVENT.c.sequence))) or 0
            self._applied = connection.scalar(select(func.max(BASELINE.c.sequence))) or 0
            queued = select(func.count()).select_from(EVENT).where(EVENT.c.state == "queued")
            self.waiting = connection.scalar(queued) or 0
        return str(meta["id"])

    # Writing -----------------------------------------------------------------------------------

    def take(self, event: Event) -> Future[Taken]:
        """Keep an event, unless its key is known. Resolves after the commit.

        The future raises StoreError if nothing could be kept.
        """
        return self._submit(lambda connection: self._take(connection, event))

    def settle(self, results: Sequence[Result]) -> Future[None]:
        """Record results and move baselines, all or none. Resolves after the commit."""
        return self._submit(lambda connection: self._settle(connection, results))

    def _submit(self, do: Callable[[Connection], Any]) -> Future[Any]:
        job = _Job(do)
        if self._closed:
            job.future.set_exception(StoreClosedError("The gateway is stopping."))
        else:
            self._jobs.put(job)
        return job.future

    def _write(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            stop = False
            while len(group) < _GROUP and not stop:
                try:
                    following = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    stop = True
                else:
                    group.append(following)
            # Whoever has given up cannot be answered any more.
            self._write_group([j for j in group if j.future.set_running_or_notify_cancel()])
            if stop:
                return

    def _write_group(self, group: list[_Job]) -> None:
        """One transaction; if it breaks, each job gets one of its own and its own answer."""
        before = (self._sequence, self._applied, self.waiting)
        try:
            with self._engine.begin() as connection:
                answers = [job.do(connection) for job in group]
        except Exception as error:  # noqa: BLE001 - a writer that ended would answer nobody
            self._sequence, self._applied, self.waiting = before
            if len(group) > 1:
                for job in group:
                    self._write_group([job])
                return
            log.error("the gateway's store could not write (%s)", type(error).__name__)
            group[0].future.set_exception(
                StoreError("The gateway cannot keep anything now.", not_done="Nothing was kept.")
            )
            return
        for job, answer in zip(group, answers, strict=True):
            job.future.set_result(answer)

    def _take(self, connection: Connection, event: Event) -> Taken:
        row = (
            connection.execute(select(*_RUN_COLUMNS).where(EVENT.c.key == event.key))
            .mappings()
            .first()
        )
        if row is not None:
            return Taken(_run(row), known=True)
        self._sequence += 1
        self.waiting += 1
        time = now()
        values = {
            "sequence": self._sequence,
            "key": event.key,
            "run": f"run_{uuid.uuid4().hex}",
            "flow": event.flow,
            "subject": event.subject,
            "type": event.type,
            "source": event.source,
            "time": event.time,
            "payload": event.payload,
            "payload_sha256": event.payload_sha256,
            "body_sha256": event.body_sha256,
            "correlation": event.correlation,
            "columns": event.columns or None,
            "state": "queued",
            "record_status": "",
            "remote_id": "",
            "details": "[]",
            "received_at": time,
            "updated_at": time,
        }
        connection.execute(insert(EVENT), values)
        run = Run(
            run=str(values["run"]),
            key=event.key,
            flow=event.flow,
            subject=event.subject,
            state="queued",
            updated_at=time,
            body_sha256=event.body_sha256,
        )
        return Taken(run, known=False)

    def _settle(self, connection: Connection, results: Sequence[Result]) -> None:
        connection.execute(
            _SETTLE,
            [
                {
                    "this": result.work.sequence,
                    "state": result.state,
                    "record_status": result.record_status,
                    "remote_id": result.remote_id,
                    "details": json.dumps(result.details, ensure_ascii=False),
                    "updated_at": result.applied_at,
                }
                for result in results
            ],
        )
        self.waiting -= len(results)
        applied = [result for result in results if result.state in APPLIED]
        if not applied:
            return
        connection.execute(
            _FORGET, [{"of_flow": r.work.flow, "of_subject": r.work.subject} for r in applied]
        )
        rows = []
        for result in applied:
            self._applied += 1
            rows.append(
                {
                    "flow": result.work.flow,
                    "subject": result.work.subject,
                    "payload_sha256": result.work.payload_sha256,
                    "key": result.work.key,
                    "run": result.work.run,
                    "applied_at": result.applied_at,
                    "sequence": self._applied,
                }
            )
        connection.execute(insert(BASELINE), rows)

    # Reading -----------------------------------------------------------------------------------

    def run_by_id(self, run: str) -> Run | None:
        """The run of that id. Blocks; call it in a thread."""
        return self._one_run(EVENT.c.run == run)

    def run_by_key(self, key: str) -> Run | None:
        """The run of that key. Blocks; call it in a thread."""
        return self._one_run(EVENT.c.key == key)

    def _one_run(self, condition: Any) -> Run | None:
        with self._reading() as connection:
            row = connection.execute(select(*_RUN_COLUMNS).where(condition)).mappings().first()
        return None if row is None else _run(row)

    def queued(self, flows: Sequence[str], limit: int) -> list[Work]:
        """The oldest events of these flows that are not applied, in order of intake."""
        columns = [EVENT.c[name] for name in Work.__dataclass_fields__]
        statement = (
            select(*columns)
            .where(EVENT.c.state == "queued", EVENT.c.flow.in_(flows))
            .order_by(EVENT.c.sequence)
            .limit(limit)
        )
        with self._reading() as connection:
            return [Work(**row) for row in connection.execute(statement).mappings()]

    def baselines(self, flow: str, since: int, limit: int) -> list[dict[str, Any]]:
        """Entries of a flow above a sequence, in its order. Blocks; call it in a thread."""
        columns = [column for column in BASELINE.c if column.name != "flow"]
        statement = (
            select(*columns)
            .where(BASELINE.c.flow == flow, BASELINE.c.sequence > since)
            .order_by(BASELINE.c.sequence)
            .limit(limit)
        )
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(reading=True)

    def close(self) -> None:
        """Write what was asked for, then let go of the database."""
        self._closed = True
        self._jobs.put(None)
        self._writer.join()
        self._lock.release()
        self._engine.dispose()


_RUN_COLUMNS = [EVENT.c[name] for name in Run.__dataclass_fields__]
_SETTLE = (
    update(EVENT)
    .where(EVENT.c.sequence == bindparam("this"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "record_status", "remote_id", "details", "updated_at")
        }
    )
)
_FORGET = delete(BASELINE).where(
    BASELINE.c.flow == bindparam("of_flow"), BASELINE.c.subject == bindparam("of_subject")
)


def _run(row: RowMapping) -> Run:
    return Run(**{**row, "details": tuple(json.loads(row["details"]))})
