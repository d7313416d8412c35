"""Commands that look: search and show titles, preview what would go, check it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop_app.cli import documents
from desktop_app.cli.codes import EMPTY, OK, WARNINGS
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened, titles_of
from desktop_app.records.errors import UsageError
from desktop_app.records.flow import Style
from desktop_app.records.manifest import FORMATS as WITH_FILES
from desktop_app.records.manifest import MANIFEST_ONLY
from desktop_app.records.query import FACETS, Query
from desktop_app.records.title import Title, Verdict
from desktop_app.services.pages import work_page
from desktop_app.services.said import Values, said
from desktop_app.services.severities import rule_name
from desktop_app.services.source_view import Given, Row, SourceView, document_of
from desktop_app.services.whole_message import no_value, origin, parts

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.records.flow import Flow
    from desktop_app.records.payload import Row as PayloadRow
    from desktop_app.services.review import Preview

_STANDING = "standing"
_LIMIT = 50
_NO_SUBJECT = "Nothing here leads to a subject of this flow."


async def search(arguments: argparse.Namespace, output: Output) -> int:
    """Titles that match words and fields, an ISBN in any punctuation, filters, or a view."""
    async with opened(arguments, output, write=False) as app:
        query = await _query(arguments, app)
        if arguments.isbns:
            return _tell_isbns(arguments, await app.look_up.isbns(query), output)
        page = await app.look_up.search(query, limit=arguments.limit or _LIMIT)
    output.listing(
        [documents.title(each) for each in page.titles],
        [_line(each) for each in page.titles],
        total=page.total,
    )
    output.say(f"{len(page.titles)} of {page.total} titles")
    return EMPTY if arguments.fail_if_empty and not page.total else OK


def _tell_isbns(arguments: argparse.Namespace, found: Sequence[str], output: Output) -> int:
    """One a line, each once, so that they can be pasted or piped into another command."""
    known = list(dict.fromkeys(each for each in found if each))
    shown = known[: arguments.limit or None]
    output.listing([{"isbn": each} for each in shown], shown, total=len(known))
    without = sum(not each for each in found)
    more = f", {without} without an ISBN" if without else ""
    output.say(f"{len(shown)} ISBNs of {len(found)} titles{more}")
    return EMPTY if arguments.fail_if_empty and not shown else OK


async def _query(arguments: argparse.Namespace, app: App) -> Query:
    """Different keys narrow, the same key twice widens; a view is narrowed by all of them."""
    chosen = _filters(arguments.filter)
    standing = chosen.pop(_STANDING, ())
    text = " ".join(arguments.query)
    kept = (await app.views.get(arguments.view)).query() if arguments.view else Query()
    sort, descending = kept.sort, kept.descending
    if arguments.sort:
        sort, descending = arguments.sort, arguments.descending
    return Query(
        text=f"{kept.text} {text}".strip(),
        facets={**kept.facets, **chosen},
        standing=standing or kept.standing,
        sort=sort,
        descending=descending or arguments.descending,
    )


def _filters(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for each in given:
        key, found, value = each.partition("=")
        if not found or key not in (*FACETS, _STANDING):
            raise UsageError(
                f"--filter {each} is not understood.",
                not_done="Nothing was searched.",
                next_step=f"Write K=V, where K is one of {', '.join(FACETS)}, {_STANDING}.",
            )
        chosen[key] = (*chosen.get(key, ()), value)
    for value in chosen.get(_STANDING, ()):
        if value not in set(Verdict):
            raise UsageError(
                f"There is no standing {value!r}.",
                not_done="Nothing was searched.",
                next_step=f"It is one of {', '.join(Verdict)}.",
            )
    return chosen


def _line(title: Title) -> str:
    date = title.publication_date.isoformat() if title.publication_date else "no date   "
    return f"{title.id:<16} {title.isbn or '-':<13}  {date}  {title.title} · {title.contributors}"


async def show(arguments: argparse.Namespace, output: Output) -> int:
    """One title, all titles of a work, or several."""
    async with opened(arguments, output, write=False) as app:
        found = await titles_of(app, arguments.ids)
    words = [_sheet(found[0])] if len(found) == 1 else [_line(each) for each in found]
    tell(arguments, [documents.title(each) for each in found], words, output)
    return OK


def _sheet(title: Title) -> str:
    prices = ", ".join(f"{each.currency} {each.amount}" for each in title.prices) or "none"
    lines = [
        f"{title.title}" + (f": {title.subtitle}" if title.subtitle else ""),
        f"{title.contributors} · {title.form_label} · {title.imprint}",
        f"ISBN {title.isbn or 'none'} · {title.status_label}",
        f"Publication date: {title.publication_date or 'none'}",
        f"Prices: {prices}",
    ]
    for flow, standing in title.standing.items():
        lines.append(f"{flow}: {standing.state.value} {standing.count or ''}".rstrip())
    return "\n".join(lines)


async def source(arguments: argparse.Namespace, output: Output) -> int:
    """Everything the source told of titles, field by field."""
    async with opened(arguments, output, write=False) as app:
        found = await titles_of(app, arguments.ids)
        told = [await app.look_up.source(each.id) for each in found]
    items = [{"id": each.id, **document_of(seen)} for each, seen in zip(found, told, strict=True)]
    words = [line for seen in told for line in _told(seen)]
    tell(arguments, items, words, output)
    return OK


def _told(seen: SourceView) -> Iterator[str]:
    if seen.note:
        yield seen.note
    for group in seen.groups:
        yield group.title
        for row in group.rows:
            yield from _told_row(row, 1)


def _told_row(row: Row, deep: int) -> Iterator[str]:
    value = " ".join(row.value.split()) if row.given is Given.VALUE else f"({row.given.value})"
    mark = f" [{row.mark}]" if row.mark else ""
    yield f"{'  ' * deep}{row.label}: {value}{mark}  {row.path}"
    for each in row.rows:
        yield from _told_row(each, deep + 1)


async def preview(arguments: argparse.Namespace, output: Output) -> int:
    """What would go: the values with source and rule, the bytes, or the difference."""
    async with opened(arguments, output, write=False) as app:
        found = await titles_of(app, arguments.ids)
        previews = await app.review.check(
            [each.id for each in found], [arguments.flow], output.progress
        )
        flow = app.profile.flow(arguments.flow)
    if arguments.form == "message" and not output.machine:
        _message(previews, flow, output)
    elif arguments.form == "payload" and not output.machine:
        output.raw(b"\n".join(each.payload.data for each in previews))
    else:
        items = [_preview_document(each) for each in previews]
        words = [line for each in previews for line in _preview_lines(each, flow, arguments.form)]
        tell(arguments, items, words, output)
    if flow.format in WITH_FILES and flow.style is Style.WEBHOOK:
        output.say(MANIFEST_ONLY)
    return _emptiness(arguments, previews, output)


def _message(previews: Sequence[Preview], flow: Flow, output: Output) -> None:
    """One ONIX message of what may go; what may not is named beside it."""
    from desktop_app.services import onix_file

    output.raw(b"".join(onix_file.pieces(previews, flow, datetime.now(UTC))))
    for words in onix_file.left_out(previews):
        output.say(words)


def _preview_document(preview: Preview) -> dict[str, Any]:
    return {
        "flow": preview.flow,
        "subject": preview.subject,
        "rows": [documents.row(each) for each in preview.payload.rows],
        "problems": [documents.problem(each) for each in preview.problems],
        "difference": documents.difference(preview.difference),
        "baseline": documents.baseline_time(preview.baseline),
        "payload_sha256": preview.payload.sha256,
        "files": documents.files(preview.payload.data),
        "payload": preview.payload.data.decode(),
    }


def _preview_lines(preview: Preview, flow: Flow, form: str) -> list[str]:
    head = f"{preview.subject} → {preview.flow}, sha-256 {preview.payload.sha256[:12]}"
    if form == "difference":
        note = [f"  {preview.difference.note}"] if preview.difference.note else []
        return [head, *note, *_difference_lines(preview)]
    lines = [head]
    for part in parts(preview.payload, flow):
        values = {each.target: each.value for each in part.rows}
        lines += [f"  {part.heading}:"] if part.heading else []
        lines += [_row_line(each, values) for each in part.rows]
    return lines


def _row_line(row: PayloadRow, values: Values) -> str:
    value = said(row.target, row.value, values)[:60] if row.value else no_value(row)
    source, rule = origin(row)
    return f"  {row.target:<36} {value:<60}  {f'{source} ({rule})' if source else rule}"


def _difference_lines(preview: Preview) -> Iterator[str]:
    fields = preview.difference.fields
    before = {each.target: each.before for each in fields}
    after = {each.target: each.after for each in fields}
    for each in fields:
        if each.state.value != "same":
            old, new = said(each.target, each.before, before), said(each.target, each.after, after)
            yield f"  {each.state.value:<8} {each.target}: {old or '–'} → {new or '–'}"


async def check(arguments: argparse.Namespace, output: Output) -> int:
    """All problems at once; exit 1 when one of them warns, or would stop a send."""
    async with opened(arguments, output, write=False) as app:
        found = await titles_of(app, arguments.ids)
        checked = await app.review.check(
            [each.id for each in found], [arguments.flow], output.progress
        )
        works, address = {each.id: each.work for each in found}, app.profile.consonance_url
    items = [
        {
            "flow": each.flow,
            "subject": each.subject,
            "page": work_page(works.get(each.title, ""), address) or None,
            "problems": [documents.problem(problem) for problem in each.problems],
        }
        for each in checked
    ]
    words = [
        f"{each.subject}: {rule_name(problem.rule)}, {problem.severity.value}: {problem.message}"
        for each in checked
        for problem in each.problems
    ]
    tell(arguments, items, words or ["No problems found."] * bool(items), output)
    serious = any(
        problem.stops or problem.severity.value == "warning"
        for each in checked
        for problem in each.problems
    )
    return WARNINGS if serious else _emptiness(arguments, checked, output)


def _emptiness(arguments: argparse.Namespace, found: Sequence[object], output: Output) -> int:
    if found:
        return OK
    output.say(_NO_SUBJECT)
    return EMPTY if arguments.fail_if_empty else OK


def tell(
    arguments: argparse.Namespace,
    items: Sequence[dict[str, Any]],
    words: Sequence[str],
    output: Output,
) -> None:
    """One ID that leads to one subject gives the object; anything else gives a list."""
    if len(arguments.ids) == 1 and len(items) == 1:
        output.one(items[0], "\n".join(words))
    else:
        output.listing(items, words)
