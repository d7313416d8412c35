"""Any record that the schema allows: server, client, store, search, and what Source shows of it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from desktop_app.records.query import Query
from desktop_app.services.source_view import Given, view
from desktop_app.ui.inspector.told import told
from tests.support_any_record import any_house
from tests.support_graphql import WISHES, Works
from tests.support_sync import reading


@pytest.mark.timeout(600)
@settings(
    max_examples=25,
    deadline=None,
    # A failing record is small enough to read; making it smaller would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(any_house())
def test_any_record_survives_from_the_server_to_the_source_side(house: Works) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_read_and_look(Path(folder), house))


async def _read_and_look(folder: Path, house: Works) -> None:
    products = [each for work in house.values() for each in work["products"]]
    async with reading(folder, house) as (_, opened):
        report = await opened.read()
        assert report.skipped == ()
        assert report.complete
        assert report.read == await opened.count() == len(products)
        for product in products:
            number = product["id"]
            title = f"product:{number}"
            found = await opened.catalogue.search(Query(text=f"zq{number}"))
            assert title in [each.id for each in found.titles]
            whole = await opened.catalogue.whole(title)
            assert not list(_differing(product, whole.document, ""))
            assert not list(_differing(product["work"], whole.document["work"], "work."))
            seen = view(whole)
            shown = told(seen, empty=True)
            assert shown.shown == sum(not row.rows for row in seen.rows())
            assert all(row.given is not Given.UNKNOWN or row.path in WISHES for row in seen.rows())
        again = await opened.read(full=True)
        assert (again.new, again.changed, again.gone) == (0, 0, 0)


def _differing(sent: Mapping[str, Any], kept: Mapping[str, Any], path: str) -> Iterator[str]:
    """Paths whose text, truth or emptiness is not what the server holds."""
    for name, value in sent.items():
        if name in ("work", "products", "__typename"):
            continue
        yield from _differs(value, kept.get(name, "absent"), f"{path}{name}")


def _differs(sent: Any, kept: Any, path: str) -> Iterator[str]:
    if isinstance(sent, Mapping) and isinstance(kept, Mapping):
        yield from _differing(sent, kept, f"{path}.")
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for mine, other in zip(sent, kept, strict=True):
            yield from _differs(mine, other, f"{path}[]")
    elif isinstance(sent, bool) or sent is None:
        if sent is not kept:
            yield path
    elif isinstance(sent, str):
        # Codes lose the underscore that the schema's enums put before a digit.
        if kept not in (sent, sent.removeprefix("_"), sent[:60].strip()):
            yield path
    elif isinstance(sent, int | float):
        if isinstance(kept, str | int) and float(kept) != sent:
            yield path
    else:
        yield path
