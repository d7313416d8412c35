"""Hits gathered by work: the same titles, works in the order of their first, totals of all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desktop_app.records.query import Query
from tests.gui.support_shelf import open_shelf


@pytest.mark.parametrize("count", [300, 2_600])
@pytest.mark.parametrize("query", [Query(), Query(text="harbour", sort="title", descending=False)])
def test_works_follow_each_other_as_their_first_titles_do(
    tmp_path: Path, count: int, query: Query
) -> None:
    shelf = open_shelf(tmp_path, count, standing=False)
    try:
        ids = asyncio.run(shelf.look_up.ids(query))
        gathered = asyncio.run(shelf.look_up.gathered(query))
        assert sorted(gathered.rows) == sorted(ids)
        assert gathered.starts[0] == 0
        assert gathered.starts[-1] == len(ids)
        place = {pid: number for number, pid in enumerate(ids)}
        groups = [
            gathered.rows[start:end].tolist()
            for start, end in zip(gathered.starts, gathered.starts[1:], strict=False)
        ]
        firsts = [place[group[0]] for group in groups]
        assert firsts == sorted(firsts)
        assert all([place[pid] for pid in group] == sorted(place[pid] for pid in group)
                   for group in groups)  # fmt: skip
        some = groups[:40]
        rows = asyncio.run(shelf.look_up.works(some))
        for group, row in zip(some, rows, strict=True):
            titles = asyncio.run(shelf.look_up.rows(group))
            assert [title.id for title in titles] == list(row.titles)
            assert len({title.work for title in titles}) == 1
            whole = asyncio.run(shelf.look_up.resolve(titles[0].work))
            assert row.total == len(whole)
            assert row.name == "The Harbour Atlas", "the work's own title"
    finally:
        shelf.close()
