"""What went where, when, and what became of it? Read from the ledger, and proved from it."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.records.job import Attempt, Item, Job
from desktop_app.records.plan import KeptPlan
from desktop_app.records.settlement import ChainReport, ItemContent
from desktop_app.records.state import State
from desktop_app.services import report
from desktop_app.services.who import who
from desktop_app.store.ledger import Ledger

_PAGE = 1000

__all__ = ["History", "ItemContent"]


class History:
    """Every method may raise StoreError; those on one job or item NotFoundError."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def jobs(self, *, limit: int = 50, before: int | None = None) -> list[Job]:
        """The newest jobs first; ``before`` is the number of the last one seen."""
        return await self._ledger.jobs(limit=limit, before=before)

    async def keep_plan(self, plan_id: str) -> None:
        """Keep a plan in the list of those that are to be sent later, under the name of the
        person at this computer. Raises NotFoundError."""
        await self._ledger.keep_plan(plan_id, who())

    async def stored_plan(self, plan_id: str) -> KeptPlan:
        """What is in any stored plan, kept or not. Raises NotFoundError."""
        return await self._ledger.stored_plan(plan_id)

    async def kept_plans(self, *, limit: int = 200) -> list[KeptPlan]:
        """The plans that were kept, or tried as a dry run, the newest first; sent ones too."""
        return await self._ledger.kept_plans(limit=limit)

    async def count(self) -> int:
        """How many jobs there are, dry runs too."""
        return await self._ledger.job_count()

    async def job(self, number: int) -> Job:
        """One job with its account."""
        return await self._ledger.job(number)

    async def items(
        self,
        number: int,
        *,
        states: Sequence[State] = (),
        limit: int = 200,
        after: int | None = None,
    ) -> list[Item]:
        """Items of a job in the order of the plan; none of ``states`` means all."""
        return await self._ledger.items(number, states=states, limit=limit, after=after)

    async def item(self, item: int) -> Item:
        """One item as it is now."""
        return await self._ledger.item(item)

    async def attempts(self, item: int) -> list[Attempt]:
        """All exchanges for an item, oldest first."""
        return await self._ledger.attempts(item)

    async def content(self, item: int) -> ItemContent:
        """The exact bytes of an item: payload, envelope, last answer."""
        return await self._ledger.content(item)

    async def last(self, title: str, flow: str) -> Item | None:
        """The newest item of a title for a flow of which an attempt was made, or None."""
        return await self._ledger.last(title, flow)

    async def for_title(
        self, title: str, *, limit: int = 200, before: int | None = None
    ) -> list[Item]:
        """Everything submitted about a title, newest first; ``before`` is an item's id."""
        return await self._ledger.for_title(title, limit=limit, before=before)

    async def export(self, number: int) -> bytes:
        """A job's account and items as CSV in UTF-8, safe to open in a spreadsheet."""
        job = await self._ledger.job(number)
        items: list[Item] = []
        while True:
            after = items[-1].id if items else None
            page = await self._ledger.items(number, limit=_PAGE, after=after)
            items.extend(page)
            if len(page) < _PAGE:
                numbers = [each.id for each in items]
                covers = await self.cover_words(numbers)
                return report.csv_bytes(job, items, covers, await self.override_reasons(numbers))

    async def cover_words(self, items: Sequence[int]) -> dict[int, str]:
        """For items that carry a chosen cover: who chose it, when and why."""
        return await self._ledger.cover_words(items)

    async def override_reasons(self, items: Sequence[int]) -> dict[int, dict[str, str]]:
        """For items that went on a person's word: rule to the reason that was given."""
        return await self._ledger.override_reasons(items)

    async def verify(self) -> ChainReport:
        """Whether every item that ended still says what it said then."""
        return await self._ledger.verify()
