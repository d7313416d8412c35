"""Thirty servers that drifted in seeded ways: each is read, and all that it lost is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.sources import Ability, Handshake
from tests.support_drift import Leaf, drifting, house, leaves, lost
from tests.support_graphql import KEY
from tests.support_sync import shelf

SEEDS = range(1, 16)


def named(handshake: Handshake) -> set[Leaf]:
    """What the handshake says is lost, leaf by leaf."""
    found: set[Leaf] = set()
    for loss in handshake.losses:
        found |= {
            each
            for each in leaves()
            if loss.field in each.chain
            and (each.path == loss.path or each.path.startswith(f"{loss.path}."))
        }
    return found


def spoilt(nulls: dict[str, int], titles: dict[int, dict[str, object]]) -> set[str]:
    """Titles whose record has null where the schema forbids it."""
    found = set()
    for coordinate, every in nulls.items():
        owner = coordinate.partition(".")[0]
        for number, product in titles.items():
            held = product["prices"] if owner == "Price" else [product]
            if owner in ("Price", product["__typename"]):
                assert isinstance(held, list)
                if any(each["id"] % every == 0 for each in held):
                    found.add(f"product:{number}")
    return found


@pytest.mark.parametrize("kind", ["public", "extended"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_drifted_server_is_read_and_each_loss_is_named(
    tmp_path: Path, kind: str, seed: int
) -> None:
    async with (
        drifting(f"{kind}+mutate:{seed}") as (server, drifted),
        shelf(tmp_path, server.url, KEY) as opened,
    ):
        source = opened.source()
        try:
            handshake = await source.handshake()
        finally:
            await source.aclose()
        assert named(handshake) == lost(kind, drifted), drifted.spec
        assert (Ability.DESCRIBES_ITSELF in handshake.abilities) is not drifted.dark
        changed_since = "WorkSearchAttributes.changedSince" not in drifted.losses
        assert (Ability.CHANGED_SINCE in handshake.abilities) is changed_since

        report = await opened.read()
        every = house(extended=kind == "extended").products
        shown = {
            number: each
            for number, each in every.items()
            if f"type {drifted.renamed.get(each['__typename'], each['__typename'])} "
            in drifted.text
        }
        nulls = dict(drifted.nulls)
        unreadable = spoilt(nulls, shown) if asked_for(nulls, handshake) else set()
        assert {each.id for each in report.skipped} == unreadable
        assert report.complete
        assert report.read == len(shown) - len(unreadable), drifted.spec
        assert set(handshake.missing) == set(report.left_out)


def asked_for(nulls: dict[str, int], handshake: Handshake) -> bool:
    gone = {each.field for each in handshake.losses}
    names = {each.partition(".")[2] for each in nulls}
    return not any(each.partition(".")[2] in names for each in gone)
