"""What is new about a Consonance is told once, with what it touches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graphql import build_schema

from desktop_app.companions.sandbox.schema import schema_drift
from desktop_app.services.drift import Drift, Told, drift
from desktop_app.services.handshakes import HandshakeFile
from desktop_app.settings.profiles import DEMO_FLOWS, Profile
from desktop_app.sources import Ability, Handshake, Loss
from desktop_app.sources.consonance.asked import learn


def says(spec: str) -> Handshake:
    return learn(build_schema(schema_drift(spec).text)).handshake


def between(before: str, after: str) -> Drift:
    return drift(says(before), says(after), DEMO_FLOWS)


def test_a_field_that_is_gone_is_named_with_what_it_touches() -> None:
    found = between("public", "public+lack:Work.season")
    assert found.lost == ("season",)
    assert found.words[0].startswith("Consonance no longer has field season. 2 mapping rules")


def test_what_nothing_reads_touches_nothing() -> None:
    found = between("public", "public+lack:Price.ean5")
    assert (found.rows, found.rules) == (0, 0)
    assert found.words == (
        "Consonance no longer has field ean5. No mapping rule and no check is affected.",
    )


def test_a_field_that_comes_back_is_told_too_and_no_change_is_not() -> None:
    found = between("public+lack:Work.season", "public")
    assert (found.lost, found.back) == ((), ("season",))
    assert found.words == ("Consonance now has field season.",)
    assert between("public", "public") == Drift()


def test_an_ability_that_is_gone_is_told() -> None:
    before = says("public")
    after = Handshake(
        told=before.told,
        losses=before.losses,
        abilities=before.abilities - {Ability.CHANGED_SINCE},
        by=before.by,
    )
    assert drift(before, after, DEMO_FLOWS).words == (
        "What changed since a day: Each refresh reads all titles.",
    )


def test_a_field_that_is_lost_for_some_titles_and_then_for_all_is_no_gain() -> None:
    part = Loss("work.season", "Work.season", partly=True)
    some, every = (Handshake(losses=(each,)) for each in (part, replace(part, partly=False)))
    worse, better = drift(some, every, DEMO_FLOWS), drift(every, some, DEMO_FLOWS)
    assert (worse.lost, worse.back) == (("season",), ())
    assert (better.lost, better.back) == ((), ("season",))
    assert drift(some, some, DEMO_FLOWS) == Drift()


async def test_the_same_news_is_not_told_twice(tmp_path: Path) -> None:
    told = Told(Profile("x", flows=DEMO_FLOWS), HandshakeFile(tmp_path / "told.json"))
    assert (await told.news(says("public"))).words == says("public").words
    assert (await told.news(says("public+lack:Work.season"))).lost == ("season",)
    assert await told.news(says("public+lack:Work.season")) == Drift()
