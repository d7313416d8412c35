"""How is a handshake written down, and read again? As JSON, without what it takes to make one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from desktop_app.sources import Ability, Handshake, Loss


def remembered(text: str | None) -> Handshake | None:
    """The handshake that was kept, however old, for those who only want to show it."""
    try:
        kept = json.loads(text or "")
        return replace(handshake_of(kept["asked"]["handshake"]), learned=str(kept["learned"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def written(handshake: Handshake) -> str:
    """A text that ``remembered`` reads."""
    kept = {"learned": handshake.learned, "asked": {"handshake": asdict(handshake)}}
    return json.dumps(kept, default=sorted)


def handshake_of(given: Mapping[str, Any]) -> Handshake:
    """From the values of JSON; raises ValueError, KeyError, TypeError or AttributeError."""
    values = dict(given)
    for name in ("words", "missing", "told"):
        values[name] = tuple(values[name])
    values["losses"] = tuple(Loss(**each) for each in values["losses"])
    values["abilities"] = frozenset(map(Ability, values["abilities"]))
    return Handshake(**values)
