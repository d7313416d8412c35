"""How is it found out what a server can be asked? By its own word, by asking, or from memory.

What was found out is kept with a hash of the questions and of the server's schema. The next time
one small question that is built like the large one shows whether it still holds; after a day the
server is asked again, for it may have learned something.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from desktop_app.records.resources import resource_text
from desktop_app.sources import Memory
from desktop_app.sources.consonance import answers, schema
from desktop_app.sources.consonance.answers import Answer
from desktop_app.sources.consonance.asked import Asked, learn
from desktop_app.sources.consonance.observe import Lacks, assumed, observe, refusals
from desktop_app.sources.consonance.prune import Dropped, Question
from desktop_app.sources.kept import handshake_of, remembered

__all__ = ["Learner", "remembered"]
Ask = Callable[[str, Mapping[str, Any]], Awaitable[Answer]]
_FORM = 2
_HOLDS = timedelta(days=1)
_ROUNDS = 12
_BEYOND_ALL = 2**31 - 1
"""No work has this number: what is asked for after it is empty."""


class Learner:
    """Asks one server. ``ask`` puts a question; ``place`` names the server in sentences."""

    def __init__(self, ask: Ask, place: str, url: str, memory: Memory | None) -> None:
        self._ask = ask
        self._place = place
        self._url = url
        self._memory = memory

    async def learn(self) -> Asked:
        """The questions as the server can answer them.

        Raises SourceSchemaError when it lacks what no reading can do without, or another
        SourceError.
        """
        kept = await self._recalled()
        if kept is not None:
            return kept
        answer = await self._ask(schema.introspection(), {})
        described = answer.data is not None and isinstance(answer.data.get("__schema"), Mapping)
        if answer.data is None and not answer.faults:
            raise answers.refused(answer, self._place)
        if answer.data is not None and (described or not answer.faults):
            data = answer.data
            found = await asyncio.to_thread(lambda: learn(schema.described(data, self._place)))
            mark = _hash(json.dumps(data, sort_keys=True, default=str))
        else:
            found = await self._by_asking()
            mark = found.handshake.question
        await self._keep(found, mark)
        return found

    # -- by asking -------------------------------------------------------------------------------

    async def _by_asking(self) -> Asked:
        """Ask for all, and leave out what is refused, until nothing is."""
        lacks = Lacks()
        for _ in range(_ROUNDS):
            found = await asyncio.to_thread(_assume, lacks)
            refused = await self._refused(found)
            if refused is None:
                return found
            question, answer = refused
            faults = refusals(answer.faults)
            if not await asyncio.to_thread(observe, question.text, faults, lacks):
                break
        raise answers.refused(answer, self._place)

    async def _refused(self, asked: Asked) -> tuple[Question, Answer] | None:
        """The first of the questions that the server does not understand, if any."""
        for question in (asked.titles, asked.numbers, asked.title):
            if not question.text:
                continue
            answer = await self._ask(question.text, _nothing(question))
            if answer.data is None and refusals(answer.faults):
                return question, answer
        return None

    # -- memory ----------------------------------------------------------------------------------

    async def _recalled(self) -> Asked | None:
        if self._memory is None:
            return None
        kept = _load(await asyncio.to_thread(self._memory.recall), self._url)
        if kept is None or not kept.pages:
            return None
        answer = await self._ask(kept.titles.text, _nothing(kept.titles))
        return None if answer.data is None else kept

    async def _keep(self, asked: Asked, mark: str) -> None:
        if self._memory is not None:
            text = _dump(asked, self._url, mark)
            await asyncio.to_thread(self._memory.keep, text)


def _assume(lacks: Lacks) -> Asked:
    return learn(assumed(lacks), described=False)


def _nothing(question: Question) -> dict[str, Any]:
    """Variables for which there is no answer, but which name all that is asked with."""
    if not question.argument:
        return {}
    wanted: dict[str, Any] = {}
    for name, value in (
        ("after", _BEYOND_ALL),
        ("changedSince", "2100-01-01"),
        ("idEq", 0 if question.root == "product" else None),
    ):
        if name in question.search and value is not None:
            wanted[name] = value
    return {"search": wanted}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _ours() -> str:
    """Moves with what we ask and with how we read it."""
    files = ("fields.graphql", "aside.graphql", "titles.graphql", "title.graphql",
             "main.graphql", "numbers.graphql")  # fmt: skip
    texts = [resource_text("queries", each) for each in files]
    texts.append(resource_text("schema", "consonance.graphql"))
    return _hash(f"{_FORM}" + "".join(texts))


def _dump(asked: Asked, url: str, mark: str) -> str:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps(
        {"ours": _ours(), "server": _hash(url), "schema": mark, "learned": now,
         "asked": asdict(asked)},
        default=sorted,
    )  # fmt: skip


def _load(text: str | None, url: str) -> Asked | None:
    """What was kept, if it is of this server, of our questions, and not a day old."""
    try:
        kept = json.loads(text or "")
        learned = datetime.fromisoformat(kept["learned"])
        fits = kept["ours"] == _ours() and kept["server"] == _hash(url)
        if not fits or not timedelta() <= datetime.now(UTC) - learned < _HOLDS:
            return None
        asked = kept["asked"]
        return Asked(
            titles=_question(asked["titles"]),
            numbers=_question(asked["numbers"]),
            title=_question(asked["title"]),
            main=_question(asked["main"]),
            handshake=replace(handshake_of(asked["handshake"]), learned=kept["learned"]),
            added=int(asked["added"]),
        )
    except (ValueError, KeyError, TypeError):
        return None  # another version wrote it, or half of it: it is found out again


def _question(given: Mapping[str, Any]) -> Question:
    values = dict(given)
    values["dropped"] = tuple(Dropped(**each) for each in values["dropped"])
    values["search"] = frozenset(values["search"])
    values["asked"], values["missing"] = tuple(values["asked"]), tuple(values["missing"])
    return Question(**values)
