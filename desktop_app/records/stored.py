"""A record as the catalogue keeps it: texts, which cost nothing to hold or to hand on.

Thousands of parsed documents are millions of objects, and looking through those for garbage
holds every thread. So a document is parsed where its rules run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from desktop_app.records.title import Record, SourceKind


@dataclass(frozen=True, slots=True)
class Stored:
    """As ``Record``, but ``product`` and ``work_text`` are the JSON of its document, the work
    apart; ``work_text`` is None where the document has no work. ``isbn`` is as lists show it."""

    id: str
    work: str
    source: SourceKind
    content_hash: str
    isbn: str
    product: str
    work_text: str | None

    def record(self) -> Record:
        """The record with its document."""
        document = json.loads(self.product)
        if self.work_text is not None:
            document["work"] = json.loads(self.work_text)
        return Record(self.id, self.work, self.source, document, self.content_hash)
