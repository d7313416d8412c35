"""How is one capability shown? What is missing says what it touches; what is there stays quiet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from desktop_app.services.capabilities import Extent
from desktop_app.services.capability_words import EXTENTS, is_touching, missing, ordered, touched
from desktop_app.ui.states import Look
from desktop_app.ui.widgets.lines import Cell, Line, Run

if TYPE_CHECKING:
    from desktop_app.services.capabilities import Account, Capability

_ICONS = {Extent.NONE: "cross", Extent.PART: "minus", Extent.WHOLE: "tick"}
_UNFELT = "No destination and no rule needs it."


def found(account: Account, words: str, destination: Callable[[str], str]) -> list[Capability]:
    """The capabilities that have every word somewhere, the missing ones first."""
    wanted = words.casefold().split()
    return [
        item
        for item in ordered(account)
        if not wanted or _has(_all_words(item, destination).casefold(), wanted)
    ]


def grouped(
    items: Sequence[Capability], destination: Callable[[str], str], whole: Collection[str] = ()
) -> list[Line]:
    """The rows under a head for what several in a row have in common, said once. Those named in
    ``whole`` tell every field."""
    lines: list[Line] = []
    for (extent, words), group in groupby(items, lambda item: (item.extent, item.words)):
        found = list(group)
        several = len(found) > 1
        if several:
            lines.append(_head(extent, words, len(found)))
        lines += [
            line(each, destination, whole=each.name in whole, headed=several) for each in found
        ]
    return lines


def _head(extent: Extent, words: str, count: int) -> Line:
    title = f"{EXTENTS[extent]}, {count}"
    cells = (Cell(((Run(title, "ink", "text", 600),),)), Cell(), Cell(((Run(words, "ink"),),)))
    return Line(cells, f"{title}: {words}", f"{title}: {words}")


def line(
    item: Capability,
    destination: Callable[[str], str],
    *,
    whole: bool = False,
    headed: bool = False,
) -> Line:
    """The row; with ``whole`` it names every field. Where it is ``headed`` the head over it says
    what it has in common with its neighbours."""
    if item.extent is Extent.WHOLE:
        return _quiet(item, headed=headed)
    told = _told(item, destination, whole=whole)
    pair = "changed" if is_touching(item) else "neutral"
    look = Look(_ICONS[item.extent], EXTENTS[item.extent], pair)
    first = () if headed else ((Run(item.words),),)
    more = tuple((Run(each, "ink2", "caption"),) for each in told)
    cells = (Cell(look=look), Cell(((Run(item.name, weight=600),),)), Cell((*first, *more)))
    spoken = f"{look.word}: {item.name}. {item.words} {' '.join(told)}"
    return Line(cells, spoken, spoken, key=item)


def _quiet(item: Capability, *, headed: bool) -> Line:
    look = Look("", EXTENTS[item.extent], "")
    name = (Run(item.name, "ink2"),)
    words = () if headed else ((Run(item.words, "ink3", "caption"),),)
    spoken = f"{look.word}: {item.name}. {item.words}"
    return Line((Cell(look=look), Cell((name,)), Cell(words)), spoken, spoken, key=item)


def _told(item: Capability, destination: Callable[[str], str], *, whole: bool) -> list[str]:
    told = touched(item, destination, whole=whole) or ([_UNFELT] if item.lost else [])
    if item.lost:
        told.append(f"Missing: {missing(item, whole=whole)}")
    return told


def _all_words(item: Capability, destination: Callable[[str], str]) -> str:
    fields = " ".join(f"{each.path} {each.field}" for each in item.lost)
    told = " ".join(touched(item, destination, whole=True))
    return f"{EXTENTS[item.extent]} {item.name} {item.words} {told} {fields}"


def _has(text: str, wanted: list[str]) -> bool:
    return all(each in text for each in wanted)
