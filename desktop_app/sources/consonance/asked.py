"""What can this server be asked, and what does it say in another way than we know?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop_app.records.errors import SourceSchemaError
from desktop_app.records.resources import resource_text
from desktop_app.records.wire import plain
from desktop_app.sources import Ability, Handshake, Loss
from desktop_app.sources.consonance import schema
from desktop_app.sources.consonance.discover import Found, discover
from desktop_app.sources.consonance.prune import Question, prune

if TYPE_CHECKING:
    from graphql import GraphQLSchema

_ESSENTIAL = {
    "works": "Query.works",
    "works.id": "Work.id",
    "works.products": "Work.products",
    "works.products.id": "Product.id",
    "works.products.fullTitle": "Product.fullTitle",
}
_LISTED = 12
_UNABLE = {
    Ability.IN_PARTS: "This Consonance cannot be read in parts, so an interrupted reading starts "
    "again.",
    Ability.CHANGED_SINCE: "This Consonance cannot say what changed since a day, so each reading "
    "reads all titles.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions as this server can answer them. ``main`` is ``title`` without what only
    Source shows."""

    titles: Question
    numbers: Question
    title: Question
    main: Question
    handshake: Handshake
    added: int = 0

    @property
    def pages(self) -> bool:
        """Whether one can go on after a work."""
        return "after" in self.titles.search

    @property
    def single(self) -> bool:
        """Whether one product can be asked for, with its work."""
        whole = {"product.id", "product.fullTitle", "product.work.id"} <= set(self.title.asked)
        return bool(self.title.text) and whole and "idEq" in self.title.search

    def search(self, after: int, since: date | None) -> dict[str, Any]:
        """The variables of a page, as far as the server takes them."""
        wanted: dict[str, Any] = {}
        if after and "after" in self.titles.search:
            wanted["after"] = after
        if since and "changedSince" in self.titles.search:
            wanted["changedSince"] = since.isoformat()
        return {"search": wanted} if self.titles.argument else {}

    def several(self, numbers: Sequence[str], *, whole: bool = True) -> tuple[str, dict[str, Any]]:
        """One question for several products: the answer holds them as p0, p1 …"""
        asks = self.title if whole else self.main
        heads = ", ".join(f"$s{n}: {asks.search_type}" for n in range(len(numbers)))
        lines = "\n".join(
            f"p{n}: {asks.root}({asks.argument}: $s{n}) {{ ...Title }}" for n in range(len(numbers))
        )
        text = (
            f"query Several({heads}) {{\n{lines}\n}}\nfragment Title on {asks.on} {asks.selection}"
        )
        return text, {f"s{n}": {"idEq": int(each)} for n, each in enumerate(numbers)}


def learn(server: GraphQLSchema, *, described: bool = True) -> Asked:
    """Fit the questions to a server's schema; ``described``: it was the server's own word.

    Raises SourceSchemaError when it lacks a field that no reading can do without.
    """
    ours = schema.known()
    found = discover(server)
    names = ("fields.graphql", "aside.graphql")
    fields = "".join(resource_text("queries", each) for each in names) + found.fragments()
    titles, numbers, title, main = (
        prune(server, ours, text)
        for text in (
            found.into(resource_text("queries", "titles.graphql")) + fields,
            resource_text("queries", "numbers.graphql"),
            found.into(resource_text("queries", "title.graphql")) + fields,
            resource_text("queries", "main.graphql") + fields,
        )
    )
    _need(titles)
    added = schema.spread(server).added if described else 0
    made = Asked(titles, numbers, title, main, Handshake(), added)
    return replace(made, handshake=_handshake(made, found, described=described))


def _need(titles: Question) -> None:
    dropped = {each.path for each in titles.dropped if not each.partly}
    lacking = [name for path, name in _ESSENTIAL.items() if path in dropped]
    if lacking or not titles.text:
        name = lacking[0] if lacking else _ESSENTIAL["works"]
        raise SourceSchemaError(
            f"This Consonance does not have {name}, and titles cannot be read without it.",
            not_done="Nothing was read; the titles on this computer stay as they are.",
            next_step="Check that the key may read titles, look for a newer Colophon, or ask "
            "Consonance's support.",
        )


def _handshake(asked: Asked, found: Found, *, described: bool) -> Handshake:
    titles = asked.titles
    # What the server calls otherwise is not lost.
    dropped = [each for each in titles.dropped if _document_path(each.path) not in found.paths]
    words: list[str] = []
    if not described:
        words.append(
            "This Consonance does not describe what it can be asked, so Colophon found it out by "
            "asking."
        )
    news = [each for each in dropped if each.known]
    words += _sentence([each.field for each in news if not each.unusable], "does not have {}")
    words += _sentence(
        [each.field for each in news if each.unusable],
        "gives {} in a form that Colophon does not know",
    )
    if found.fields:
        called = ", ".join(plain(each, 80) for each in found.fields)
        words.append(
            f"This Consonance has {called} beyond the public description, and Colophon reads it."
        )
    abilities = _abilities(asked, described=described)
    words += [each for ability, each in _UNABLE.items() if ability not in abilities]
    return Handshake(
        words=tuple(words),
        missing=tuple(sorted({_document_path(each) for each in titles.missing})),
        question=hashlib.sha256(titles.text.encode()).hexdigest()[:16],
        losses=tuple(
            Loss(_document_path(each.path), each.field, each.unusable, each.partly)
            for each in dropped
        ),
        told=tuple(sorted({_document_path(each) for each in titles.asked if each != "works"})),
        abilities=abilities,
        by="GraphQL",
        added=asked.added,
    )


def _abilities(asked: Asked, *, described: bool) -> frozenset[Ability]:
    known = {
        Ability.DESCRIBES_ITSELF: described,
        Ability.IN_PARTS: asked.pages,
        Ability.CHANGED_SINCE: "changedSince" in asked.titles.search,
        Ability.SINGLE_TITLES: asked.single,
    }
    return frozenset(ability for ability, able in known.items() if able)


def _sentence(fields: Iterable[str], clause: str) -> list[str]:
    names = sorted({plain(each, 80) for each in fields})
    if not names:
        return []
    more = len(names) - _LISTED
    listed = ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return [
        f"This Consonance {clause.format(listed)}. What comes from there is unknown and cannot be "
        "checked here."
    ]


def _document_path(path: str) -> str:
    """``works.products.prices.amount`` is ``prices.amount``; ``works.season`` ``work.season``."""
    inner = path.removeprefix("works.")
    if inner == "products":
        return "products"
    if inner.startswith("products."):
        return inner.removeprefix("products.")
    return f"work.{inner}"
