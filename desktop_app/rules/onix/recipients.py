"""What does one recipient ask for beyond the schema? Tables in ``resources/rules`` say it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop_app.records.payload import Severity
from desktop_app.records.resources import resource_text
from desktop_app.rules.checks.case import Finding
from desktop_app.rules.onix.faults.fault import short
from desktop_app.rules.onix.tree import Tree

FILE = "onix_recipients.v1.json"

Wanting = Callable[[Tree, Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a recipient asks for. ``wanting`` gives "" where it is met, else what is there."""

    rule: str
    given: Mapping[str, Any]
    wanting: Wanting
    severity: Severity

    @property
    def words(self) -> str:
        """As what follows the recipient's name."""
        needs = any(kind in self.given for kind in ("any", "each", "count"))
        return f"needs {self.given['says']}" if needs else str(self.given["says"])


@dataclass(frozen=True, slots=True)
class Recipient:
    """``name`` is how people know it."""

    key: str
    name: str
    asks: tuple[Ask, ...]


def look(tree: Tree, key: str) -> Iterator[tuple[str, Severity, Finding]]:
    """What the recipient would miss: rule, usual severity and finding. None for no recipient."""
    recipient = recipients().get(key)
    for ask in recipient.asks if recipient else ():
        said = ask.wanting(tree, ask.given)
        if said and recipient:
            given = ask.given
            words = f"{recipient.name} {said}."
            yield (
                ask.rule,
                ask.severity,
                Finding(given["field"], words, given["fix"], given["owner"]),
            )


@cache
def recipients() -> Mapping[str, Recipient]:
    """All recipients that have rules; raises ValueError for a table that cannot be used."""
    table = json.loads(resource_text("rules", FILE))["recipients"]
    return {key: Recipient(key, entry["name"], _asks(key, entry)) for key, entry in table.items()}


@cache
def titles() -> Mapping[str, str]:
    """Rule to what people call it: one name, whoever the recipient is."""
    named = json.loads(resource_text("rules", FILE))["titles"]
    return {f"recipient-{name}": str(title) for name, title in named.items()}


def _asks(key: str, entry: Mapping[str, Any]) -> tuple[Ask, ...]:
    made = []
    for each in entry["rules"]:
        kind = next((name for name in KINDS if name in each), "")
        lacking = {"id", "says", "fix", "owner", "field", "severity"} - each.keys()
        if not kind or lacking:
            raise ValueError(f"{FILE}: a rule of {key} says nothing that can be looked at: {each}")
        rule = f"recipient-{each['id']}"
        made.append(Ask(rule, each, KINDS[kind], Severity(each["severity"])))
    return tuple(made)


def _any(tree: Tree, given: Mapping[str, Any]) -> str:
    there = any(tree.all(path) for path in given["any"])
    return "" if there else f"needs {given['says']}, which is missing"


def _each(tree: Tree, given: Mapping[str, Any]) -> str:
    for element in tree.all(given["each"]):
        if not all(tree.all(name, element) for name in given["has"]):
            return f"needs {given['says']}"
    return ""


def _none(tree: Tree, given: Mapping[str, Any]) -> str:
    return str(given["says"]) if tree.all(given["none"]) else ""


def _most(tree: Tree, given: Mapping[str, Any]) -> str:
    longest = max((len(each) for each in tree.said(given["path"])), default=0)
    return f"{given['says']}; this has {longest}" if longest > given["most"] else ""


def _only(tree: Tree, given: Mapping[str, Any]) -> str:
    others = [each for each in tree.said(given["path"]) if each not in given["only"]]
    return f"{given['says']}, not {short(others[0])}" if others else ""


def _count(tree: Tree, given: Mapping[str, Any]) -> str:
    found = len(tree.all(given["path"]))
    return f"needs {given['says']}, not {found}" if found != given["count"] else ""


def _never(tree: Tree, given: Mapping[str, Any]) -> str:
    wrong = tree.said(given["path"])
    wrong = [each for each in wrong if re.search(given["never"], each)]
    return f"{given['says']}, not “{short(wrong[0])}”" if wrong else ""


KINDS: Mapping[str, Wanting] = {
    "any": _any,
    "each": _each,
    "none": _none,
    "most": _most,
    "only": _only,
    "count": _count,
    "never": _never,
}
"""The member of a rule that says what kind of rule it is."""
