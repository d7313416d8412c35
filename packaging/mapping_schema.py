"""What may stand in a mapping file? A JSON Schema of it, made from the closed sets of the program.

python packaging/mapping_schema.py            writes resources/formats/mapping.schema.json
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
from desktop_app.rules.mapping.transforms import TRANSFORMS  # noqa: E402

PLACE = ROOT / "resources" / "formats" / "mapping.schema.json"
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
        audience=_AUDIENCES,
    )
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


def main(arguments: list[str]) -> int:
    """Write the file, or say that it is stale."""
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if "--check" not in arguments:
        PLACE.write_text(text, encoding="utf-8")
        return 0
    stale = not PLACE.exists() or PLACE.read_text(encoding="utf-8") != text
    if stale:
        print(f"{PLACE.name} is stale: run packaging/mapping_schema.py")
    return int(stale)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
