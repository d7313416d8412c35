"""How is a plan shown to somebody who has no Colophon open? One page that loads and runs nothing.

The page is a picture: the plan with its bytes stays in the home, under its id.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TypeAlias

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import PURPOSES, Environment, Flow, SafeMode
from desktop_app.records.instant import moment
from desktop_app.records.payload import Change, FieldDifference, Problem, Severity
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.resources import resource_text
from desktop_app.records.state import WORDS, State
from desktop_app.records.title import Title
from desktop_app.services.changes import field_label
from desktop_app.services.said import Values, said
from desktop_app.services.severities import rule_name
from desktop_app.settings.profiles import Profile

_SAFE = '<meta http-equiv="Content-Security-Policy" content="{}">'
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_ACTIONS = {Action.NEW: "new", Action.UPDATE: "update"}
_MARKS = {Change.ADDED: "added", Change.CHANGED: "changed", Change.REMOVED: "removed"}
_SEVERITY = {
    Severity.BLOCKER: "Blocker",
    Severity.WARNING: "Warning",
    Severity.NOTE: "Note",
    Severity.UNKNOWN: "Cannot be checked here",
}
_LONGEST = 2000
_Matter: TypeAlias = tuple[str, str, str]
"""A flow, a rule and a person's word on it."""
_Shared: TypeAlias = Mapping[_Matter, Sequence[Problem]]


async def save(plan: Plan, titles: Mapping[str, Title], profile: Profile, path: Path) -> None:
    """Write the page whole, or leave what was there. Raises ColophonError."""
    try:
        await asyncio.to_thread(_replace, plan, titles, profile, path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ColophonError(
            f"{path.name or path} could not be written: {why}.",
            not_done=f"Plan {plan.id} is kept here, but there is no page of it.",
            next_step="Choose another folder, or make room on the disk.",
        ) from error


def _replace(plan: Plan, titles: Mapping[str, Title], profile: Profile, path: Path) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(page(plan, titles, profile))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def page(plan: Plan, titles: Mapping[str, Title], profile: Profile) -> Iterator[str]:
    """The parts of the page in order."""
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield _SAFE.format(escape(_POLICY)) + "\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f"<title>Plan {_text(plan.id)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
    yield from _head(plan, profile)
    yield from _account(plan)
    yield from _where(plan, profile)
    shared = _unchecked(plan)
    yield from _cannot(shared, profile)
    yield "<h2>Item by item</h2>\n"
    for number, item in enumerate(plan.items, 1):
        yield from _item(number, item, titles, profile, shared)
    yield "</body>\n</html>\n"


# -- the plan --------------------------------------------------------------------------------------


def _head(plan: Plan, profile: Profile) -> Iterator[str]:
    word = profile.environment.value.upper()
    colour = f"env {profile.environment.value}"
    yield f'<header>\n<p class="{colour}">{word} · profile {_text(profile.name)}</p>\n'
    yield f"<h1>Plan <code>{_text(plan.id)}</code></h1>\n"
    made = moment(plan.created).astimezone()
    yield f"<p>Made on {made.day} {made:%B %Y} at {made:%H:%M %Z}."
    yield " Nothing of it had been sent then.</p>\n"
    if plan.note:
        yield f"<p>Note: {_text(plan.note)}</p>\n"
    yield "<p>This page only shows the plan. The plan itself, with its exact bytes, is kept where "
    yield f"it was made: in that home of Colophon, in the profile {_text(profile.name)}. "
    yield "There it is sent by its id as these very bytes, or refused with the name of what has "
    yield "moved since. Another home does not know it.</p>\n"
    yield f"<pre>{_text(command(plan, profile))}</pre>\n</header>\n"


def command(plan: Plan, profile: Profile) -> str:
    """What sends the plan by its id."""
    asks = profile.safe_mode is SafeMode.CONFIRM_AND_TYPE
    wanted = asks or profile.environment is Environment.PRODUCTION
    confirm = f" --confirm {len(plan.titles)}" if wanted else ""
    name = shlex.quote(profile.name)
    return f"colophon --profile {name} send --plan {plan.id} --apply{confirm}"


def _account(plan: Plan) -> Iterator[str]:
    counts = plan.account
    yield "<h2>Account</h2>\n<table class=account>\n"
    for state in State:
        if counts.get(state.value):
            yield f"<tr><th scope=row>{WORDS[state]}</th><td>{counts[state.value]}</td></tr>\n"
    yield f"<tr class=sum><th scope=row>Selected</th><td>{counts['selected']}</td></tr>\n</table>\n"
    titles, flows = len(plan.titles), len(plan.flows)
    yield f"<p>{titles} {'title' if titles == 1 else 'titles'}, "
    yield f"{flows} {'destination' if flows == 1 else 'destinations'}.</p>\n"


def _where(plan: Plan, profile: Profile) -> Iterator[str]:
    known = {flow.name: flow for flow in profile.flows}
    yield "<h2>Where to</h2>\n<table>\n<thead><tr><th>Destination</th><th>Purpose</th>"
    yield "<th>Format</th><th>For</th><th>Flow</th></tr></thead>\n<tbody>\n"
    for name in plan.flows:
        flow = known.get(name)
        cells = _flow(flow) if flow else ("not in the settings", "", "", "")
        yield f"<tr>{''.join(f'<td>{_text(each)}</td>' for each in (*cells, name))}</tr>\n"
    yield "</tbody>\n</table>\n"
    if plan.overrides:
        yield "<h2>Confirmed by a person</h2>\n<ul>\n"
        for rule, reason in sorted(plan.overrides.items()):
            yield f"<li>Rule {_text(rule)}: {_text(reason)}</li>\n"
        yield "</ul>\n"


def _flow(flow: Flow) -> Sequence[str]:
    about = f"{flow.audience.value}, market {flow.market}"
    return flow.destination, PURPOSES.get(flow.purpose, str(flow.purpose)), flow.format, about


def _unchecked(plan: Plan) -> _Shared:
    """What cannot be checked here for several items and stops none of them: it is said once for
    a flow, because on every item it would hide what differs."""
    found: dict[_Matter, list[Problem]] = {}
    for item in plan.items:
        for each in item.problems:
            if each.severity is Severity.UNKNOWN and not each.stops:
                found.setdefault(_matter(item, each), []).append(each)
    return {matter: each for matter, each in found.items() if len(each) > 1}


def _matter(item: PlanItem, problem: Problem) -> _Matter:
    return item.flow, problem.rule, problem.confirmed


def _cannot(shared: _Shared, profile: Profile) -> Iterator[str]:
    if not shared:
        return
    yield "<h2>Cannot be checked here</h2>\n<ul>\n"
    for (flow, rule, confirmed), found in shared.items():
        more = len({each.message for each in found}) - 1
        yield f"<li>{_text(_place(flow, profile))}: {_text(found[0].message)}"
        if more:
            yield f" And {more} more like it."
        yield f" Confirmed: {_text(confirmed)}" if confirmed else f" {_text(found[0].fix)}"
        yield f" <span class=fine>{_text(rule_name(rule))}, {len(found)} items</span></li>\n"
    yield "</ul>\n"


def _place(flow: str, profile: Profile) -> str:
    return next((each.destination for each in profile.flows if each.name == flow), flow)


# -- one item --------------------------------------------------------------------------------------


def _item(
    number: int,
    item: PlanItem,
    titles: Mapping[str, Title],
    profile: Profile,
    shared: _Shared,
) -> Iterator[str]:
    first = titles.get(item.titles[0]) if item.titles else None
    name = first.title if first else item.subject
    place = _text(_place(item.flow, profile))
    yield f"<section>\n<h3>{number}. {_text(name)} <span>to {place}</span></h3>\n"
    yield f'<p><b class="state {item.state.value}">{WORDS[item.state]}'
    yield f"{_action(item)}</b> {_text(item.reason)}</p>\n"
    yield f"<p class=fine>{_about(item, first)}</p>\n"
    yield from _problems([e for e in item.problems if _matter(item, e) not in shared or e.stops])
    yield from _changes(item)
    size = len(item.payload.data)
    yield f"<p class=fine>{size} bytes, {_text(item.payload.content_type)}, sha-256 "
    yield f"<code>{_text(item.payload.sha256)}</code></p>\n</section>\n"


def _action(item: PlanItem) -> str:
    return f", {_ACTIONS[item.action]}" if item.action else ""


def _about(item: PlanItem, first: Title | None) -> str:
    parts = [item.subject, f"flow {item.flow}", item.payload.mapping_version]
    if first and first.isbn:
        parts.insert(0, f"ISBN {first.isbn}")
    if len(item.titles) > 1:
        parts.append(f"{len(item.titles)} titles lead to it")
    return " · ".join(_text(each) for each in parts if each)


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield "<ul class=problems>\n"
    for each in problems:
        weight = "stops" if each.stops else each.severity.value
        yield f'<li><b class="{weight}">{_SEVERITY[each.severity]}</b> {_text(each.message)}'
        if each.confirmed:
            yield f" Confirmed: {_text(each.confirmed)}"
        elif each.fix:
            yield f" <span class=fine>{_text(each.fix)}</span>"
        yield f" <span class=fine>{_text(rule_name(each.rule))}</span></li>\n"
    yield "</ul>\n"


def _changes(item: PlanItem) -> Iterator[str]:
    if item.state is State.UNCHANGED:
        return
    difference = item.difference
    if difference is None or not difference.known:
        rows = [each for each in item.payload.rows if each.value]
        values = {each.target: each.value for each in rows}
        yield f"<details><summary>All of it is new there: {len(rows)} values</summary>\n"
        yield "<table class=values>\n<thead><tr><th>Field</th><th>Value</th></tr></thead>"
        yield "\n<tbody>\n"
        for row in rows:
            yield f"<tr><th scope=row>{_text(row.target)}</th>"
            yield f"<td>{_text(said(row.target, row.value, values))}</td></tr>\n"
        yield "</tbody>\n</table>\n</details>\n"
        return
    moved = [each for each in difference.fields if each.state is not Change.SAME]
    if moved:
        yield "<table class=moved>\n<thead><tr><th>Field</th><th></th><th>They have</th>"
        yield "<th>Would get</th></tr>"
        yield "</thead>\n<tbody>\n"
        before = {each.target: each.before for each in difference.fields}
        after = {each.target: each.after for each in difference.fields}
        yield from (_change(each, before, after) for each in moved)
        yield "</tbody>\n</table>\n"
    if difference.note:
        yield f"<p class=fine>{_text(difference.note)}</p>\n"


def _change(field: FieldDifference, olds: Values, news: Values) -> str:
    word = _word(field)
    old, new = said(field.target, field.before, olds), said(field.target, field.after, news)
    before = f"<del>{_text(old)}</del>" if old else ""
    after = f"<ins>{_text(new)}</ins>" if new else ""
    name = f"{_text(field_label(field.target))} <code>{_text(field.target)}</code>"
    mark = f'<b class="{word}">{word}</b>'
    return f"<tr><th scope=row>{name}</th><td>{mark}</td><td>{before}</td><td>{after}</td></tr>\n"


def _word(field: FieldDifference) -> str:
    """A value where there was none is added, whatever the form of the payload."""
    if field.state is Change.CHANGED and not (field.before and field.after):
        return "removed" if field.before else "added"
    return _MARKS[field.state]


# -- looks -----------------------------------------------------------------------------------------


def _text(value: object) -> str:
    """Any text as words on the page: escaped, cut, and without signs that turn it round."""
    words = "".join(
        each if each.isprintable() or each == "\n" else "�" for each in str(value)[:_LONGEST]
    )
    more = "…" if len(str(value)) > _LONGEST else ""
    return escape(words, quote=True) + more


def _style() -> str:
    """The colours of the window, light and dark, and a page that prints."""
    tokens = json.loads(resource_text("ui", "tokens.json"))
    names = ("surface", "raised", "line", "ink", "ink2", "accent")
    places = {each: tokens["colours"][each] for each in names}
    for name in ("added", "changed", "removed", "blocked", "neutral"):
        places[f"{name}-ink"] = tokens["states"][name]["ink"]
        places[f"{name}-back"] = tokens["states"][name]["back"]
    light, dark = (
        "".join(f"--{name}:{pair[at]};" for name, pair in places.items()) for at in (0, 1)
    )
    environments = "".join(
        f".env.{name}{{background:{colour};color:{tokens['environments']['ink']}}}\n"
        for name, colour in tokens["environments"].items()
        if name != "ink"
    )
    scheme = f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    return f":root{{{light}}}\n{scheme}{environments}{resource_text('ui', 'plan_page.css')}"
