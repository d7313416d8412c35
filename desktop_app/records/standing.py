"""How does one subject stand at one destination? A row of the derived table."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.records.title import Verdict


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One subject and flow. ``valid_until`` is an ISO date or instant after which a dated rule
    may answer otherwise, or ""; ``baseline`` is as in ``records.title.Standing``."""

    subject: str
    title: str
    flow: str
    verdict: Verdict
    count: int
    baseline: str | None
    payload_sha256: str
    baseline_sha256: str
    rule_version: str
    valid_until: str = ""
