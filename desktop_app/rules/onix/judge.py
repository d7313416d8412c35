"""What is wrong with one <Product>? The schema, our own rules, and those of its recipient."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desktop_app.records.payload import Problem, Severity
from desktop_app.rules.checks.case import EDITORIAL, Case, Finding, unknown
from desktop_app.rules.onix import recipients, schema
from desktop_app.rules.onix.faults import content, identity, money
from desktop_app.rules.onix.faults.fault import ALL, short
from desktop_app.rules.onix.tree import Tree, name_of

SCHEMA = "onix-schema"
XML = "onix-xml"
_MODULES = (identity, money, content)
"""Importing them is what fills ``ALL``."""

_SPACE = re.compile(r"\{[^}]*\}")
_VALUE = re.compile(r"[Tt]he value '(.*?)' ", re.DOTALL)
_SAID = re.compile(r"Element '([^']*)'")


def judge(case: Case, said: Iterable[Problem] = ()) -> Iterator[Problem]:
    """Every problem of the bytes of a payload. What ``said`` blocks already is not said again."""
    told = {each.field for each in said if each.severity is Severity.BLOCKER}
    own = _severities(case)
    try:
        tree = Tree(case.payload.data)
    except ValueError as error:
        words = f"The record would not be XML: {short(str(error), 120)}."
        yield _problem(XML, Severity.BLOCKER, Finding("", words, _REPORT, EDITORIAL))
        return
    for name, each in ALL.items():
        for found in each.looks(tree, case):
            if not found.field or found.field not in told:
                yield _problem(name, own.get(name) or found.severity or each.severity, found)
    for finding in _by_schema(tree, case):
        weight = finding.severity or own.get(SCHEMA) or Severity.BLOCKER
        yield _problem(SCHEMA, weight, finding)
    for name, severity, finding in recipients.look(tree, case.flow.onix.recipient):
        yield _problem(name, own.get(name) or severity, finding)


def weighable(recipient: str) -> Iterator[tuple[str, str, Severity]]:
    """Every rule that may weigh otherwise for a flow with this recipient ("" for none): its name,
    what it asks for, and its usual weight."""
    yield SCHEMA, words(SCHEMA), Severity.BLOCKER
    for name, each in ALL.items():
        yield name, each.words, each.severity
    asked = recipients.recipients().get(recipient)
    for ask in asked.asks if asked else ():
        yield ask.rule, f"{asked.name if asked else ''} {ask.words}.", ask.severity


def title(rule: str) -> str:
    """What people call a rule of ONIX or of a recipient; "" for any other."""
    if rule in ALL:
        return ALL[rule].title
    return _TITLES.get(rule, "") or recipients.titles().get(rule, "")


_TITLES = {SCHEMA: "Schema of ONIX", XML: "XML without fault"}


def words(rule: str) -> str:
    """What a rule asks for, in one sentence."""
    if rule in ALL:
        return ALL[rule].words
    return {
        SCHEMA: "The record fits the schema of its release of ONIX.",
        XML: "The record is XML.",
    }.get(rule, "The recipient asks for it.")


def _severities(case: Case) -> Mapping[str, Severity]:
    known = {each.value for each in Severity}
    return {rule: Severity(word) for rule, word in case.flow.onix.severities if word in known}


def _problem(rule: str, severity: Severity, finding: Finding) -> Problem:
    return Problem(rule, severity, finding.field, finding.message, finding.fix, finding.owner)


def _by_schema(tree: Tree, case: Case) -> Iterator[Finding]:
    known = schema.schema(tree.release, tree.tags.value)
    if known is None:
        yield unknown(
            "",
            f"The schema of ONIX {tree.release} is not installed, so the record was not held "
            "against it.",
            "Install Colophon again with its package onixcheck, which holds the schemas.",
            EDITORIAL,
        )
        return
    if known.validate(tree.element):
        return
    met: set[str] = set()
    for error in list(known.error_log):  # type: ignore[call-overload]
        said = _sentence(tree, str(error.message))
        if said not in met:
            met.add(said)
            yield Finding(_field(tree, case, str(error.path or "")), said, _FIX, EDITORIAL)


_FIX = (
    "In Consonance, correct the value. If it is right there, report this as a fault of Colophon, "
    "with the bytes from the preview."
)
_REPORT = "Report this as a fault of Colophon, with the bytes from the preview."


def _sentence(tree: Tree, message: str) -> str:
    """What the parser of schemas says, under reference names and without namespaces."""
    plain = _SPACE.sub("", message)
    element = _SAID.search(plain)
    name = _name(element[1]) if element else "The record"
    value = _VALUE.search(plain)
    if value and ("enumeration" in plain or "not an element of the set" in plain):
        return (
            f"{name} would say “{short(value[1])}”, which is no code of ONIX {tree.release} there."
        )
    if value:
        return (
            f"{name} would say “{short(value[1])}”, which ONIX {tree.release} does not take there."
        )
    if "This element is not expected" in plain or "Missing child" in plain:
        wanted = re.search(r"Expected is (?:one of )?\( (.*?) \)", plain)
        names = ", ".join(_name(each) for each in wanted[1].split(", ")[:4]) if wanted else "more"
        return f"{name} stands where ONIX {tree.release} wants {names}."
    return f"ONIX {tree.release} does not take this: {short(plain, 160)}"


def _name(tag: str) -> str:
    return name_of(tag.strip("'"))


def _field(tree: Tree, case: Case, path: str) -> str:
    """The source of the row whose element the schema refuses, where one row has that element."""
    found: Any = tree.element.xpath(path) if path.startswith("/") else []
    if not isinstance(found, list) or not found or not hasattr(found[0], "tag"):
        return ""
    name, value = name_of(found[0].tag), (found[0].text or "").strip()
    for row in case.payload.rows:
        if row.target.rpartition(".")[2] == name and row.value == value:
            return row.source.partition(" by ")[0]
    return ""
