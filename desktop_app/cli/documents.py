"""The JSON documents that scripts rely on, made from records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop_app.records.manifest import files_of

if TYPE_CHECKING:
    from desktop_app.records.flow import Flow
    from desktop_app.records.job import Attempt, Item, Job
    from desktop_app.records.payload import Baseline, Difference, Problem, Row
    from desktop_app.records.plan import Plan, PlanItem
    from desktop_app.records.title import Standing, Title
    from desktop_app.services.severities import Weighed


def title(record: Title) -> dict[str, Any]:
    return {
        "id": record.id,
        "work": record.work,
        "isbn": record.isbn,
        "title": record.title,
        "subtitle": record.subtitle,
        "contributors": record.contributors,
        "imprint": record.imprint,
        "form": record.form,
        "form_label": record.form_label,
        "status": record.status,
        "status_label": record.status_label,
        "publication_date": record.publication_date and record.publication_date.isoformat(),
        "prices": [
            {"amount": str(each.amount), "currency": each.currency, "type": each.type}
            for each in record.prices
        ],
        "source": record.source.value,
        "standing": {name: standing(each) for name, each in record.standing.items()},
    }


def standing(record: Standing) -> dict[str, Any]:
    return {
        "state": record.state.value,
        "count": record.count,
        "baseline": record.baseline,
    }


def flow(record: Flow) -> dict[str, Any]:
    return {
        "name": record.name,
        "purpose": record.purpose,
        "style": record.style.value,
        "destination": record.destination,
        "format": record.format,
        "audience": record.audience.value,
        "market": record.market,
        "acknowledgement": record.acknowledgement.value,
        "enabled": record.enabled,
    }


def weighed(record: Weighed) -> dict[str, Any]:
    return {
        "rule": record.rule,
        "words": record.words,
        "severity": record.now,
        "usual": record.usual,
        "choices": list(record.choices),
    }


def row(record: Row) -> dict[str, str]:
    return {
        "target": record.target,
        "value": record.value,
        "source": record.source,
        "rule": record.rule,
    }


def problem(record: Problem) -> dict[str, Any]:
    return {
        "rule": record.rule,
        "severity": record.severity.value,
        "field": record.field,
        "message": record.message,
        "fix": record.fix,
        "owner": record.owner,
        "stops": record.stops,
        "confirmed": record.confirmed,
    }


def difference(record: Difference) -> list[dict[str, str]]:
    return [
        {
            "target": each.target,
            "before": each.before,
            "after": each.after,
            "state": each.state.value,
        }
        for each in record.fields
    ]


def baseline_time(record: Baseline | None) -> str | None:
    """A time, null (never taken) or "unknown"."""
    if record is None:
        return None
    return "unknown" if record.kind.value == "unknown" else record.taken_at


def plan(
    record: Plan,
    *,
    job: int | None,
    dry_run: bool,
    items: Sequence[Mapping[str, Any]],
    account: Any,
) -> dict[str, Any]:
    return {
        "plan": record.id,
        "job": job,
        "dry_run": dry_run,
        "titles": len(record.titles),
        "flows": list(record.flows),
        "account": account,
        "items": list(items),
    }


def plan_item(record: PlanItem) -> dict[str, Any]:
    return {
        "id": record.titles[0] if record.titles else record.subject,
        "ids": list(record.titles),
        "subject": record.subject,
        "flow": record.flow,
        "state": record.state.value,
        "action": record.action.value if record.action else None,
        "reason": record.reason,
        "key": None,
        "files": files(record.payload.data),
    }


def files(payload: bytes) -> list[dict[str, Any]]:
    """The files that go with a payload; those without a hash go by their address only."""
    return [
        {"filename": each.filename, "bytes": each.bytes, "sha256": each.sha256, "url": each.url}
        for each in files_of(payload)
    ]


def file_lines(payload: bytes) -> list[str]:
    """The same in words, a line each."""
    return [
        f"file {each.name}, {'size not told' if each.bytes is None else f'{each.bytes} bytes'}, "
        + (f"sha-256 {each.sha256}" if each.sha256 else "by its address only")
        for each in files_of(payload)
    ]


def item(record: Item, attempts: Sequence[Attempt] | None = None) -> dict[str, Any]:
    document = {
        "item": record.id,
        "id": record.titles[0] if record.titles else record.subject,
        "ids": list(record.titles),
        "subject": record.subject,
        "flow": record.flow,
        "state": record.state.value,
        "action": record.action or None,
        "reason": record.reason,
        "key": record.key or None,
        "run": record.run,
        "payload_sha256": record.payload_sha256,
        "updated": record.updated_at,
    }
    if attempts is not None:
        document["attempts"] = [attempt(each) for each in attempts]
    return document


def attempt(record: Attempt) -> dict[str, Any]:
    return {
        "number": record.number,
        "started": record.started,
        "ended": record.ended,
        "http_status": record.http_status,
        "outcome": record.outcome,
        "message": record.message,
    }


def job(record: Job) -> dict[str, Any]:
    return {
        "job": record.number,
        "plan": record.plan,
        "submitted": record.submitted,
        "note": record.note,
        "flows": list(record.flows),
        "titles": record.titles,
        "state": record.state.value,
        "dry_run": record.dry_run,
        "account": dict(record.account),
    }
