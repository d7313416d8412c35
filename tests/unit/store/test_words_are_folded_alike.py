"""Is a word found however it is written? Folding and reading of what was typed, on a real index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop_app.records.document import content_hash
from desktop_app.records.query import Query
from desktop_app.records.title import Record, SourceKind
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.folding import folded, words
from desktop_app.store.search_terms import terms


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Ana Núñez", "ana nunez"),
        ("Dvořák", "dvorak"),
        ("DVOR\u030cA\u0301K", "dvorak"),  # the marks as signs of their own
        ("Łódź", "lodz"),
        ("Øystein", "oystein"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ẞ", "ss"),
        ("Æsop œuvre", "aesop oeuvre"),
        ("Þórr ðá đak", "thorr da dak"),
        ("ﬁnal ﬂood oﬃce", "final flood office"),
        ("O'Brien", "obrien"),
        ("O\u2019Brien", "obrien"),
        ("O\u02bcBrien", "obrien"),
        ("O`Brien", "obrien"),
        ("O\u00b4Brien O＇Brien", "obrien obrien"),
        ("Jean-Paul", "jean paul"),
        ("well\u2011known — fact", "well known fact"),
        ("co\u00adoperate", "cooperate"),  # a soft hyphen
        ("zero\u200bwidth", "zerowidth"),
        ("İstanbul Kadıköy", "istanbul kadikoy"),
        ("ΑΘΗΝΑ Ἀθήνα", "αθηνα αθηνα"),
        ("ΟΔΟΣ", "οδοσ"),
        ("Йогурт Ёлка", "иогурт елка"),
        ("Ｆｕｌｌｗｉｄｔｈ １２３", "fullwidth 123"),
        ("C++ & C#", "c c"),
        ("20,000 Leagues", "20 000 leagues"),
        ("snake_case", "snake case"),
        ("…!?", ""),
    ],
)
def test_a_text_is_folded_to_plain_words(written: str, plain: str) -> None:
    assert folded(written) == plain


def test_scripts_without_spaces_are_split_into_signs() -> None:
    assert words("源氏物語") == ["源", "氏", "物", "語"]
    assert words("กขค") == ["ก", "ข", "ค"]
    assert words("日本 Tokyo") == ["日", "本", "tokyo"]


@pytest.mark.parametrize("text", ["Straße", "ﬃ Łódź", "源氏物語", "İ", "ΟΔΟΣ ὈΔΟΣ", "Ǆ ǅ", "ŉ"])
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)


NASTY = (
    *('"', "*", 'a" OR "b', "NEAR(a b)", "title:harbour", "-harbour", "a AND b", "%", "_", "^a"),
    *("(", "{a b}:c", "\x00", "a\x00b", "\ud800", "';--", "🙂", "a" * 5_000, "a " * 500),
)


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_is_typed_is_syntax(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE find USING fts5 (title, tokenize = 'ascii')")
    asked = terms(text)
    for match in (asked.match, *(number.match for number in asked.numbers)):
        if match:
            connection.execute("SELECT count(*) FROM find WHERE find MATCH ?", (match,))
    assert asked.nothing or asked.match or asked.numbers
    connection.close()


def test_signs_alone_find_nothing_and_an_empty_text_everything() -> None:
    assert terms("!!").nothing
    assert terms(" - ").nothing
    assert not terms("  ").nothing
    assert terms("") == terms("   ")


@pytest.mark.parametrize(
    ("typed", "digits", "inner"),
    [
        ("978", "978", False),
        ("9-78", "978", False),
        ("978-0-14", "978014", True),
        ("978 0 14 143951 8", "9780141439518", True),
        ("0141439513", "9780141439518", True),  # an ISBN-10 in full
        ("0-8044-2957-x", "9780804429573", True),
        ("43951", "43951", True),
        ("ISBN 43951", "43951", True),
    ],
)
def test_digits_in_any_punctuation_are_a_number(typed: str, digits: str, inner: bool) -> None:
    (number,) = terms(typed).numbers
    assert (number.digits, number.inner) == (digits, inner)


def test_short_digits_beside_words_are_words() -> None:
    asked = terms("catch 22")
    assert asked.numbers == ()
    assert asked.match == '"catch"* AND "22"*'


TITLES = {
    "1": ("The Harbour Atlas", "Ana Núñez", "9780141439518"),
    "2": ("O'Brien's Straße", "Øystein Łódź", "9781911390220"),
    "3": ("Well-known Œuvres", "Jean-Paul Þórr", "9791036500008"),
    "4": ("源氏物語", "紫式部", "9784003001515"),
    "5": ("Война и мир", "Лев Толстой", "9785170878888"),
    "6": ("1984", "George Orwell", "9780451524935"),
}


def _record(number: str, title: str, person: str, isbn: str) -> Record:
    document = {"id": number, "fullTitle": title, "authorshipDescription": person,
                "isbn": {"isbn13": isbn}}  # fmt: skip
    return Record(f"product:{number}", "", SourceKind.CONSONANCE, document, content_hash(document))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("obrien", "2"), ("o'brien", "2"), ("O’BRIEN", "2"), ("strasse", "2"), ("STRAS", "2"),
        ("lodz", "2"), ("oystein lo", "2"), ("nunez", "1"), ("núñ", "1"), ("atlas the", "1"),
        ("well-known", "3"), ("known well", "3"), ("oeuvr", "3"), ("thorr jean", "3"),
        ("物語", "4"), ("紫", "4"), ("вой", "5"), ("ТОЛСТОИ", "5"),
        ("1984", "6"), ("9780451", "6"), ("978-0-451-52493-5", "6"), ("0451524934", "6"),
        ("52493", "6"), ("5249-3", "6"), ("orwell 52493", "6"), ("97", "1 2 3 4 5 6"),
        ("arbour", ""), ("orwell 43951", ""), ("harbour orwell", ""), ("1985", ""),
    ],
)  # fmt: skip
async def test_a_title_is_found_by_what_people_type(tmp_path: Path, typed: str, found: str) -> None:
    db = Database(tmp_path / "catalogue.sqlite", "catalogue", durable=False)
    try:
        catalogue = Catalogue(db)
        await catalogue.put_page([_record(number, *rest) for number, rest in TITLES.items()])
        page = await catalogue.search(Query(typed))
        assert sorted(each.id for each in page.titles) == [f"product:{n}" for n in found.split()]
        assert page.total == len(found.split())
    finally:
        db.close()
