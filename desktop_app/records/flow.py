"""A flow: purpose, destination, format and how to reach it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from desktop_app.records.onix import PLAIN, OnixSettings

MOST_MINUTES = 7 * 24 * 60
"""A profile is refreshed by itself at least once a week, or not at all."""


class Style(StrEnum):
    CONTRACT = "contract"
    WEBHOOK = "webhook"


class Acknowledgement(StrEnum):
    """What a plain webhook promises to tell: nothing, a run to ask for, or a result per record."""

    NONE = "none"
    RUN = "run"
    RECORD = "record"


class Audience(StrEnum):
    INTERNAL = "internal"
    TRADE = "trade"
    PUBLIC = "public"


class Environment(StrEnum):
    DEMO = "demo"
    SANDBOX = "sandbox"
    STAGING = "staging"
    PRODUCTION = "production"


class SafeMode(StrEnum):
    READ_ONLY = "read_only"
    DIRECT = "direct"
    CONFIRM = "confirm"
    CONFIRM_AND_TYPE = "confirm_and_type"


PURPOSES = {
    1: "Title metadata",
    2: "Workflow status",
    3: "Approved assets",
    4: "Rights and royalties",
    5: "Print and fulfilment",
    6: "Contributors and vendors",
    7: "Milestones",
}

NEVER_RESENT_ALONE = frozenset({4, 5})
"""Purposes whose ambiguous answers wait for a person: finance and print."""

# format -> (purpose, kind of subject)
FORMATS: dict[str, tuple[int, str]] = {
    "item-json": (1, "product"),
    "onix-3.0": (1, "product"),
    "onix-3.1": (1, "product"),
    "milestone-event": (7, "milestone"),
    "item-csv": (1, "product"),
    "workflow-event": (2, "milestone"),
    "status-snapshot": (2, "product"),
    "asset-package": (3, "product"),
    "contract-terms": (4, "contract"),
    "payment-milestones": (4, "contract"),
    "print-order": (5, "run"),
    "warehouse-notice": (5, "run"),
    "contributor-json": (6, "contact"),
    "contributor-vcard": (6, "contact"),
    "vendor-json": (6, "contact"),
    "milestone-calendar": (7, "milestone"),
}

INTERNAL_ONLY = frozenset(
    {"workflow-event", "status-snapshot", "contract-terms", "payment-milestones", "vendor-json"}
)
"""Formats of what only the house itself may know."""


def usual_audience(form: str) -> Audience:
    """For whom a flow of a format is unless somebody says otherwise."""
    return Audience.INTERNAL if form in INTERNAL_ONLY else Audience.TRADE


OFF = "off"
"""For a rule of a flow that is not looked at."""


@dataclass(frozen=True, slots=True)
class OwnMapping:
    """What a publisher says otherwise of a format's mapping, as text of JSON, and its SHA-256.

    It travels with the flow, so that whoever builds, in whatever process, builds by the same.
    """

    sha256: str
    text: str = field(repr=False, compare=False)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> OwnMapping:
        """As flows carry it. What is only said about it makes it no other one."""
        kept = {name: value for name, value in given.items() if name != "about"}
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        import hashlib

        return cls(hashlib.sha256(text.encode()).hexdigest(), text)

    @property
    def word(self) -> str:
        """What versions of mappings say of it."""
        return self.sha256[:8]


@dataclass(frozen=True, slots=True)
class Flow:
    """One settings record. ``url`` is only used by webhooks and may itself be a secret.

    ``market`` names a row of the market table (UK, US, EU, AU, WORLD) and says which
    currency and territory the destination needs. ``onix`` counts for formats of ONIX only, and
    ``trial`` marks their records as tests: a profile sets it for what is not production.
    ``severities`` are rules that weigh otherwise here than their purpose says, each with a
    severity or ``OFF``. ``own`` is the publisher's own mapping of the format, where one is in use;
    it is not kept with the flow's settings. ``offered`` marks a flow that an endpoint offered and
    that nobody has switched on or off yet; it changes nothing that is built or judged.
    """

    name: str
    purpose: int
    destination: str
    format: str
    style: Style = Style.CONTRACT
    audience: Audience = Audience.TRADE
    market: str = "UK"
    acknowledgement: Acknowledgement = Acknowledgement.RECORD
    url: str = ""
    enabled: bool = True
    onix: OnixSettings = PLAIN
    trial: bool = False
    severities: tuple[tuple[str, str], ...] = ()
    own: OwnMapping | None = None
    offered: bool = field(default=False, repr=False, compare=False)

    @property
    def subject_kind(self) -> str:
        """``product``, ``milestone``, ``run`` …: what one hand-off of this flow is about."""
        return FORMATS[self.format][1]

    @property
    def honours_keys(self) -> bool:
        """Whether sending the same key twice is known to have one effect."""
        return self.style is Style.CONTRACT

    @property
    def can_be_asked(self) -> bool:
        """Whether a machine can find out later what became of a key."""
        return self.style is Style.CONTRACT

    @property
    def resends_alone(self) -> bool:
        """Whether the engine may resend by itself after an ambiguous answer."""
        return self.honours_keys and self.purpose not in NEVER_RESENT_ALONE
