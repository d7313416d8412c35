"""One picture that may be the cover is shown, of several none until a person chose, then that."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.errors import UsageError
from desktop_app.records.query import Query
from desktop_app.services.cover_choice import CoverChoices
from desktop_app.services.cover_shown import cover_shown
from desktop_app.services.covers import Covers
from desktop_app.services.look_up import LookUp
from desktop_app.store import migrate
from desktop_app.store.columns import columns
from tests.support_cover_server import CoverServer, cover_server, picture
from tests.support_desk import Desk, desk, title
from tests.support_records import document, record

TITLE = "product:1"

_TEXTS = st.sampled_from(["", " ", "Approved", "not approved", "Draft", "APPROVED", "front cover"])
_PICTURES = st.fixed_dictionaries(
    {},
    optional={
        "id": st.one_of(st.none(), st.integers(1, 4), st.sampled_from(["1", ""])),
        "url": st.sampled_from([None, "", "https://a/1.jpg", "https://a/2.pdf?x=1", 7]),
        "filename": st.sampled_from([None, "", "a.jpg", "b.pdf", "no end"]),
        "imageContentType": st.sampled_from([None, "", "image/jpeg", "IMAGE/PNG", "text/html", 1]),
        "resourceVariant": st.sampled_from([None, "", "FRONT_COVER", "BACK_COVER", 3]),
        "status": st.one_of(st.none(), _TEXTS, st.integers()),
        "productIds": st.sampled_from([None, [], ["12"], [12], ["13"], "12", ("12", 13)]),
        "isProcessing": st.sampled_from([None, True, False]),
    },
)


@given(st.lists(_PICTURES, max_size=3), st.sampled_from(["12", 12]))
def test_lists_and_payloads_agree_on_which_picture_is_the_cover(
    pictures: list[Mapping[str, Any]], number: object
) -> None:
    made = record(document(id=number, work={"supportingResources": pictures}))
    assert columns(made).cover_url == cover_shown(made.document, None)


class House:
    """A title with two front covers that a real server gives."""

    def __init__(self, here: Desk, server: CoverServer, folder: Path) -> None:
        self.here = here
        self.server = server
        self.covers = Covers(folder / "covers", loopback_allowed=True, now=lambda: self.now)
        self.now = 1_000_000.0
        self.held = 0
        self.urls = [server.give(f"/{name}", picture(colour=name)) for name in ("navy", "red")]
        self.look_up = LookUp(here.catalogue, here.table, here.profile.flows)
        self.choices = CoverChoices(
            self.look_up, self.covers, here.ledger, self._hold, writable=True
        )

    async def _hold(self) -> str:
        self.held += 1
        return ""

    async def put(self, *numbers: int, **changes: Any) -> None:
        """The title with these of the two covers."""
        pictures = [
            {
                "id": str(each), "url": self.urls[each], "filename": f"{each}.jpg",
                "imageContentType": "image/jpeg", "resourceVariant": "FRONT_COVER",
                "status": "Approved", "isProcessing": False, "productIds": ["1", "2"],
            }
            for each in numbers
        ]  # fmt: skip
        for number in (1, 2):
            work = {"id": "9", "supportingResources": pictures}
            await self.here.put(title(number, work=work, **changes))

    async def shown(self, name: str = TITLE) -> str:
        await self.here.standing.refresh()
        page = await self.look_up.search(Query(), limit=10)
        return next(each.cover_url for each in page.titles if each.id == name)


async def test_the_list_follows_the_choice_and_its_end(tmp_path: Path) -> None:
    with cover_server() as server:
        async with desk(tmp_path) as here:
            house = House(here, server, tmp_path)
            await house.put(1)
            assert await house.shown() == house.urls[1], "the only one"
            await house.put(0, 1)
            assert await house.shown() == "", "nobody can tell"
            await house.choices.choose(TITLE, "1", "the new look")
            assert await house.shown() == house.urls[1]
            assert await house.shown("product:2") == "", "another product of the work"
            await house.put(0, 1, fullTitle="Another name")
            assert await house.shown() == house.urls[1], "the choice holds"
            await house.choices.clear(TITLE)
            assert await house.shown() == ""
            await house.choices.choose(TITLE, "0", "the old look")
            assert await house.shown() == house.urls[0]
            await here.standing.from_scratch()
            assert await house.shown() == house.urls[0]
            await house.put(0)
            assert await house.shown() == house.urls[0]
            house.covers.close()


async def test_only_what_was_looked_at_can_be_chosen(tmp_path: Path) -> None:
    with cover_server() as server:
        async with desk(tmp_path) as here:
            house = House(here, server, tmp_path)
            await house.put(0, 1)
            seen = await house.choices.contest(TITLE)
            house.urls[1] = server.give("/green", picture(colour="green"))
            await house.put(0, 1)
            with pytest.raises(UsageError, match="not those any more that were shown here"):
                await house.choices.choose(TITLE, "1", "the red one", seen.candidates)
            assert (await house.choices.contest(TITLE)).choice is None
            again = await house.choices.contest(TITLE)
            assert (await house.choices.choose(TITLE, "1", "green", again.candidates)).used == "1"
            house.covers.close()


async def test_what_waits_is_held_when_measuring_ends_a_choice(tmp_path: Path) -> None:
    with cover_server() as server:
        async with desk(tmp_path) as here:
            house = House(here, server, tmp_path)
            await house.put(0, 1)
            await house.choices.choose(TITLE, "1", "the red one")
            held = house.held
            assert (await house.choices.contest(TITLE)).used == "1"
            assert house.held == held
            server.give("/red", picture(colour="green"))
            house.now += 1e9
            assert (await house.choices.contest(TITLE)).used == ""
            assert house.held == held + 1
            await house.choices.contest(TITLE)
            assert house.held == held + 1
            assert await house.shown() == ""
            house.covers.close()


async def test_a_catalogue_of_an_earlier_version_forgets_the_first_of_several(
    tmp_path: Path,
) -> None:
    folder = Path(migrate.__file__).parent / "migrations" / "catalogue"
    script = (folder / "0005_covers_of_several.sql").read_text(encoding="utf-8")
    with cover_server() as server:
        async with desk(tmp_path) as here:
            house = House(here, server, tmp_path)
            await house.put(0, 1)
            back = {"url": "https://a/3.jpg", "resourceVariant": "BACK_COVER", "productIds": ["3"]}
            front = back | {"resourceVariant": "FRONT_COVER"}
            odd = ["abc", 7, None, {"productIds": "3"}]
            for number, pictures in ((3, [back, front]), (4, odd), (5, "none"), (6, None)):
                work = {"id": str(number), "supportingResources": pictures}
                await here.put(title(number, work=work))

            def earlier(connection: sqlite3.Connection) -> list[str]:
                connection.execute("UPDATE title SET cover_url = 'the first'")
                connection.execute(script)
                return [row[0] for row in connection.execute(
                    "SELECT id FROM title WHERE cover_url = '' ORDER BY id")]  # fmt: skip

            assert await here.catalogue_db.awrite(earlier) == ["product:1", "product:2"]
            house.covers.close()
