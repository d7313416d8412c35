"""What is all of it compared with? The two sentences over Changes, honest about what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop_app.records.flow import Flow
from desktop_app.records.payload import Baseline, BaselineKind
from desktop_app.ui import wording

if TYPE_CHECKING:
    from desktop_app.services.review import Preview


def change_words(previews: Sequence[Preview], flow: Flow) -> tuple[str, str]:
    """The strong and the quiet sentence of the summary box."""
    taken = [preview.baseline for preview in previews if preview.baseline is not None]
    if not taken:
        return f"Never sent to {flow.destination}.", "Everything counts as new."
    last = max(taken, key=lambda baseline: baseline.taken_at)
    unknown = _unknown(previews, taken, last, flow)
    if unknown:
        return unknown
    known = [preview.difference for preview in previews if preview.difference]
    changes = sum(difference.count for difference in known)
    same = sum(len(difference.fields) for difference in known) - changes
    rest = " ".join([*dict.fromkeys(each.note for each in known if each.note), *_sure(taken)])
    since = wording.moment(last.taken_at)
    if not changes and all(_as_taken(preview) for preview in previews):
        return f"Nothing has changed since {since}.", f"Sending is not needed. {rest}".strip()
    if not changes:
        return f"No value has changed since {since}.", f"Its bytes have. {rest}".strip()
    verb = "is" if same == 1 else "are"
    return (
        f"{wording.counted(changes, 'change')} since {flow.destination} took this "
        f"{wording.at_moment(last.taken_at)}.",
        f"{wording.counted(same, 'other field')} {verb} the same. {rest}".strip(),
    )


def _unknown(
    previews: Sequence[Preview], taken: Sequence[Baseline], last: Baseline, flow: Flow
) -> tuple[str, str] | None:
    if any(each.kind is BaselineKind.UNKNOWN for each in taken):
        return (
            f"What {flow.destination} holds is not known.",
            f"The last send {wording.at_moment(last.taken_at)} was not confirmed, so everything "
            "counts as new.",
        )
    if any(preview.baseline and not preview.difference.known for preview in previews):
        return (
            f"What {flow.destination} holds cannot be compared.",
            f"Of what it took {wording.at_moment(last.taken_at)} only the checksum is kept, so "
            "everything counts as new.",
        )
    return None


def _sure(taken: Sequence[Baseline]) -> list[str]:
    if any(each.kind is BaselineKind.ASSUMED for each in taken):
        return [
            "Assumed, as far as this computer knows: it was handed over and nothing confirmed it."
        ]
    return []


def _as_taken(preview: Preview) -> bool:
    held = preview.baseline
    return held is not None and held.sha256 == preview.payload.sha256
