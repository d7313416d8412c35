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


async def capabilities(arguments: argparse.Namespace, output: Output) -> int:
    """A line for each capability; what a loss touches stands under it."""
    from desktop_app.services.capability_words import as_text
    from desktop_app.services.unopened import capabilities_of

    home = home_of(arguments)
    settings = Settings.load(home)
    if arguments.name:
        arguments.profile = arguments.name
    profile = profile_of(arguments, settings)
    account = await capabilities_of(home, profile)
    names = {flow.name: flow.destination for flow in profile.flows}
    output.one({"profile": profile.name, **_document(account)}, as_text(account, names.__getitem__))
    return OK


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
