"""Which colours and sizes may the window use? Those of one file, read here, and no others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from desktop_app.records.resources import resource_text


class Scheme(StrEnum):
    """The two palettes that the token file keeps."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Pair:
    """Text and background of a state, as ``#RRGGBB``."""

    ink: str
    back: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One scheme of the token file. Colours are ``#RRGGBB`` (``#AARRGGBB`` with alpha)."""

    scheme: Scheme
    colours: Mapping[str, str]
    states: Mapping[str, Pair]
    environments: Mapping[str, str]
    sizes: Mapping[str, int]


@cache
def load(scheme: Scheme) -> Tokens:
    """The tokens of one scheme. Raises FileNotFoundError when the installation is incomplete."""
    raw = _raw()
    side = 0 if scheme is Scheme.LIGHT else 1
    return Tokens(
        scheme=scheme,
        colours={name: pair[side] for name, pair in raw["colours"].items()},
        states={
            name: Pair(ink=pair["ink"][side], back=pair["back"][side])
            for name, pair in raw["states"].items()
        },
        environments=raw["environments"],
        sizes=raw["sizes"],
    )


@cache
def _raw() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(resource_text("ui", "tokens.json"))
    return parsed
