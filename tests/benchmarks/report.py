"""What a benchmark found: a ratio against a reference of the same run, and the limit for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Finding:
    """``measured`` and ``reference`` have the unit ``unit``; ``limit`` is for their ratio, or for
    the measured value itself where there is no reference."""

    name: str
    measured: float
    unit: str
    limit: float
    reference: float | None = None
    at_least: bool = False

    @property
    def judged(self) -> float:
        return self.measured / self.reference if self.reference else self.measured

    @property
    def holds(self) -> bool:
        return self.judged >= self.limit if self.at_least else self.judged <= self.limit

    def line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        against = f"{self.reference:.1f} {self.unit}" if self.reference else "–"
        ratio = f"{self.judged:.2f}" if self.reference else "–"
        verdict = "holds" if self.holds else "MISSED"
        measured = f"{self.measured:.1f} {self.unit}"
        limit = f"{sign} {self.limit:g}"
        return f"{self.name:<52} {measured:>14} {against:>14} {ratio:>7} {limit:>8}  {verdict}"


def table(findings: Sequence[Finding]) -> str:
    head = f"{'what':<52} {'measured':>14} {'reference':>14} {'ratio':>7} {'limit':>8}"
    return "\n".join([head, *(each.line() for each in findings)])


def p95(values: Sequence[float]) -> float:
    """The 95th percentile of at least two values."""
    return quantiles(values, n=20, method="inclusive")[-1]
