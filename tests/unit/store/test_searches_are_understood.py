"""What does a typed search mean, and what is said of one that means nothing?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.asked import (
    Choice,
    Days,
    Digits,
    InField,
    Missing,
    Money,
    Phrase,
    Plain,
    Stands,
    Value,
)
from desktop_app.records.errors import QueryError
from desktop_app.records.query import Place
from desktop_app.records.title import Verdict
from desktop_app.store.query_parse import FIELDS, parse

PLACES = (Place("gardners", "Gardners"), Place("launch", "Launch planning"))


def meant(text: str) -> list[object]:
    return [clause.test for clause in parse(text, PLACES)]


def test_the_example_of_the_guide_is_understood_part_by_part() -> None:
    text = (
        "imprint:Pavilion pub:2027-03 status:forthcoming price:<10 "
        '"exact phrase" -word changed:gardners'
    )
    assert meant(text) == [
        Choice("imprint", (Value("Pavilion"),)),
        Days(((20270301, 20270331),)),
        Choice("status", (Value("forthcoming"),)),
        Money("", None, 99_999),
        Phrase(("exact", "phrase")),
        Plain("word"),
        Stands(Verdict.CHANGED, ("gardners",)),
    ]
    clauses = parse(text, PLACES)
    assert [clause.negated for clause in clauses] == [False] * 5 + [True, False]
    assert [text[clause.start : clause.end] for clause in clauses][4] == '"exact phrase"'


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("Imprint:Quay", Choice("imprint", (Value("Quay"),))),
        ('imprint:"Quay & Sons",Pavilion',
         Choice("imprint", (Value("Quay & Sons", whole=True), Value("Pavilion")))),
        ("pub:2027", Days(((20270101, 20271231),))),
        ("pub:2027-1..2027-06", Days(((20270101, 20270631),))),
        ("pub:>2027", Days(((20271232, 99991231),))),
        ("published:..2027-03-14", Days(((1, 20270314),))),
        ("pub:none", Missing("pub")),
        ("price:gbp>=12.99", Money("GBP", 129_900, None)),
        ("price:<£10", Money("GBP", None, 99_999)),
        ("price:5..10.5", Money("", 50_000, 105_000)),
        ("price:eur", Money("EUR")),
        ("author:Okafor", InField("contributor", ("okafor",))),
        ('series:"Sea Season"', InField("series", ("sea", "season"), phrase=True)),
        ("isbn:978-1-911", Digits("9781911")),
        ("isbn:0-306-40615-2", Digits("9780306406157")),
        ("never:LAUNCH", Stands(Verdict.NEVER, ("launch",))),
        ("same:plan", Stands(Verdict.SAME, ("launch",))),
        ("blocked:any", Stands(Verdict.BLOCKED)),
        ("“lost at sea”", Phrase(("lost", "at", "sea"))),
        ('"lost at s', Phrase(("lost", "at", "s"), open=True)),
    ],
)  # fmt: skip
def test_fields_and_quotes_mean_what_they_say(text: str, test: object) -> None:
    assert meant(text) == [test]


@pytest.mark.parametrize(
    "text",
    ["Dune: Messiah", "10:30", "well-known", "C++", "978-1-911", '5" disk', "- sea", "a -", "*:*"],
)
def test_other_signs_are_words_as_before(text: str) -> None:
    assert meant(text) == [Plain(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dune:messiah", "There is no field dune."),
        ("imprnt:Pavilion", "Did you mean imprint:?"),
        ("pub:soon", "“soon” is not a date"),
        ("pub:2027-13", "no day or month 2027-13"),
        ("pub:2027..2026", "ends before it begins"),
        ("pub:..", "needs a day on one side"),
        ("price:10,50", "decimals stand after a point"),
        ("price:cheap", "is not an amount"),
        ("price:gbp<10eur", "is not an amount"),
        ("price:<", "the amount is missing"),
        ("changed:Waterstones", "there are: Gardners, Launch planning"),
        ("isbn:abc", "no part of an ISBN"),
        ("title:!!", "has no letter or digit"),
        ("status:", "status: needs a value"),
        ("harbour -form:", "form: needs a value"),
    ],
)
def test_what_cannot_be_understood_is_said_with_what_would_be_right(text: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, PLACES)
    assert words in caught.value.hint()
    assert caught.value.next_step
    assert text[caught.value.start : caught.value.end]


PIECES = st.sampled_from(
    [*(f"{name}:" for name in FIELDS), '"', "-", ",", "..", "<", ">=", " ", "2027", "-03", "9.9",
     "gbp", "sea", "ł", "none", "any", "gardners", "’", "\u200b", "“"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_any_text_is_understood_or_refused_with_its_place(text: str) -> None:
    for start, end in _places(text):
        assert 0 <= start < end <= len(text)


def _places(text: str) -> list[tuple[int, int]]:
    try:
        return [(clause.start, clause.end) for clause in parse(text, PLACES)]
    except QueryError as error:
        return [(error.start, error.end)]
