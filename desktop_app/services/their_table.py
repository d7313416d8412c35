"""How is a distributor's table read? As text in rows, whole, with every heading accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.records.errors import SourceFileError
from desktop_app.records.wire import plain

_LARGEST = 64 * 1024 * 1024
_LONGEST_CELL = 1_000_000
_SEPARATORS = (",", ";", "\t", "|")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and rows of as many cells with the line each begins on."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(path: Path) -> Table:
    """The whole table. Raises SourceFileError for what is none."""
    text = _decoded(path, _bytes(path))
    lines = text.splitlines()
    first = next((each for each in lines if each.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    if not first.count(separator):
        raise _refused(path, "has no columns: its first line is one text.")
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in reader:
            if not any(each.strip() for each in cells):
                continue
            if not headings:
                headings = tuple(each.strip() for each in cells)
            else:
                rows.append((reader.line_num, _filled(cells, len(headings))))
    except csv.Error as error:
        raise _refused(path, f"is no table from line {reader.line_num}: {error}.") from error
    return Table(headings, tuple(rows))


def looks_like_xml(path: Path) -> bool:
    """Whether the file begins as XML does; raises SourceFileError when it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(200)
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise _refused(path, f"could not be read: {plain(why, 160)}.") from fault
    plainer = head.replace(b"\0", b"")
    for mark, _ in _BOMS:
        plainer = plainer.removeprefix(mark)
    # A packed file is no table either: the reader of XML has a sentence for it.
    return plainer.lstrip().startswith((b"<", b"PK", b"\x1f\x8b", b"%PDF", b"BZh", b"\xfd7zXZ"))


def _filled(cells: Sequence[str], count: int) -> tuple[str, ...]:
    made = [_cell(each) for each in cells[:count]]
    return (*made, *([""] * (count - len(made))))


def _cell(text: str) -> str:
    """Without the sign that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _refused(path, "is not an ordinary file.")
        if path.stat().st_size > _LARGEST:
            raise _refused(path, f"is larger than {_LARGEST // 1024 // 1024} MB.")
        return path.read_bytes()
    except OSError as fault:
        why = plain(fault.strerror or fault, 160)
        raise _refused(path, f"could not be read: {why}.") from fault


def _decoded(path: Path, data: bytes) -> str:
    if not data.strip():
        raise _refused(path, "is empty.")
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        if encoding != "utf-8" or b"\0" in data:
            raise _refused(path, "is no text.") from fault
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as fault:
        raise _refused(path, "is neither UTF-8 nor Windows text.") from fault


def _refused(path: Path, what: str) -> SourceFileError:
    return SourceFileError(
        f"{plain(path.name, 120)} {what}",
        not_done="Nothing was compared.",
        next_step="Choose an ONIX 3.0 or 3.1 file, or a CSV file with one heading a column.",
    )
