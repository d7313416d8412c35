"""Is the lineage of ONIX true? A moved source value moves only elements whose rows name it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_app.records.onix import Tags
from desktop_app.records.payload import Payload
from tests.support_lineage import NEW
from tests.support_onix import STYLES, built, sound, styled
from tests.support_records import record

_KEYS = re.compile(r"\[[^\]]*\]")


MAKES = {
    "contributions[].": "DescriptiveDetail.Contributor",
    "prices[].": "ProductSupply",
    "isForSaleWorldwide": "PublishingDetail.SalesRights",
    "work.subjectCodes[].": "DescriptiveDetail.Subject",
    "work.seriesMemberships[].": "DescriptiveDetail.Collection",
    "shortDescription[].": "CollateralDetail.TextContent",
    "marketingTexts[].": "CollateralDetail.TextContent",
    "work.prizes[].": "CollateralDetail.Prize",
    "work.supportingResources[].": "CollateralDetail.SupportingResource",
}
"""Paths on which it hangs that a composite is there at all, or under which key."""


def moved(document: dict[str, Any], path: str) -> dict[str, Any]:
    """The document with another value at a path, in every entry of its lists."""
    made = copy.deepcopy(document)
    names = path.split(".")
    _move(made, names, NEW[path])
    return made


def _move(owner: Any, names: list[str], value: Any, place: int = 0) -> None:
    name, *rest = names
    key = name.removesuffix("[]")
    if not isinstance(owner, dict) or key not in owner:
        return
    if name.endswith("[]"):
        for number, each in enumerate(owner[key] or ()):
            _move(each, rest, value, number)
    elif rest:
        _move(owner[key], rest, value, place)
    else:
        new = value(place) if callable(value) else value
        owner[key] = str(new) if isinstance(owner[key], str) and not isinstance(new, str) else new


def rows(payload: Payload) -> dict[str, tuple[str, str]]:
    return {row.target: (row.value, row.source) for row in payload.rows}


def unnamed(before: Payload, after: Payload, path: str) -> Iterator[str]:
    """Elements that differ though neither row names the path."""
    old, new = rows(before), rows(after)
    plain = _KEYS.sub("", path)
    for target in old.keys() | new.keys():
        was, now = old.get(target), new.get(target)
        if (was and was[0]) != (now and now[0]):
            sources = " ".join(_KEYS.sub("", each[1]) for each in (was, now) if each)
            # A composite that comes or goes does so with all that is in it.
            whole = (was is None or now is None) and any(
                path.startswith(begin) and target.startswith(made) for begin, made in MAKES.items()
            )
            chosen = plain.rpartition(".")[2] in sources.partition(" by ")[2]
            if plain not in sources and not chosen and not whole:
                yield f"{path} moved {target}, which names {sources}"


@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_a_moved_value_moves_only_what_names_it(form: str, tags: Tags) -> None:
    flow, given = styled(form, tags), dict(sound().document)
    before = built(record(given), flow)
    wrong: list[str] = []
    moving = set()
    for path in NEW:
        made = moved(given, path)
        if made == given:
            continue
        after = built(record(made), flow)
        if after.data != before.data:
            moving.add(path)
        wrong += unnamed(before, after, path)
    assert not wrong, "\n".join(wrong)
    assert len(moving) > 20
