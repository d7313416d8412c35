"""The JSON documents of the command line's contract: fields that must be there, of these kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from desktop_app.records.state import JobState, State
from desktop_app.records.title import Verdict

TEXT, FLAG, WHOLE = {"type": "string"}, {"type": "boolean"}, {"type": "integer", "minimum": 0}
MAYBE_TEXT = {"type": ["string", "null"]}
MAYBE_WHOLE = {"type": ["integer", "null"]}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}
BASELINE = {"anyOf": [TIME, {"const": "unknown"}, {"type": "null"}]}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def thing(**fields: Any) -> dict[str, Any]:
    """An object with at least these fields."""
    return {"type": "object", "required": list(fields), "properties": fields}


def some(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def listed(items: Any) -> dict[str, Any]:
    return thing(items=some(items), total=WHOLE)


def one_of(*words: Any) -> dict[str, Any]:
    return {"enum": [str(each) if isinstance(each, str) else each for each in words]}


STANDING = thing(state=one_of(*Verdict), count=WHOLE, baseline=BASELINE)
TITLE = thing(
    id=TEXT, work=TEXT, isbn=TEXT, title=TEXT, contributors=TEXT, imprint=TEXT, form=TEXT,
    status=TEXT, publication_date=MAYBE_TEXT,
    prices=some(
        thing(amount={"type": "string", "pattern": r"^\d+(\.\d+)?$"}, currency=TEXT, type=TEXT)
    ),
    standing={"type": "object", "additionalProperties": STANDING},
)  # fmt: skip
FLOW = thing(
    name=TEXT, purpose={"type": "integer", "minimum": 1, "maximum": 7}, style=TEXT,
    destination=TEXT, format=TEXT, audience=TEXT, market=TEXT, enabled=FLAG,
)  # fmt: skip
SYNC = thing(
    read=WHOLE, new=WHOLE, changed=WHOLE, gone=WHOLE, skipped=some(thing(id=TEXT, reason=TEXT)),
    left_out={"type": "object", "additionalProperties": WHOLE}, complete=FLAG,
)  # fmt: skip
PROBLEM = thing(
    rule=TEXT, severity=one_of("blocker", "warning", "note", "unknown"), field=TEXT, message=TEXT,
    fix=TEXT, owner=TEXT,
)  # fmt: skip
PREVIEW = thing(
    flow=TEXT, subject=TEXT, rows=some(thing(target=TEXT, value=TEXT, source=TEXT, rule=TEXT)),
    problems=some(PROBLEM),
    difference=some(
        thing(
            target=TEXT, before=TEXT, after=TEXT,
            state=one_of("added", "changed", "removed", "same"),
        )
    ),
    baseline=BASELINE, payload_sha256=SHA256,
)  # fmt: skip
CHECK = thing(flow=TEXT, subject=TEXT, page=MAYBE_TEXT, problems=some(PROBLEM))
ACCOUNT = {
    "type": "object",
    "required": ["selected"],
    "properties": {"selected": WHOLE} | {state.value: WHOLE for state in State},
    "additionalProperties": False,
}
ITEM = thing(
    id=TEXT, ids=some(TEXT), subject=TEXT, flow=TEXT, state=one_of(*State),
    action=one_of("new", "update", None), reason=TEXT, key=MAYBE_TEXT,
)  # fmt: skip
SEND = thing(
    plan=TEXT, job=MAYBE_WHOLE, dry_run=FLAG, titles=WHOLE, flows=some(TEXT), account=ACCOUNT,
    items=some(ITEM),
)  # fmt: skip
ATTEMPT = thing(
    started=TIME, ended=TEXT, http_status=MAYBE_WHOLE, outcome=TEXT, message=TEXT,
)  # fmt: skip
JOB = thing(job=WHOLE, plan=TEXT, state=one_of(*JobState), account=ACCOUNT)
JOB_SHOWN = thing(
    job=WHOLE, plan=TEXT, state=one_of(*JobState), account=ACCOUNT,
    items=some({"allOf": [ITEM, thing(attempts=some(ATTEMPT))]}),
)  # fmt: skip
LAST = {"allOf": [ITEM, thing(attempts=some(ATTEMPT), payload=TEXT, payload_sha256=SHA256)]}
MILESTONE = thing(
    subject=TEXT, flow=TEXT, id=TEXT, label=TEXT, date=MAYBE_TEXT, reached=FLAG, told=FLAG,
    standing={"anyOf": [STANDING, {"type": "null"}]},
)  # fmt: skip
ASSET = thing(
    id=TEXT, filename=TEXT, bytes=WHOLE, width=WHOLE, height=WHOLE, sha256=TEXT, approval=TEXT,
    problem=TEXT,
)  # fmt: skip
ERROR = thing(error=thing(code=TEXT, message=TEXT, not_done=TEXT, next=TEXT))


def fits(document: Any, schema: Mapping[str, Any]) -> Any:
    """The document itself, once it is as promised; an account must add up wherever it stands."""
    faults = [
        f"{'/'.join(map(str, each.path))}: {each.message[:200]}"
        for each in Draft202012Validator(schema).iter_errors(document)
    ]
    assert not faults, faults
    _add_up(document)
    return document


def _add_up(document: Any) -> None:
    if isinstance(document, list):
        for each in document:
            _add_up(each)
    elif isinstance(document, dict):
        account = document.get("account")
        if account is not None:
            assert account["selected"] == sum(account.values()) - account["selected"], account
            items = document.get("items")
            assert items is None or account["selected"] == len(items)
        for each in document.values():
            _add_up(each)
