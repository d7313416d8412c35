"""What may stand in a mapping file? JSON Schemas, made from the closed sets of the program: of a
whole mapping, and of a publisher's own, which changes one.

python packaging/mapping_schema.py            writes both into resources/formats
python packaging/mapping_schema.py --check    exits 1 when it is stale
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop_app.records.flow import PURPOSES, Audience  # noqa: E402
from desktop_app.rules.mapping.rows import WRITES  # noqa: E402
from desktop_app.rules.mapping.selectors import SELECTORS  # noqa: E402
from desktop_app.rules.mapping.table import FILES  # noqa: E402
from desktop_app.rules.mapping.transforms import TRANSFORMS  # noqa: E402

FOLDER = ROOT / "resources" / "formats"
_PATH = {"$ref": "#/$defs/path"}
_PATHS = {"type": "array", "items": _PATH}
_CONDITIONS = {"type": "array", "items": {"enum": sorted(SELECTORS)}, "uniqueItems": True}
_AUDIENCES = {"type": "array", "items": {"enum": [each.value for each in Audience]}, "minItems": 1}


def _object(needed: list[str], /, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name.rstrip("_"): each for name, each in properties.items()},
        "required": needed,
        "additionalProperties": False,
    }


def schema() -> dict[str, Any]:
    """The whole schema."""
    words = {name: each.words for name, each in sorted(TRANSFORMS.items())}
    value = _object(
        ["to", "from", "rule"],
        to=_PATH,
        from_=_PATH | {"description": "Where it is read: GraphQL names joined by dots."},
        rule={"enum": list(words), "description": "; ".join(f"{n}: {w}" for n, w in words.items())},
        table={"type": "string", "description": "A code table of this file: codes become words."},
        required={"type": "boolean", "description": "Without a value nothing goes."},
        max={"type": "integer", "minimum": 1, "description": "Most characters; longer blocks."},
        when_set={"type": "boolean", "description": "Left out where there is none. In a flat form "
                  "it comes after all other columns, and a row without it ends before it."},
        audience=_AUDIENCES,
    )  # fmt: skip
    constant = _object(["to", "constant"], to=_PATH, constant={"type": "string"},
                       audience=_AUDIENCES)  # fmt: skip
    fact = _object(["to", "flow"], to=_PATH, flow={"enum": ["market"]}, audience=_AUDIENCES)
    group = _object(
        ["to", "rows"],
        to=_PATH,
        each=_PATH | {"description": "Every entry of the list that fits."},
        one=_PATH | {"description": "The only entry that fits; none where several do."},
        first=_PATH | {"description": "The first entry that fits, in the order of key and rank."},
        only=_CONDITIONS,
        if_=_CONDITIONS,
        key=_PATHS | {"description": "The fields that name an entry, in the order of sorting."},
        rank=_PATHS | {"description": "The fields that sort entries of the same key."},
        join={"type": "string", "description": "The values become one text with this between."},
        required={"type": "boolean"},
        rows={"type": "array", "items": {"$ref": "#/$defs/value"}, "minItems": 1},
        audience=_AUDIENCES,
    )
    group["oneOf"] = [{"required": [each]} for each in ("each", "one", "first")]
    rows = {"type": "array", "items": {"$ref": "#/$defs/row"}}
    milestone = _object(
        ["label", "path", "rows"],
        label={"type": "string"}, path=_PATH, needs_true={"type": "boolean"}, rows=rows,
        audience=_AUDIENCES,
    )  # fmt: skip
    subject = _object(
        ["kind", "each", "id", "as"],
        kind={"enum": ["contact", "contract", "milestone:work", "run"]},
        each=_PATH, id=_PATH, as_={"type": "string"}, only=_CONDITIONS, if_=_CONDITIONS,
        rows=rows, audience=_AUDIENCES,
    )  # fmt: skip
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    made = _object(
        ["format", "version", "purpose", "content_type", "rows"],
        format={"type": "string"},
        version={"type": "integer", "minimum": 1},
        purpose={"enum": sorted(PURPOSES)},
        content_type={"type": "string"},
        writes={"enum": list(WRITES)},
        about={"type": "string"},
        subject=subject,
        tables={"type": "object", "additionalProperties": texts},
        rows=rows,
        milestones={"type": "object", "additionalProperties": milestone},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:colophon:mapping",
        "title": "A mapping of Colophon",
        "description": "A table of rows, each with a target and where its value comes from. There "
        "is no expression language: what may be done to a value is the closed set of rules here.",
        **made,
        "$defs": {
            "path": {"type": "string", "pattern": r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$"},
            "value": value,
            "row": {"oneOf": [{"$ref": "#/$defs/value"}, constant, fact, group]},
        },
    }


def own_schema() -> dict[str, Any]:
    """The schema of a publisher's own mapping: rows by their targets, and nothing else."""
    whole = schema()
    rows = whole["properties"]["rows"] | {
        "description": "Each replaces the row with its target, or comes last where none has it."
    }
    removed = _PATHS | {"uniqueItems": True, "description": "Targets of rows that go."}
    part = _object([], rows=rows, remove=removed)
    made = _object(
        ["format"],
        format={"enum": sorted(FILES), "description": "The format that is changed."},
        about={"type": "string", "description": "For people; changes nothing."},
        tables=whole["properties"]["tables"],
        rows=rows,
        remove=removed,
        milestones={"type": "object", "additionalProperties": part},
        subject=part,
    )
    return {
        "$schema": whole["$schema"],
        "$id": "urn:colophon:own-mapping",
        "title": "A publisher's own mapping of a format of Colophon",
        "description": "Rows that are added, replaced or removed. Conditions that guard the "
        "outside, required rows and what never leaves the house stay as they are.",
        **made,
        "$defs": whole["$defs"],
    }


def main(arguments: list[str]) -> int:
    """Write the files, or say which are stale."""
    stale = 0
    for name, made in {"mapping": schema(), "own_mapping": own_schema()}.items():
        place = FOLDER / f"{name}.schema.json"
        text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        if "--check" not in arguments:
            place.write_text(text, encoding="utf-8")
        elif not place.exists() or place.read_text(encoding="utf-8") != text:
            print(f"{place.name} is stale: run packaging/mapping_schema.py")
            stale = 1
    return stale


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
