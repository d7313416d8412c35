"""How is an account of what a Consonance can give told in words? What hurts comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from desktop_app.records.format_words import format_words
from desktop_app.services.capabilities import Account, Capability, Extent
from desktop_app.services.changes import field_label

EXTENTS = {Extent.NONE: "Missing", Extent.PART: "In part", Extent.WHOLE: "There"}
_FEW = 6


def ordered(account: Account) -> list[Capability]:
    """First what is missing and touches something, then what is missing, then what is there."""
    return sorted(account.items, key=_rank)


def _rank(item: Capability) -> tuple[bool, bool, bool]:
    return item.extent is Extent.WHOLE, not is_touching(item), item.extent is Extent.PART


def is_touching(item: Capability) -> bool:
    """Whether a flow or a rule feels what is missing."""
    return bool(item.flows or item.rules)


def missing(item: Capability, *, whole: bool = False) -> str:
    """The places that are missing; those within another one only when the ``whole`` is wanted."""
    paths = [each.path for each in item.lost]
    return listed(paths if whole else tops(paths), whole=whole)


def touched(
    item: Capability, destination: Callable[[str], str], *, whole: bool = False
) -> list[str]:
    """A sentence for what flows no longer get, and one for each rule that is not certain."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for flow in item.flows:
        place, _, form = flow.words.rpartition(" · ")
        groups.setdefault((form, flow.targets), []).append(place)
    words = []
    for (form, targets), places in groups.items():
        places_lost = targets if whole else tops(targets)
        names = listed(list(dict.fromkeys(_called(each) for each in places_lost)), whole=whole)
        words.append(f"{_and(places)} ({format_words(form)}): nothing or less in {names}.")
    for rule in item.rules:
        where = _and([destination(name) for name in rule.flows])
        number = f" (rule {rule.rule})" if rule.rule.isdigit() else ""
        words.append(f"Cannot be checked as a whole for {where}: {rule.words}{number}")
    return words


def summary(account: Account) -> str:
    """ "7 missing, 1 in part, 22 there." """
    counts = dict.fromkeys(Extent, 0)
    for item in account.items:
        counts[item.extent] += 1
    order = (Extent.NONE, Extent.PART, Extent.WHOLE)
    told = [f"{counts[each]} {EXTENTS[each].lower()}" for each in order if counts[each]]
    return f"{', '.join(told)}."


def as_text(account: Account, destination: Callable[[str], str]) -> str:
    """The page for a message or a file: a line for each, and under it what it touches."""
    lines = [f"What this Consonance can give over {account.interface}: {summary(account)}"]
    if account.stale:
        lines.append(f"{account.stale} This is as it was on {account.learned[:10]}.")
    for item in ordered(account):
        lines.append(f"{EXTENTS[item.extent]}: {item.name}. {item.words}")
        if item.lost:
            lines.append(f"    Missing fields: {missing(item)}")
        lines += [f"    {each}" for each in touched(item, destination)]
    return "\n".join(lines)


def tops(paths: Iterable[str]) -> list[str]:
    """Without what lies within another one of them."""
    known = set(paths)
    return [each for each in sorted(known) if not _above(each) & known]


def listed(names: Sequence[str], *, whole: bool = False) -> str:
    """The first few, and how many more."""
    more = 0 if whole else len(names) - _FEW
    if more <= 0:
        return ", ".join(names)
    return f"{', '.join(names[:_FEW])} and {more} more"


def _called(target: str) -> str:
    """A path of ONIX elements is long: its place is called as in Preview."""
    return field_label(target) if target[:1].isupper() else target


def _above(path: str) -> set[str]:
    parts = path.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}


def _and(names: Iterable[str]) -> str:
    *some, last = dict.fromkeys(names)
    return f"{', '.join(some)} and {last}" if some else last
