"""Who carries what was taken to its destination, also after a crash?

One thread for each destination database. It reads the oldest queued events, writes them, and
records the results; a run changes state on disk only when it is final. So nothing has to be
repaired after a kill: what is still queued is simply taken again, and the destination ignores what
it already holds. "Running" is what this process has in its hands right now.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.companions.gateway import package
from desktop_app.companions.gateway.config import GatewayFlow
from desktop_app.companions.gateway.destination import (
    DestinationError,
    SqlDestination,
    is_trouble,
)
from desktop_app.companions.gateway.folder import Folder
from desktop_app.companions.gateway.shelf import Shelf
from desktop_app.companions.gateway.store import APPLIED, Result, Run, Store, Work
from desktop_app.records.errors import StoreError

log = logging.getLogger("colophon.gateway")

_BATCH = 200
_LOOK_AGAIN = 5.0
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 30.0

Settled = Callable[[Sequence[Run]], None]


class Lane(threading.Thread):
    """The way to one destination database."""

    def __init__(
        self,
        store: Store,
        url: URL,
        flows: Sequence[GatewayFlow],
        settled: Settled,
        shelf: Shelf,
    ) -> None:
        super().__init__(name="gateway-lane")
        self._store = store
        self._destination = SqlDestination(url, flows, store.id)
        self._flows = [flow.name for flow in flows]
        self._shelf = shelf
        self._packages = {flow.name for flow in flows if flow.format in package.FORMATS}
        self._folders = {flow.name: Folder(flow, shelf) for flow in flows if flow.folder}
        self._settled = settled
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._pause = 0.0
        self.in_hand: frozenset[str] = frozenset()

    def wake(self) -> None:
        """There is something to do. From any thread."""
        self._wake.set()

    def end(self) -> None:
        """Finish the round at hand, then stop."""
        self._ending.set()
        self._wake.set()

    def run(self) -> None:
        while not self._ending.is_set():
            self._wake.clear()
            if self._guarded_round():
                continue
            if self._pause:
                self._ending.wait(self._pause)
            else:
                self._wake.wait(_LOOK_AGAIN)
        self._destination.close()

    def _guarded_round(self) -> bool:
        """A round; a fault of the gateway itself is told and tried again, for a lane that ended
        would leave its events queued without a word."""
        try:
            return self._round()
        except Exception as error:
            log.exception("the way to %s failed by a fault of its own", ", ".join(self._flows))
            self._trouble(error)
            return False

    def _round(self) -> bool:
        """One batch; False when there is nothing to do or the destination is in trouble."""
        try:
            batch = _distinct(self._store.queued(self._flows, _BATCH))
            if not batch:
                self._pause = 0.0
                return False
            self.in_hand = frozenset(work.run for work in batch)
            results = [self._with_files(each) for each in self._apply(batch)]
            self._fill_folders(batch)
            self._store.settle(results).result()
        except (SQLAlchemyError, DestinationError, StoreError) as error:
            self._trouble(error)
            return False
        finally:
            self.in_hand = frozenset()
        self._pause = 0.0
        self._settled([result.run() for result in results])
        return True

    def _apply(self, batch: list[Work]) -> list[Result]:
        self._destination.prepare()
        try:
            return self._destination.apply(batch)
        except SQLAlchemyError as error:
            if is_trouble(error):
                raise
        # One record that the database refuses must not hold the others up.
        return [self._destination.apply_alone(work) for work in batch]

    def _with_files(self, result: Result) -> Result:
        """What is said of a manifest whose files are not all here."""
        if result.work.flow not in self._packages or result.state not in APPLIED:
            return result
        try:
            details = package.missing(result.work.payload, self._shelf)
        except OSError as error:
            raise DestinationError(f"Files cannot be read ({error.strerror}).") from error
        if not details:
            return result
        return replace(
            result,
            state="partially_succeeded",
            record_status="02" if result.details else "01",
            details=(*result.details, *details),
        )

    def _fill_folders(self, batch: list[Work]) -> None:
        """Files are there before a run is said to have succeeded."""
        for name in {work.flow for work in batch} & self._folders.keys():
            subjects = [work.subject for work in batch if work.flow == name]
            self._folders[name].fill(self._destination.held(name), subjects)

    def _trouble(self, error: Exception) -> None:
        self._destination.forget()
        self._pause = min(max(self._pause * 2, _FIRST_PAUSE), _LONGEST_PAUSE)
        words = error.message if isinstance(error, StoreError) else type(error).__name__
        log.warning(
            "%s cannot be written now (%s); next try in %.2f s",
            ", ".join(self._flows),
            words,
            self._pause,
        )


class Dispatcher:
    """All lanes. ``settled`` is called from their threads with the runs that became final."""

    def __init__(
        self, store: Store, flows: Iterable[GatewayFlow], settled: Settled, shelf: Shelf
    ) -> None:
        by_url: dict[str, list[GatewayFlow]] = {}
        for flow in flows:
            by_url.setdefault(flow.url.render_as_string(hide_password=False), []).append(flow)
        self._lanes: dict[str, Lane] = {}
        for group in by_url.values():
            lane = Lane(store, group[0].url, group, settled, shelf)
            self._lanes |= {flow.name: lane for flow in group}

    def start(self) -> None:
        """Begin with what an earlier process left."""
        for lane in self._each():
            lane.start()

    def wake(self, flow: str) -> None:
        self._lanes[flow].wake()

    def running(self, flow: str, run: str) -> bool:
        """Whether that run is being applied right now."""
        lane = self._lanes.get(flow)
        return lane is not None and run in lane.in_hand

    def close(self) -> None:
        """Stop after the batches at hand; the rest stays queued."""
        for lane in self._each():
            lane.end()
        for lane in self._each():
            lane.join()

    def _each(self) -> list[Lane]:
        return list(dict.fromkeys(self._lanes.values()))


def _distinct(works: Sequence[Work]) -> list[Work]:
    """The longest beginning in which no subject of a flow comes twice."""
    seen: set[tuple[str, str]] = set()
    batch = []
    for work in works:
        if (work.flow, work.subject) in seen:
            break
        seen.add((work.flow, work.subject))
        batch.append(work)
    return batch
