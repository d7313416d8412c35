"""Why does an item of a plan have its state? One short sentence for a row."""

from __future__ import annotations

from desktop_app import rules
from desktop_app.records.instant import moment
from desktop_app.records.payload import BaselineKind, Severity
from desktop_app.records.state import State
from desktop_app.rules.checks.case import day
from desktop_app.services.judged import Judged


def reason_of(judged: Judged, state: State) -> str:
    """``price GBP +15 %``, ``first time``, ``No GBP price is effective on 2 Sep 2027.`` …"""
    if state is State.BLOCKED:
        return _blocked(judged)
    if state is State.HELD:
        return _held(judged)
    if state is State.UNCHANGED:
        return _unchanged(judged)
    return _prepared(judged)


def _blocked(judged: Judged) -> str:
    """What was found wrong comes before what nobody could look at."""
    stops = sorted(judged.stops, key=lambda each: each.severity is Severity.UNKNOWN)
    more = f" And {len(stops) - 1} more." if len(stops) > 1 else ""
    return stops[0].message + more


def _held(judged: Judged) -> str:
    if judged.line.open is State.NOT_CONFIRMED:
        return "the last send is not confirmed: check at the destination first"
    if judged.line.open_sha256 == judged.payload.sha256:
        return "the same is on its way already"
    return "an earlier item is open"


def _unchanged(judged: Judged) -> str:
    baseline = judged.baseline
    since = _day(baseline.taken_at) if baseline else ""
    assumed = baseline is not None and baseline.kind is BaselineKind.ASSUMED
    taken = "handed over" if assumed else "taken"
    return f"no changes since it was {taken}{f' on {since}' if since else ''}"


def _prepared(judged: Judged) -> str:
    if judged.baseline is None:
        return "first time"
    if judged.baseline.kind is BaselineKind.UNKNOWN:
        return "what the destination holds is not known, so all of it goes"
    if not judged.difference.known:
        return "what the destination holds cannot be compared, so all of it goes"
    return rules.in_words(judged.difference) or judged.difference.note or "its form has changed"


def _day(instant: str) -> str:
    try:
        return day(moment(instant).date())
    except ValueError:
        return ""
