"""What can the Consonance of a profile give?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop_app.cli.codes import OK
from desktop_app.cli.output import Output
from desktop_app.cli.session import home_of, profile_of
from desktop_app.settings.profiles import Settings

if TYPE_CHECKING:
    from desktop_app.services.capabilities import Account, Capability

_MARKS = {"whole": "✓", "part": "◐", "none": "✕"}
_LISTED = 6


async def capabilities(arguments: argparse.Namespace, output: Output) -> int:
    """A line for each capability; what a loss touches stands under it."""
    from desktop_app.app import capabilities_of

    home = home_of(arguments)
    settings = Settings.load(home)
    if arguments.name:
        arguments.profile = arguments.name
    profile = profile_of(arguments, settings)
    account = await capabilities_of(home, profile)
    output.one({"profile": profile.name, **_document(account)}, "\n".join(_lines(account)))
    return OK


def _lines(account: Account) -> list[str]:
    lines = [f"What this Consonance can give over {account.interface}:"]
    if account.stale:
        lines.append(f"{account.stale} This is as it was on {account.learned[:10]}.")
    for each in account.items:
        lines.append(f"{_MARKS[each.extent]} {each.name}: {each.words}")
        lines += [f"    {words}" for words in _touched(each)]
    return lines


def _touched(item: Capability) -> list[str]:
    words = []
    if item.lost:
        words.append(f"missing: {_few([each.path for each in item.lost])}")
    words += [
        f"{each.words} ({each.flow}): {_few(list(each.targets))} stay empty" for each in item.flows
    ]
    words += [f"rule {each.rule} cannot be checked whole: {each.words}" for each in item.rules]
    return words


def _few(names: list[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def _document(account: Account) -> dict[str, Any]:
    return {
        "interface": account.interface,
        "learned": account.learned or None,
        "stale": account.stale,
        "words": list(account.words),
        "fields_not_used": account.added,
        "items": [_item(each) for each in account.items],
    }


def _item(item: Capability) -> dict[str, Any]:
    return {
        "name": item.name,
        "extent": item.extent.value,
        "words": item.words,
        "told": item.told,
        "lost": [
            {"path": e.path, "field": e.field, "unusable": e.unusable, "partly": e.partly}
            for e in item.lost
        ],
        "flows": [{"flow": e.flow, "targets": list(e.targets)} for e in item.flows],
        "rules": [{"rule": e.rule, "words": e.words, "flows": list(e.flows)} for e in item.rules],
    }
