"""How is a job written down as a table? CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from desktop_app.records.job import Item, Job
from desktop_app.store.ledger_words import told

COLUMNS = (
    "row", "job", "item", "count", "state", "title", "isbn", "subject", "flow", "action", "reason",
    "attempts", "revision", "key", "payload_sha256", "run", "receipt", "updated_at", "cover",
    "overrides",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula, in its full-width forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(
    job: Job,
    items: Iterable[Item],
    covers: Mapping[int, str] | None = None,
    overrides: Mapping[int, Mapping[str, str]] | None = None,
) -> bytes:
    """One row for each state of the account, then one for each item; first column tells which.

    ``covers`` maps an item to who chose its cover, when and why, ``overrides`` one to the rules
    that a person confirmed, each with the reason.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for state, count in job.account.items():
        writer.writerow(_row(row="account", job=job.number, count=count, state=state))
    for item in items:
        writer.writerow(
            _row(
                row="item",
                job=item.job,
                item=item.id,
                count=1,
                state=item.state.value,
                title=item.title,
                isbn=item.isbn,
                subject=item.subject,
                flow=item.flow,
                action=item.action,
                reason=item.reason,
                attempts=item.attempts,
                revision=item.revision,
                key=item.key,
                payload_sha256=item.payload_sha256,
                run=item.run,
                receipt=item.receipt,
                updated_at=item.updated_at,
                cover=(covers or {}).get(item.id, ""),
                overrides=told((overrides or {}).get(item.id, {})),
            )
        )
    return text.getvalue().encode("utf-8", "replace")


def _row(**values: str | int) -> Sequence[str]:
    return [safe(str(values.get(name, ""))) for name in COLUMNS]


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet runs; NUL, which CSV cannot hold, is left out."""
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
