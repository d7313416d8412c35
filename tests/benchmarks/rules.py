"""Titles as item JSON and as ONIX: built, judged and compared, against bare serialisation.

All titles of a sandbox in both releases and both tag styles, and what the schema refuses in them.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from lxml import etree

from desktop_app import rules
from desktop_app.records.flow import Flow
from desktop_app.records.onix import Tags
from desktop_app.records.payload import Payload, Severity
from desktop_app.records.title import Record
from desktop_app.rules.checks.case import Case
from desktop_app.rules.onix.judge import judge
from tests.benchmarks import checking, preview_paint
from tests.benchmarks.report import Finding
from tests.integration.test_onix_of_the_sandbox import records, unfit
from tests.support_onix import STYLES, built, styled
from tests.support_records import facts

_SANDBOX = 800
_CHUNK = 100
_ROUNDS = 5
_ANY = float("inf")
_SLOWER = 100.0
"""Reading a tree back as text is C code alone; all of ours may take so many times as long."""


def run(folder: Path, titles: int) -> list[Finding]:
    """Titles a second of one core, of as many as a sandbox holds; ``titles`` are checked in the
    background."""
    known = records(min(titles, _SANDBOX))
    gc.freeze()
    gc.set_threshold(20_000)  # as in the process that judges
    form, tags = STYLES[0]
    flow = styled(form, tags)
    _judged(known[:1], flow)  # the schema is compiled once in a process
    lines = _items(known)
    parts = [known[place : place + _CHUNK] for place in range(0, len(known), _CHUNK)]
    payloads = [built(each, flow) for each in known]
    trees = [etree.fromstring(each.data) for each in payloads]
    bare = _fastest(lambda: [etree.tostring(each) for each in trees]) / len(trees)
    write = _typical(parts, lambda part: [built(each, flow) for each in part])
    whole = _typical(parts, lambda part: _judged(part, flow))
    refused = sum(_silent(known, form, tags) for form, tags in STYLES)
    return [
        *lines,
        *checking.run(folder, titles),
        *preview_paint.run(folder, titles),
        Finding("ONIX written, titles a second", 1 / write, "/s", _ANY),
        Finding("ONIX written, schema and rules", 1 / whole, "/s", _ANY),
        Finding("ONIX whole : bare serialisation", whole * 1e6, "µs", _SLOWER, bare * 1e6),
        Finding(f"{len(known)} titles × 4 styles refused by the schema alone", refused, "", 0.0),
    ]


def _items(known: list[Record]) -> list[Finding]:
    """Item JSON with the source of every value, against ``json.dumps`` of the same output, and
    against reading that output again first, which is the least that a check of it could do."""
    flow = Flow("gardners", 1, "Gardners", "item-json")
    made = [rules.build(each, flow, each.id) for each in known]
    trees = [json.loads(each.data) for each in made]
    dumped = _fastest(lambda: [json.dumps(each, ensure_ascii=False) for each in trees])
    bare = dumped / len(known)
    build = _fastest(lambda: [rules.build(each, flow, each.id) for each in known]) / len(known)

    def whole() -> None:
        for each in known:
            payload = rules.build(each, flow, each.id)
            rules.check(each, flow, payload, facts())
            rules.compare(payload, None)

    judged = _fastest(whole) / len(known)
    return [
        Finding("item JSON with lineage, records a second", 1 / build, "/s", 3_000, at_least=True),
        Finding("item JSON with lineage : json.dumps", build * 1e6, "µs", _ANY, bare * 1e6),
        Finding("built, checked, compared, records a second", 1 / judged, "/s", _ANY),
    ]


def _judged(known: list[Record], flow: Flow) -> list[tuple[Payload, int]]:
    made = []
    for each in known:
        payload = rules.build(each, flow, each.id)
        made.append((payload, len(list(judge(Case(each, flow, payload, facts()))))))
    return made


def _silent(known: list[Record], form: str, tags: Tags) -> int:
    """Titles that the schema refuses and no other rule blocks."""
    flow = styled(form, tags)
    count = 0
    for each in unfit(known, form, tags):
        found = rules.check(each, flow, built(each, flow), facts())
        blocked = {one.rule for one in found if one.severity is Severity.BLOCKER}
        count += not blocked - {"onix-schema"}
    return count


def _typical(parts: list[list[Record]], work: Callable[[list[Record]], object]) -> float:
    """Seconds for one title: the middle of all parts, each at its quietest."""
    return median(_fastest(partial(work, part)) / len(part) for part in parts)


def _fastest(work: Callable[[], object]) -> float:
    """Seconds of this process, at the quietest of a few moments."""
    best = _ANY
    for _ in range(_ROUNDS):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best
