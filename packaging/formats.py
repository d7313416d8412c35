"""What each format looks like: a schema for readers of it, and one payload of the demo.

    python packaging/formats.py            writes resources/formats and resources/guide/formats
    python packaging/formats.py --check    exits 1 when a schema is stale

Schemas say what the mapping tables can write. The payloads are made by the program itself, from
the invented titles of the sandbox.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop_app.records.flow import FORMATS, Audience  # noqa: E402
from desktop_app.rules.mapping.rows import AnyRow, ConstantRow, GroupRow, Table, ValueRow  # noqa: E402
from desktop_app.rules.mapping.table import FILES, table  # noqa: E402

SCHEMAS = ROOT / "resources" / "formats"
EXAMPLES = ROOT / "resources" / "guide" / "formats"
ENDINGS = {"json": "json", "csv": "csv", "vcard": "vcf", "icalendar": "ics"}
_ANCHOR = "2026-11-02"
_TITLES = 60
_PRINTED_SOON = "pub:2026-12..2027-02"
_ADDRESS = "http://127.0.0.1:8080"
_DAY = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\d$"}
_TEXT: dict[str, Any] = {"type": ["string", "null"], "minLength": 1}
_LIST = {"type": ["array", "null"], "items": {"type": "string"}, "uniqueItems": True}
_KINDS: Mapping[str, dict[str, Any]] = {
    "integer": {"type": ["integer", "null"]},
    "flag": {"type": ["boolean", "null"]},
    "date": _DAY,
    "money": {"type": ["string", "null"], "pattern": r"^-?\d+\.\d{2,}$"},
    "number": {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"},
    "sha256": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
    "web_address": {"type": ["string", "null"], "pattern": "^[hH][tT][tT][pP][sS]?://"},
    "codes": _LIST,
    "ordered_codes": _LIST,
    "market_countries": _LIST,
}
_CSV_KINDS = {"integer": "integer", "flag": "boolean", "date": "date", "money": "number",
              "number": "number"}  # fmt: skip


def schema(name: str) -> dict[str, Any] | None:
    """The JSON Schema of a format, or of its columns; None where a standard is it."""
    known = table(name, Audience.INTERNAL)
    if known.writes == "csv":
        return _columns(known)
    if known.writes != "json":
        return None
    forms = [_object((*known.rows, *each.rows)) for each in known.milestones.values()]
    if known.scope_rows:
        forms.append(_object(known.scope_rows))
    if not known.milestones:
        forms.insert(0, _object(known.rows))
    about = json.loads((ROOT / "resources" / "mappings" / FILES[name]).read_text())["about"]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:colophon:format:{known.version}",
        "title": known.version,
        "description": about,
    }
    return head | (forms[0] if len(forms) == 1 else {"oneOf": forms})


def _object(rows: Iterable[AnyRow]) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    for row in rows:
        inner = made
        for step in row.place[:-1]:
            fresh = {"type": "object", "properties": {}, "additionalProperties": False}
            inner = inner["properties"].setdefault(step, fresh)
        name = row.place[-1]
        inner["properties"][name] = _value(row)
        if isinstance(row, ConstantRow) or row.required:
            inner.setdefault("required", []).append(name)
    return made


def _value(row: AnyRow) -> dict[str, Any]:
    if isinstance(row, ConstantRow):
        return {"type": "string"} if row.fact else {"const": row.text}
    if isinstance(row, GroupRow):
        return _group(row)
    made = dict(_KINDS.get(row.transform.name, _TEXT))
    if row.required or row.when_set:
        made["type"] = made["type"][0]
    if row.most:
        made["maxLength"] = row.most
    made["description"] = f"{row.source.partition(' by ')[0]}, {row.transform.words}"
    return made


def _group(row: GroupRow) -> dict[str, Any]:
    if row.join:
        return {"type": ["string", "null"], "description": row.rows[0].source}
    inner = _object(row.rows)
    if row.single:
        return inner | {"type": ["object", "null"]}
    made = {"type": "array", "items": inner, "description": row.path}
    return made | ({"minItems": 1} if row.required else {})


def _columns(known: Table) -> dict[str, Any]:
    """A Table Schema as the Data Package standard has it."""
    fields = []
    for row in known.rows:
        inner = row.rows if isinstance(row, GroupRow) and not row.join else (row,)
        for each in inner:
            name = each.target if each is row else f"{row.target}.{each.target}"
            fields.append(_field(name.replace(".", "_"), each))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "primaryKey": ["id"],
        "missingValues": [""],
    }


def _field(name: str, row: AnyRow) -> dict[str, Any]:
    kind = _CSV_KINDS.get(row.transform.name, "string") if isinstance(row, ValueRow) else "string"
    limits: dict[str, Any] = {}
    if isinstance(row, ValueRow) and row.required:
        limits["required"] = True
    if isinstance(row, ValueRow) and row.most:
        limits["maxLength"] = row.most
    made: dict[str, Any] = {"name": name, "type": kind}
    if isinstance(row, ValueRow) and row.when_set:
        made |= {"description": "A row without it ends before it.", "whenSet": True}
    return made | ({"constraints": limits} if limits else {})


def schema_files() -> dict[Path, str]:
    """Every file of ``resources/formats`` that is made here, with what it should hold."""
    made = {}
    for name in FILES:
        found = schema(name)
        if found is not None:
            end = "table" if "fields" in found else "schema"
            path = SCHEMAS / f"{name.replace('-', '_')}.v1.{end}.json"
            made[path] = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    return made


def examples() -> dict[Path, str]:
    """One payload for each format, from a sandbox that runs for it."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "sandbox"
        folder.mkdir()
        plan = {"seed": 7, "titles": _TITLES, "anchor": _ANCHOR, "port": 0}
        (folder / "house.json").write_text(json.dumps(plan))
        run = [sys.executable, "-m", "desktop_app"]
        sandbox = subprocess.Popen(
            [*run, "sandbox", "--home", home, "--schema", "extended"],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        try:
            assert sandbox.stdout is not None
            sandbox.stdout.readline()
            _call(home, "sync")
            ids = _search(home)
            for each in (*ids[:3], *_search(home, _PRINTED_SOON)):
                _call(home, "assets", "fetch", each, "--to", str(Path(home) / "files"))
            return {path: text for name in FILES for path, text in _example(home, name, ids)}
        finally:
            sandbox.terminate()
            sandbox.wait()


def _search(home: str, *query: str) -> list[str]:
    found = _call(home, "titles", "search", *query, "--limit", str(_TITLES))
    return [each["id"] for each in found["items"]]


def _example(home: str, name: str, ids: list[str]) -> Iterable[tuple[Path, str]]:
    audience = Audience.INTERNAL.value
    purpose = str(FORMATS[name][0])
    flow = f"example-{name}"
    _call(home, "flows", "add", flow, "--purpose", purpose, "--style", "contract",
          "--format", name, "--audience", audience)  # fmt: skip
    told = _call(home, "preview", "--flow", flow, *ids)
    found = next((each for each in told["items"] if _whole(each)), None)
    if found is None:
        raise SystemExit(f"No title of the demo leads to a payload for {name}.")
    text = re.sub(r"http://127\.0\.0\.1:\d+", _ADDRESS, found["payload"])
    # A drawn cover hangs on the fonts of the machine.
    text = re.sub(r'"sha256":"[0-9a-f]{64}"', f'"sha256":"{"5a" * 32}"', text)
    known = table(name, Audience.INTERNAL)
    if known.writes == "json":
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    yield EXAMPLES / f"{name}.{ENDINGS[known.writes]}", text


def _whole(item: Mapping[str, Any]) -> bool:
    lacking = any(each["rule"] == "format" for each in item["problems"])
    return not lacking and sum(bool(each["value"]) for each in item["rows"]) > 2


def _call(home: str, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "--home", home, "--json", *arguments],
        capture_output=True, text=True, cwd=ROOT, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    if done.returncode > 1:
        raise SystemExit(f"{' '.join(arguments[:4])}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def main(arguments: list[str]) -> int:
    """Write the files, or say which are stale."""
    made = schema_files()
    if "--check" in arguments:
        stale = [p.name for p, text in made.items() if not p.exists() or p.read_text() != text]
        for each in stale:
            print(f"{each} is stale: run packaging/formats.py")
        return int(bool(stale))
    for path, text in (made if "--schemas" in arguments else made | examples()).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
