"""What do EDItEUR's schemas say of a product? Read whole from an installed package, never copied.

The package ``onixcheck`` carries the schemas of 3.0 and 3.1 in both tag styles, with their code
lists. Its own code is not used: it compiles a schema again for each file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_PACKAGE = "onixcheck"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_DEPRECATED = re.compile(r"\bDeprecated\b")


@cache
def folder(release: str) -> Path | None:
    """Where the schemas of a release lie; None where they are not installed."""
    try:
        found = find_spec(_PACKAGE)
    except (ImportError, ValueError):
        return None
    for place in (found.submodule_search_locations or ()) if found else ():
        here = Path(place) / "schema" / f"xsd{release}"
        if here.is_dir():
            return here
    return None


@cache
def schema(release: str, tags: str) -> etree.XMLSchema | None:
    """The schema, compiled once in a process; None where it is not installed."""
    from lxml import etree

    here = folder(release)
    file = here / f"ONIX_BookProduct_{release}_{tags}.xsd" if here else None
    if file is None or not file.is_file():
        return None
    return etree.XMLSchema(etree.parse(str(file)))


@cache
def deprecated(release: str) -> Mapping[str, frozenset[str]]:
    """Number of a code list to its codes that should not be used any more."""
    from lxml import etree

    here = folder(release)
    file = here / "ONIX_BookProduct_CodeLists.xsd" if here else None
    if file is None or not file.is_file():
        return {}
    found: dict[str, frozenset[str]] = {}
    for kind in etree.parse(str(file)).getroot().findall(f"{_XS}simpleType"):
        old = {
            each.get("value", "")
            for each in kind.iter(f"{_XS}enumeration")
            if any(_DEPRECATED.search(say.text or "") for say in each.iter(f"{_XS}documentation"))
        }
        if old:
            found[kind.get("name", "").removeprefix("List")] = frozenset(old)
    return found


_COMPOUND = {
    "CountriesIncluded": "91", "CountriesExcluded": "91",
    "RegionsIncluded": "49", "RegionsExcluded": "49",
    "Date@dateformat": "55", "Text@language": "74", "Text@textformat": "34",
    "BiographicalNote@textformat": "34", "FeatureValue": "178",
}  # fmt: skip
"""Lists of codes in one element, and attributes: the schema names their code lists elsewhere."""

Labels = Mapping[str, Mapping[str, str]]


@cache
def labels(release: str) -> Labels:
    """Element (by reference name) to what its codes mean, in EDItEUR's words; empty where the
    schemas are not installed. Reads two files when first asked."""
    from lxml import etree

    here = folder(release)
    lists = here / "ONIX_BookProduct_CodeLists.xsd" if here else None
    named = here / f"ONIX_BookProduct_{release}_reference.xsd" if here else None
    if lists is None or named is None or not lists.is_file() or not named.is_file():
        return {}
    coded = {
        kind.get("name", "").removeprefix("List"): _codes(kind)
        for kind in etree.parse(str(lists)).getroot().findall(f"{_XS}simpleType")
    }
    found = {name: coded.get(number, {}) for name, number in _COMPOUND.items()}
    for each in etree.parse(str(named)).getroot().findall(f"{_XS}element"):
        for kind in each.iter(f"{_XS}extension"):
            base = kind.get("base", "")
            if base.startswith("List"):
                found[each.get("name", "")] = coded.get(base.removeprefix("List"), {})
    return found


def _codes(kind: etree._Element) -> Mapping[str, str]:
    """Code to label; the first sentence of a code's documentation is its label."""
    return {
        each.get("value", ""): " ".join((said.text or "").split())
        for each in kind.iter(f"{_XS}enumeration")
        if (said := each.find(f".//{_XS}documentation")) is not None
    }
