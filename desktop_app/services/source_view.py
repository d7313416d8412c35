"""What did the source tell of a title, in people's words? A tree, made purely from the record.

Nothing is left out because it is empty: *unknown* means that the source did not tell, *none* that
it said there is none. Fields that nobody foresaw stand in a group of their own, under a name made
from theirs. Groups, names and units are those of ``resources/schema/source.json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.records.title import Record, SourceKind
from desktop_app.services import source_words
from desktop_app.services.source_row import Given, Row, Sort
from desktop_app.services.source_rows import rows_of
from desktop_app.services.source_words import Words

__all__ = ["Given", "Group", "Row", "Sort", "SourceView", "document_of", "view"]

_OTHER = "Other"
_MORE = (
    "Of this title only what lists and rules read is stored: it was read by an older version, or "
    "Consonance could not give all of it. A full refresh reads it again."
)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together; ``title`` is its heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """``note`` is a sentence about the whole, or ""."""

    groups: tuple[Group, ...]
    note: str = ""

    def rows(self) -> Iterator[Row]:
        """Every row, outer before inner."""
        left = [row for group in reversed(self.groups) for row in reversed(group.rows)]
        while left:
            row = left.pop()
            yield row
            left += reversed(row.rows)


def view(record: Record) -> SourceView:
    """The tree of a whole record (``Catalogue.whole``). Never raises, whatever the record holds."""
    words = source_words.words()
    document = record.document
    placed = {path for _, paths in words.groups for path in paths}
    groups = [Group(title, _rows(document, paths, words)) for title, paths in words.groups]
    groups.append(Group(_OTHER, _rows(document, _unforeseen(document, placed), words)))
    lacking = record.source is SourceKind.CONSONANCE and record.aside is None
    shown = tuple(group for group in groups if group.rows)
    return SourceView(shown, _MORE if lacking else "")


def _rows(document: Mapping[str, Any], paths: Iterable[str], words: Words) -> tuple[Row, ...]:
    own = str(document.get("id", ""))
    kind = document.get("__typename")
    found: dict[str, Any] = {}
    for path in paths:
        if path in words.instead and _told(document, words.instead[path]):
            continue
        if (owner := _owner(document, path)) is not None and (name := _name(path)) in owner:
            found[path] = owner[name]
        elif words.has(kind if isinstance(kind, str) else "", path):
            found[path] = Given.UNKNOWN
    return rows_of(found, own, words)


def _told(document: Mapping[str, Any], path: str) -> bool:
    owner = _owner(document, path)
    return owner is not None and bool(owner.get(_name(path)))


def _owner(document: Mapping[str, Any], path: str) -> Mapping[str, Any] | None:
    if not path.startswith("work."):
        return document
    work = document.get("work")
    return work if isinstance(work, Mapping) else None


def _name(path: str) -> str:
    return path.removeprefix("work.")


def _unforeseen(document: Mapping[str, Any], placed: set[str]) -> list[str]:
    work = document.get("work")
    named = [each for each in document if each != "work"]
    named += [f"work.{each}" for each in work] if isinstance(work, Mapping) else ["work"]
    if "work" not in document:
        named = [each for each in named if each != "work"]
    return [each for each in named if each not in placed]


def document_of(seen: SourceView) -> dict[str, Any]:
    """The tree as JSON, for the command line."""
    return {
        "note": seen.note or None,
        "groups": [
            {"title": group.title, "rows": [_row_document(row) for row in group.rows]}
            for group in seen.groups
        ],
    }


def _row_document(row: Row) -> dict[str, Any]:
    return {
        "label": row.label,
        "path": row.path,
        "given": row.given.value,
        "value": row.value if row.given is Given.VALUE else None,
        "mark": row.mark or None,
        "rows": [_row_document(each) for each in row.rows],
    }
