"""Would a plan still go where it was reviewed to go? Its flows are held against the settings.

A flow may keep its name and its payloads and lead elsewhere by now. Of an address only the host is
kept in words, because the rest of a webhook's address may be as good as a password.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from desktop_app.records.flow import Flow, Style
from desktop_app.records.plan import Plan
from desktop_app.settings.profiles import Profile

_MARK = " #"
_KINDS = {Style.WEBHOOK: "a webhook", Style.CONTRACT: "xConnector"}


def ways_of(flows: Iterable[Flow], profile: Profile) -> dict[str, str]:
    """How each flow reaches its endpoint: words, and a mark that moves with the whole address."""
    return {flow.name: _way(flow, profile) for flow in flows}


def moved_ways(plan: Plan, flows: Iterable[str], profile: Profile) -> tuple[str, ...]:
    """A sentence for each of these flows that leads elsewhere than when the plan was made.

    Nothing of a flow that is gone, nor of a plan from before ways were kept.
    """
    wanted = set(flows)
    found = (moved_way(each, plan.ways, profile) for each in profile.flows if each.name in wanted)
    return tuple(f"{words[0].upper()}{words[1:]}." for words in found if words)


def moved_way(flow: Flow, then: Mapping[str, str], profile: Profile) -> str:
    """Why this flow does not lead where it led by ``then``, as part of a sentence, or ""."""
    way = _way(flow, profile)
    if then.get(flow.name, way) == way:
        return ""
    before, after = (each.partition(_MARK)[0] for each in (then[flow.name], way))
    places = f"within {after}" if before == after else f"from {before} to {after}"
    return f"the address of {flow.name} has changed since it was reviewed, {places}"


def _way(flow: Flow, profile: Profile) -> str:
    address = flow.url if flow.style is Style.WEBHOOK else profile.xconnector_url
    mark = hashlib.sha256(address.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{_KINDS[flow.style]}{_at(address)}{_MARK}{mark}"


def _at(address: str) -> str:
    try:
        found = urlsplit(address.strip())
        port = f":{found.port}" if found.port else ""
    except ValueError:
        return ""
    return f" at {found.hostname}{port}" if found.hostname else ""
