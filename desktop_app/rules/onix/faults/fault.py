"""What does one rule of ONIX look at, and how heavy is what it finds?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from desktop_app.records.payload import Severity
from desktop_app.rules.checks.case import Case, Finding
from desktop_app.rules.onix.tree import Tree

Looks: TypeAlias = Callable[[Tree, Case], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule: its name, what people call it, what it asks for in a sentence, its usual weight,
    and the look."""

    name: str
    title: str
    words: str
    severity: Severity
    looks: Looks


_all: dict[str, Fault] = {}
ALL: Mapping[str, Fault] = _all
"""Every rule by name, in the order in which they are tried."""


def fault(
    name: str, title: str, words: str, severity: Severity = Severity.BLOCKER
) -> Callable[[Looks], Looks]:
    """Keep a function as the rule ``onix-name``."""

    def keep(looks: Looks) -> Looks:
        _all[f"onix-{name}"] = Fault(f"onix-{name}", title, words, severity, looks)
        return looks

    return keep


def short(value: str, most: int = 40) -> str:
    """A value as a sentence shows it."""
    return value if len(value) <= most else value[: most - 1] + "…"
