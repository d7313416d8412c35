"""By which words do people know the fields of a record? Read from a resource, or made of names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from desktop_app.records.resources import resource_text

_ACRONYMS = {
    "asin": "ASIN", "bic": "BIC", "doi": "DOI", "duns": "DUNS", "epub": "EPUB", "isbn": "ISBN",
    "isni": "ISNI", "issn": "ISSN", "lc": "LC", "lccn": "LCCN", "onix": "ONIX", "url": "URL",
    "vat": "VAT", "id": "number", "ids": "numbers",
}  # fmt: skip
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SILENT = re.compile(r"^onix(21)?(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Words:
    """``groups`` are headings with paths in order; ``only`` maps a path to the kinds of product
    that have it; ``instead`` maps a path to the one that tells the same and more;
    ``explained_by`` a code's name to that of the object with its label, where the names do not
    tell."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    only: Mapping[str, frozenset[str]]
    instead: Mapping[str, str]
    explained_by: Mapping[str, str]
    units: Mapping[str, str]
    types: Mapping[str, str]
    labels: Mapping[str, str]

    def has(self, kind: str, path: str) -> bool:
        """Whether a product of this kind can have the field."""
        return path not in self.only or kind in self.only[path]

    def label(self, path: str) -> str:
        """The words for the last name of a path."""
        name = path.rpartition(".")[2].removesuffix("[]")
        return self.labels.get(path) or self.labels.get(name) or made(name)


@cache
def words() -> Words:
    """What the resource says."""
    given = json.loads(resource_text("schema", "source.json"))
    only: dict[str, set[str]] = {}
    for kind, paths in given["only"].items():
        for path in paths:
            only.setdefault(path, set()).add(kind)
    return Words(
        groups=tuple((each["title"], tuple(each["fields"])) for each in given["groups"]),
        only={path: frozenset(kinds) for path, kinds in only.items()},
        instead=given["instead"],
        explained_by=given["explained_by"],
        units=given["units"],
        types=given["types"],
        labels=given["labels"],
    )


@cache
def made(name: str) -> str:
    """``bookshopClassification`` is "Bookshop classification"."""
    parts = _PART.findall(_SILENT.sub("", name)) or [name]
    said = [_ACRONYMS.get(each.lower(), each.lower()) for each in parts]
    text = " ".join(said)
    return text[:1].upper() + text[1:]
