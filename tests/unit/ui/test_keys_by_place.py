"""The keyboard map: every key stands under one place, and none does two things there."""

from __future__ import annotations

import inspect
from collections import Counter

import pytest

from desktop_app.ui import keys
from desktop_app.ui.shell import bindings
from desktop_app.ui.shell.key_sheet import halves
from desktop_app.ui.widgets.button import key_words

ARROWS = {"cells", "fold"}
"""In a list by work the arrows fold first, then go through the cells."""


@pytest.mark.parametrize(
    ("sequence", "words"),
    [("Ctrl++", "Ctrl +"), ("Ctrl+Shift+Return", "Ctrl ⇧ ⏎"), ("Ctrl+=", "Ctrl ="), ("/", "/")],
)
def test_a_key_is_written_as_it_is_pressed(sequence: str, words: str) -> None:
    assert key_words(sequence) == words


@pytest.mark.parametrize("place", keys.PLACES, ids=lambda place: place.name)
def test_a_key_does_one_thing_in_a_place(place: keys.Place) -> None:
    found = Counter(each for key in place.keys if key.name not in ARROWS for each in key.sequences)
    assert {each: count for each, count in found.items() if count > 1} == {}
    assert place.keys


def test_what_acts_anywhere_is_bound_and_what_is_bound_is_listed() -> None:
    bound = inspect.getsource(bindings.bind_keys)
    anywhere, *others = keys.PLACES
    missing = [
        key.name
        for key in anywhere.keys
        if f'"{key.name}"' not in bound and key.name != "close_sheet"
    ]
    assert missing == []
    assert anywhere.name == "Anywhere"
    assert len({key.name for key in keys.KEYS}) == len(keys.KEYS)
    assert {place.name for place in others} >= {"Titles", "Inspector", "Review"}


def test_the_two_columns_hold_all_of_it_and_are_about_even() -> None:
    left, right = halves(keys.PLACES)
    assert (*left, *right) == keys.PLACES
    lines = [sum(len(place.keys) + 2 for place in each) for each in (left, right)]
    assert abs(lines[0] - lines[1]) <= max(len(place.keys) + 2 for place in keys.PLACES)
