"""Many titles folded into bounded counts: however they are cut, and held against plain counting."""

from __future__ import annotations

import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.payload import Row
from desktop_app.services import selected
from desktop_app.services.selected import Gathering, Selection, Slice, Stand
from desktop_app.services.shapes import shape

Case = tuple[str, str, Stand, tuple[Row, ...]]
MEGABYTE = 1 << 20


def row(target: str, value: str) -> Row:
    return Row(target, value, "", "")


def folded(cases: Sequence[Case]) -> Slice:
    made = Slice()
    for title, subject, stand, rows in cases:
        made.add((title, subject, stand), rows)
    return made


def gathered(
    titles: Sequence[str], parts: Sequence[Sequence[Case]], gone: Sequence[str] = ()
) -> Selection:
    gathering = Gathering("gardners", titles)
    gathering.meet([each for each in titles if each not in gone])
    for part in parts:
        gathering.add(folded(part))
    return gathering.told()


def same(one: Selection, other: Selection) -> bool:
    return _plain(one) == _plain(other)


def _plain(told: Selection) -> object:
    fields = [
        (each.target, [(v.text, v.cut, list(v.titles)) for v in each.values], each.alike,
         each.more, list(each.rest), each.without)
        for each in told.fields
    ]  # fmt: skip
    stands = {stand: list(places) for stand, places in told.stands.items()}
    return told.flow, told.ids, told.messages, stands, fields, told.more_fields


TARGETS = st.sampled_from(
    ["title", "form.code", "prices[GBP-02-05].amount", "texts[7].text", "texts[9].text"]
)
VALUES = st.sampled_from(["", "A", "B", "C", "D", "x" * 300, "x" * 299 + "y"])
MESSAGES = st.lists(st.tuples(TARGETS, VALUES), max_size=6)
TITLES = st.lists(
    st.lists(st.tuples(st.sampled_from(list(Stand)[:5]), MESSAGES), max_size=3), max_size=12
)


@st.composite
def houses(draw: st.DrawFn) -> tuple[list[str], list[Case], list[int]]:
    """Titles with up to three messages each, some shared, and where they are cut."""
    drawn = draw(TITLES)
    shared = draw(st.booleans())
    titles = [f"product:{number}" for number in range(len(drawn))]
    cases: list[Case] = []
    for title, messages in zip(titles, drawn, strict=True):
        for number, (stand, rows) in enumerate(messages):
            subject = f"run:{number}" if shared else f"{title}:{number}"
            cases.append((title, subject, stand, tuple(row(*each) for each in rows)))
    cuts = draw(st.lists(st.integers(0, len(cases)), max_size=5))
    return titles, cases, sorted(cuts)


@given(houses(), st.integers(1, 3), st.integers(1, 3))
def test_slices_give_what_all_at_once_gives(
    house: tuple[list[str], list[Case], list[int]], values: int, fields: int
) -> None:
    titles, cases, cuts = house
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selected, "VALUES", values)
        patch.setattr(selected, "FIELDS", fields)
        edges = [0, *cuts, len(cases)]
        parts = [cases[a:b] for a, b in pairwise(edges)]
        assert same(gathered(titles, parts), gathered(titles, [cases]))


@given(houses())
def test_what_is_told_is_what_plain_counting_finds(
    house: tuple[list[str], list[Case], list[int]],
) -> None:
    titles, cases, _ = house
    told = gathered(titles, [cases])
    have: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    messages: dict[str, Counter[str]] = defaultdict(Counter)
    for title, _subject, _stand, rows in cases:
        for target, value in {(shape(each.target), each.value) for each in rows if each.value}:
            have[target][value].add(title)
            messages[target][value] += 1
    assert {each.target for each in told.fields} == set(have)
    for each in told.fields:
        names = {frozenset(told.named(value.titles)) for value in each.values}
        assert names == {frozenset(found) for found in have[each.target].values()}
        assert each.alike == all(n == len(cases) for n in messages[each.target].values())
        lacking = {title for title, *_ in cases}.difference(*have[each.target].values())
        assert set(told.without(each.target)) == lacking
        assert each.without == len(lacking)
        counts = [len(value.titles) for value in each.values]
        assert counts == sorted(counts, reverse=True)
    split = [each.target for each in (*told.alike, *told.differing)]
    assert sorted(split) == sorted(have)


def test_what_is_beyond_the_bounds_is_counted_and_its_titles_are_known() -> None:
    cases: list[Case] = [
        (f"product:{n}", f"product:{n}", Stand.GOES, (row("isbn", str(n)), row("form", "BC")))
        for n in range(312 + selected.VALUES)
    ]
    told = gathered([title for title, *_ in cases], [cases[:150], cases[150:]])
    isbn, form = told.fields
    assert (len(isbn.values), isbn.more, isbn.different) == (selected.VALUES, 312, 412)
    assert told.named(isbn.rest) == [f"product:{n}" for n in range(100, 412)]
    assert (form.alike, isbn.alike) == (True, False)


def test_long_values_are_cut_but_told_apart() -> None:
    long = "A biography. " * 40
    rows = [(row("text", long + end),) for end in ("a", "b", "a")]
    cases: list[Case] = [(str(n), str(n), Stand.GOES, each) for n, each in enumerate(rows)]
    (field,) = gathered(["0", "1", "2"], [cases]).fields
    assert [(each.cut, len(each.text), len(each.titles)) for each in field.values] == [
        (True, selected.TEXT, 2),
        (True, selected.TEXT, 1),
    ]


def test_every_title_stands_somewhere_and_what_stops_one_stops_what_it_shares() -> None:
    stands = (Stand.GOES, Stand.UNCHECKED, Stand.BLOCKED, Stand.HELD)
    cases: list[Case] = [
        ("a", "run:1", Stand.GOES, ()), ("b", "run:1", Stand.UNCHECKED, ()),
        ("c", "c", Stand.HELD, ()), ("d", "run:1", Stand.BLOCKED, ()), ("e", "e", Stand.SAME, ()),
    ]  # fmt: skip
    told = gathered(["a", "b", "c", "d", "e", "f", "g"], [cases[:1], cases[1:]], gone=["g"])
    named = {stand: told.named(places) for stand, places in told.stands.items()}
    assert named == {
        Stand.BLOCKED: ["a", "b", "d"], Stand.HELD: ["c"], Stand.SAME: ["e"],
        Stand.NO_SUBJECT: ["f"], Stand.GONE: ["g"],
    }  # fmt: skip
    assert stands[0] not in named


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("title.full", "title.full"),
        ("texts[4711].text", "texts[…].text"),
        ("prices[GBP-02-05].amount", "prices[GBP-02-05].amount"),
        ("quantities[20011-Advances].copies", "quantities[…].copies"),
        ("ProductIdentifier[ISBN-13].IDValue", "ProductIdentifier[ISBN-13].IDValue"),
        ("Contributor[2].NameIdentifier[ISNI].IDValue",
         "Contributor[…].NameIdentifier[ISNI].IDValue"),
        ("DescriptiveDetail.Measure[height].Measurement",
         "DescriptiveDetail.Measure[height].Measurement"),
    ],
)  # fmt: skip
def test_ids_are_left_out_of_a_field_and_words_stay(target: str, wanted: str) -> None:
    assert shape(target) == wanted


def test_twenty_thousand_titles_take_a_bounded_room() -> None:
    count, fields = 20_000, 20
    titles = [f"product:{number}" for number in range(count)]
    gathering = Gathering("gardners", titles)
    tracemalloc.start()
    try:
        for start in range(0, count, 500):
            gathering.add(folded([_wordy(n, fields) for n in range(start, start + 500)]))
        told = gathering.told()
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert told.messages == count
    assert len(told.alike) == fields // 2
    # Kept whole, the values alone would be 20,000 × 10 × 400 characters: 80 MB.
    assert used < 16 * MEGABYTE, used / MEGABYTE


def _wordy(number: int, fields: int) -> Case:
    """Half of the fields are the same in all, the others never."""
    rows = tuple(
        row(f"field{place}", "the same" if place % 2 else f"{number} {place} " + "word " * 80)
        for place in range(fields)
    )
    return f"product:{number}", f"product:{number}", Stand.GOES, rows
