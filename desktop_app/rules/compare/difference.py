"""Which fields would be added, changed or removed at the destination?"""

from __future__ import annotations

from desktop_app.records.payload import (
    Baseline,
    BaselineKind,
    Change,
    Difference,
    FieldDifference,
    Payload,
)


def compare(payload: Payload, baseline: Baseline | None) -> Difference:
    """The difference by field, in the payload's order, what is removed at the end.

    Without a baseline, with one that is unknown, or with one of which only the hash is known
    and differs, nothing can be compared: then every field counts as added.
    """
    if baseline is None or baseline.kind is BaselineKind.UNKNOWN:
        return _all(payload, Change.ADDED, known=False)
    if baseline.sha256 == payload.sha256:
        return _all(payload, Change.SAME, known=True)
    if not baseline.rows:
        return _all(payload, Change.ADDED, known=False)
    before = {row.target: row.value for row in baseline.rows}
    fields = [_field(row.target, before.pop(row.target, None), row.value) for row in payload.rows]
    fields += [FieldDifference(target, old, "", Change.REMOVED) for target, old in before.items()]
    return Difference(True, tuple(fields), _note(payload, baseline, fields))


def _field(target: str, before: str | None, after: str) -> FieldDifference:
    if before is None:
        return FieldDifference(target, "", after, Change.ADDED)
    state = Change.SAME if before == after else Change.CHANGED
    return FieldDifference(target, before, after, state)


def _all(payload: Payload, state: Change, *, known: bool) -> Difference:
    same = state is Change.SAME
    return Difference(
        known,
        tuple(
            FieldDifference(row.target, row.value if same else "", row.value, state)
            for row in payload.rows
        ),
    )


def _note(payload: Payload, baseline: Baseline, fields: list[FieldDifference]) -> str:
    if baseline.mapping_version and baseline.mapping_version != payload.mapping_version:
        return (
            f"What the destination holds was made by {baseline.mapping_version}; "
            f"this is {payload.mapping_version}."
        )
    if all(each.state is Change.SAME for each in fields):
        return "The values are the same; only their order or form differs."
    return ""
