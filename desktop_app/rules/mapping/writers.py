"""How are mapped values written down? As JSON, a row of CSV, a vCard 4.0 or a calendar of one date.

Equal values give equal bytes, and nothing of the day or the machine is in them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop_app.rules.mapping.rows import Table

_CANONICAL = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_NOBODY = "19700101"
"""A date for a cancelled one: a calendar wants some date and goes by the UID."""
_FOLD = 75
_NAME = ("family", "given", "additional", "prefix", "suffix")
_PRODUCER = "-//Colophon//Milestones 1//EN"


def written(known: Table, tree: Mapping[str, Any], subject: str) -> bytes:
    """The payload of a subject in its table's form."""
    return _WRITERS[known.writes](known, tree, subject)


def canonical(tree: Mapping[str, Any]) -> bytes:
    """The one way a JSON payload is written down."""
    return _CANONICAL.encode(tree).encode()


def columns(known: Table) -> tuple[str, ...]:
    """The header of a flat form."""
    return tuple(each.replace(".", "_") for each in known.columns)


def header(known: Table) -> str:
    """The columns as a line of CSV, without its end."""
    return _line(columns(known)).removesuffix("\r\n")


def _json(_: Table, tree: Mapping[str, Any], __: str) -> bytes:
    return canonical(tree)


def _csv(known: Table, tree: Mapping[str, Any], __: str) -> bytes:
    """One record with its line end (RFC 4180). A text that a spreadsheet would take for a formula
    stays as it is: what is sent is what Consonance says."""
    cells = [_cell(_at(tree, each)) for each in known.columns]
    # What is rarely there came later: rows without it stay as they were sent before.
    for _ in range(known.loose):
        if cells[-1]:
            break
        cells.pop()
    return _line(cells).encode()


def _line(cells: Sequence[str]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerow(cells)
    return made.getvalue()


def _at(tree: Mapping[str, Any], column: str) -> Any:
    found: Any = tree
    for name in column.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _vcard(_: Table, tree: Mapping[str, Any], subject: str) -> bytes:
    name = tree.get("name")
    parts: Mapping[str, Any] = name if isinstance(name, Mapping) else {}
    lines = [("VERSION", "4.0"), ("UID;VALUE=text", _text(subject))]
    if kind := _cell(tree.get("kind")):
        lines.append(("KIND", _text(kind)))
    lines.append(("FN", _text(_cell(tree.get("formatted_name")))))
    if any(parts.get(each) for each in _NAME):
        lines.append(("N", ";".join(_text(_cell(parts.get(each))) for each in _NAME)))
    told = [
        ("ORG", tree.get("organisation")),
        ("NOTE", tree.get("biography")),
        ("X-ISNI", tree.get("isni")),
        ("X-SUPPLIER-ID", tree.get("supplier_id")),
        ("X-CUSTOMER-ID", tree.get("customer_id")),
    ]
    lines += [(prop, _text(_cell(value))) for prop, value in told if value]
    for each in tree.get("links") or ():
        if url := each.get("url"):
            lines.append(("URL", str(url)))  # a URI is not text: nothing of it is escaped
    return _folded("VCARD", lines)


def _icalendar(_: Table, tree: Mapping[str, Any], subject: str) -> bytes:
    """A calendar with one event. What is withdrawn is an event that is cancelled."""
    day = _cell(tree.get("date")).replace("-", "")
    about = _cell(tree.get("full_title") or tree.get("work_title"))
    said = ": ".join(each for each in (_cell(tree.get("name")), about) if each)
    lines = [
        ("UID", _text(f"{subject}@colophon")),
        ("DTSTAMP", f"{day or _NOBODY}T000000Z"),
        ("DTSTART;VALUE=DATE", day or _NOBODY),
        ("SUMMARY", _text(said)),
        ("STATUS", "CONFIRMED" if day else "CANCELLED"),
        ("TRANSP", "TRANSPARENT"),
    ]
    isbn, embargo = _cell(tree.get("isbn13")), _cell(tree.get("sales_embargo_date"))
    notes = [f"ISBN {isbn}"] if isbn else []
    notes += [f"Not on sale before {embargo}"] if embargo else []
    if notes:
        lines.insert(4, ("DESCRIPTION", _text("\n".join(notes))))
    event = _folded("VEVENT", lines)
    head = _folded("VCALENDAR", [("VERSION", "2.0"), ("PRODID", _PRODUCER)])
    end = b"END:VCALENDAR\r\n"
    return head.removesuffix(end) + event + end


def _text(value: str) -> str:
    """TEXT of RFC 5545 and RFC 6350: comma, semicolon, backslash and line ends are escaped."""
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(component: str, lines: list[tuple[str, str]]) -> bytes:
    """Lines of at most 75 bytes, no character cut in two."""
    whole = [("BEGIN", component), *lines, ("END", component)]
    return b"".join(_fold(f"{name}:{value}") + b"\r\n" for name, value in whole)


def _fold(line: str) -> bytes:
    if len(encoded := line.encode()) <= _FOLD:
        return encoded
    parts: list[bytes] = [b""]
    for sign in line:
        one = sign.encode()
        # From the second line on a space begins it.
        if len(parts[-1]) + len(one) > _FOLD - (len(parts) > 1):
            parts.append(b"")
        parts[-1] += one
    return b"\r\n ".join(parts)


_WRITERS: Mapping[str, Callable[[Table, Mapping[str, Any], str], bytes]] = {
    "json": _json,
    "csv": _csv,
    "vcard": _vcard,
    "icalendar": _icalendar,
}
