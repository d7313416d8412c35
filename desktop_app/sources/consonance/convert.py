"""How does a work of an answer become records? One for each product; what is absurd is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.records.aside import Aside, pack
from desktop_app.records.document import canonical
from desktop_app.records.title import Record, SourceKind
from desktop_app.records.wire import plain
from desktop_app.records.written import Written, hash_together
from desktop_app.sources import Skipped
from desktop_app.sources.consonance.answers import Fault
from desktop_app.sources.consonance.plainly import product_of, work_of
from desktop_app.sources.consonance.shapes import AbsurdError


@dataclass
class Taken:
    """What came of some works or products. ``named`` is False once a record was lost whose
    number is not known: then nobody can say what is gone."""

    records: list[Record] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    named: bool = True

    def skip(self, number: Any, reason: str, owner: str) -> None:
        """Leave a product out; ``owner`` names it when it has no number itself."""
        text = str(number) if isinstance(number, int | str) else ""
        if text.isascii() and text.isdigit():
            self.skipped.append(Skipped(f"product:{text}", reason))
        else:
            self.skipped.append(Skipped(owner, reason))
            self.named = False


def take_work(raw: Any, faults: Iterable[Fault], into: Taken) -> None:
    """All products of one work; ``faults`` have paths that begin inside the work."""
    if not isinstance(raw, Mapping):
        into.skip(None, _lost(faults, "A work came without any data."), "a work without number")
        return
    owner = f"work:{plain(raw.get('id', 'without number'), 30)}"
    products = raw.get("products")
    if not isinstance(products, list):
        into.skip(None, _lost(faults, "The products of the work are missing."), owner)
        return
    struck = _by_product(faults)
    whole = struck.get(None, "")
    work = _Told({}, "{}", b"")
    try:
        work = _told(raw)
    except AbsurdError as fault:
        whole = whole or str(fault)
    for place, product in enumerate(products):
        reason = whole or struck.get(place, "")
        if reason or not isinstance(product, Mapping):
            number = product.get("id") if isinstance(product, Mapping) else None
            into.skip(number, reason or "A product came without any data.", owner)
        else:
            take_product(product, work, owner, into)


@dataclass(frozen=True, slots=True)
class _Told:
    """A work: its document, the text of that, and all that was told of it, packed; None when not
    all was asked for."""

    document: Mapping[str, Any]
    text: str
    packed: bytes | None


def _told(raw: Any, *, whole: bool = True) -> _Told:
    document = work_of(raw)
    return _Told(document, canonical(document), _packed(raw, "products") if whole else None)


def take_product(raw: Mapping[str, Any], work: _Told, owner: str, into: Taken) -> None:
    """One product with its work."""
    try:
        document = product_of(raw)
    except AbsurdError as fault:
        into.skip(raw.get("id"), str(fault), owner)
        return
    texts = Written(canonical(document), work.text)
    mark = hash_together(document, work.document, texts)
    document["work"] = work.document
    into.records.append(
        Record(
            f"product:{document['id']}",
            f"work:{work.document['id']}",
            SourceKind.CONSONANCE,
            document,
            mark,
            None if work.packed is None else Aside(_packed(raw, "work"), work.packed),
            texts,
        )
    )


def take_single(raw: Mapping[str, Any], number: str, into: Taken, *, whole: bool = True) -> None:
    """One product that was asked for alone, with its work inside; ``whole``: for all of it."""
    try:
        work = _told(raw.get("work"), whole=whole)
    except AbsurdError as fault:
        into.skip(number, str(fault), "")
        return
    take_product(raw, work, f"product:{number}", into)


def _packed(raw: Mapping[str, Any], nested: str) -> bytes:
    """All that was told of one thing, without the other thing that hangs on it."""
    return pack({name: each for name, each in raw.items() if name != nested})


def _by_product(faults: Iterable[Fault]) -> dict[int | None, str]:
    """Why which product cannot be had; None stands for the work itself."""
    found: dict[int | None, str] = {}
    for each in faults:
        inside = len(each.path) > 1 and each.path[0] == "products"
        place = each.path[1] if inside and isinstance(each.path[1], int) else None
        found.setdefault(place, each.words)
    return found


def _lost(faults: Iterable[Fault], otherwise: str) -> str:
    return next((each.words for each in faults), otherwise)
