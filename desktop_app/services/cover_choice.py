"""Which front cover is meant where a title has several? A person says, and it is kept.

A choice holds for the set that the person saw: the same resources with the same files. It is
looked at again whenever the files are measured.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop_app import rules
from desktop_app.records.cover import CoverCandidate, CoverChoice
from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.rules.mapping import covers as cover_rules
from desktop_app.services.assets import approval_words
from desktop_app.services.who import who

if TYPE_CHECKING:
    from desktop_app.records.title import Record
    from desktop_app.services.covers import Covers
    from desktop_app.services.look_up import LookUp
    from desktop_app.store.ledger import Ledger

_LONGEST_REASON = 300
_SHORTEST_HASH = 8


@dataclass(frozen=True, slots=True)
class Contest:
    """The front covers that might be meant, measured, with what was chosen among them.

    ``choice`` is the newest one that was not taken back; ``ended`` says in a few words why it
    does not hold any more, "" while it does.
    """

    title: str
    candidates: tuple[CoverCandidate, ...]
    choice: CoverChoice | None = None
    ended: str = ""

    @property
    def open(self) -> bool:
        """Whether a person has to choose before a cover can go."""
        return len(self.candidates) > 1 and not self.used

    @property
    def used(self) -> str:
        """The resource that goes by a choice; "" where none does."""
        holds = self.choice is not None and not self.ended and len(self.candidates) > 1
        return self.choice.resource if holds and self.choice is not None else ""


class CoverChoices:
    """Every method may raise NotFoundError for a title that is not here, and StoreError.

    ``hold`` looks again at what waits to be sent, because another cover makes another payload.
    """

    def __init__(
        self,
        look_up: LookUp,
        covers: Covers,
        ledger: Ledger,
        hold: Callable[[], Awaitable[str]],
        *,
        writable: bool,
    ) -> None:
        self._look_up = look_up
        self._covers = covers
        self._ledger = ledger
        self._hold = hold
        self._writable = writable

    async def contest(self, title_id: str) -> Contest:
        """The candidates of a title, downloaded, measured and hashed, and the choice.

        What the measuring shows is noted, so that a choice ends everywhere when a file moved.
        """
        record = await self._look_up.record(title_id)
        entries = rules.cover_candidates(record.document)
        choice = (await self._ledger.cover_choices([title_id])).get(title_id)
        if len(entries) < 2:
            return Contest(title_id, tuple(_told(record, each) for each in entries), choice)
        measured = await self._measured(record, entries)
        if choice is None:
            return Contest(title_id, measured)
        now = {each.resource: (each.url, each.sha256) for each in measured if each.sha256}
        held, choice = choice, replace(choice, seen={**choice.seen, **now})
        ended = rules.choice_moved(choice, entries)
        if self._writable and self._ledger.db.writable:
            known = {each.resource for each in choice.candidates}
            seen = {name: each for name, each in now.items() if name in known}
            await self._ledger.see_covers(title_id, seen)
            if ended and not rules.choice_moved(held, entries):
                # The measuring itself ended it: what waits with this cover must not go.
                await self._hold()
        return Contest(title_id, measured, choice, ended)

    async def history(self, title_id: str) -> list[CoverChoice]:
        """Everything that was chosen or taken back for a title, newest first."""
        return await self._ledger.cover_history(title_id)

    async def choose(
        self,
        title_id: str,
        resource: str,
        reason: str,
        looked_at: Sequence[CoverCandidate] = (),
    ) -> Contest:
        """Keep that this one is meant. ``resource`` is its number, address or SHA-256;
        ``looked_at`` the candidates that the person had in front of them, if any.

        Raises UsageError without a reason, where there is nothing to choose, for a file that
        cannot be had, and where the candidates are not those any more that were looked at;
        NotFoundError for one that is no candidate.
        """
        why = _reason(reason)
        contest = await self.contest(title_id)
        if looked_at and _others(looked_at, contest.candidates):
            raise UsageError(
                "The front covers are not those any more that were shown here.",
                not_done="Nothing was chosen.",
                next_step="Look at them again, then choose.",
            )
        if len(contest.candidates) < 2:
            raise UsageError(
                f"{title_id} has {len(contest.candidates)} front covers that might be meant.",
                not_done="Nothing was chosen.",
                next_step="Choose only where there are several.",
            )
        chosen = _find(contest, resource)
        if chosen.problem:
            raise UsageError(
                f"The file of {chosen.filename or chosen.resource} cannot be looked at: "
                f"{chosen.problem}",
                not_done="It was not chosen.",
                next_step="Mend the file in Consonance, then refresh this title.",
            )
        await self._ledger.choose_cover(title_id, chosen.resource, contest.candidates, why, who())
        await self._hold()
        return await self.contest(title_id)

    async def clear(self, title_id: str, reason: str = "") -> Contest:
        """Take the choice back; the problem returns. Raises UsageError where there is none."""
        contest = await self.contest(title_id)
        if contest.choice is None:
            raise UsageError(
                f"No cover was chosen for {title_id}.", not_done="Nothing was changed."
            )
        await self._ledger.choose_cover(
            title_id, "", contest.candidates, reason.strip()[:_LONGEST_REASON], who()
        )
        await self._hold()
        return await self.contest(title_id)

    async def _measured(
        self, record: Record, entries: list[Mapping[str, Any]]
    ) -> tuple[CoverCandidate, ...]:
        told = [_told(record, each) for each in entries]
        found = await asyncio.gather(
            *(asyncio.wrap_future(self._covers.facts(each.url)) for each in told)
        )
        return tuple(
            replace(
                each, bytes=facts.bytes, width=facts.width, height=facts.height,
                content_type=facts.content_type, sha256=facts.sha256, problem=facts.problem,
            )
            for each, facts in zip(told, found, strict=True)
        )  # fmt: skip


def _told(record: Record, entry: Mapping[str, Any]) -> CoverCandidate:
    size = entry.get("fileSize")
    return CoverCandidate(
        resource=cover_rules.name_of(entry),
        url=str(entry.get("url") or ""),
        filename=str(entry.get("filename") or ""),
        created=str(entry.get("createdAt") or ""),
        told_bytes=size if isinstance(size, int) else 0,
        approval=approval_words(record.id, entry),
    )


def _others(before: Sequence[CoverCandidate], now: Sequence[CoverCandidate]) -> bool:
    """Whether these are other files than before, as far as they could be looked at."""
    then = {each.resource: each.sha256 for each in before}
    here = {each.resource: each.sha256 for each in now}
    return then.keys() != here.keys() or any(
        here[name] and sha256 and here[name] != sha256 for name, sha256 in then.items()
    )


def _find(contest: Contest, wanted: str) -> CoverCandidate:
    wanted = wanted.strip()
    for each in contest.candidates:
        by_hash = len(wanted) >= _SHORTEST_HASH and each.sha256.startswith(wanted.lower())
        if wanted and (wanted in (each.resource, each.url) or by_hash):
            return each
    names = ", ".join(f"{each.resource} ({each.filename})" for each in contest.candidates)
    raise NotFoundError(
        f"{wanted or 'Nothing'} is no front cover of {contest.title} that might be meant.",
        not_done="Nothing was chosen.",
        next_step=f"Choose one of {names}.",
    )


def _reason(given: str) -> str:
    said = " ".join(given.split())
    if not said:
        raise UsageError("A choice needs a reason.", not_done="Nothing was chosen.")
    if len(said) > _LONGEST_REASON:
        raise UsageError(
            f"The reason is longer than {_LONGEST_REASON} characters.",
            not_done="Nothing was chosen.",
        )
    return said


__all__ = ["Contest", "CoverCandidate", "CoverChoice", "CoverChoices"]
