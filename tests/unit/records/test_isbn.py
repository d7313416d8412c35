"""Is the number meant by an ISBN found however people write it?"""

from __future__ import annotations

import pytest

from desktop_app.records import isbn


@pytest.mark.parametrize(
    "written",
    [
        "9780141439518",
        "978-0-14-143951-8",
        "978\u20130\u201314\u2013143951\u20138",
        "978\u2011 0 14\u00a0143951.8",
        "\u200b9780141\u200b439518\ufeff",
        "ISBN-13: 978-0-14-143951-8",
        "ISBN-13 978-0-14-143951-8",
        "ISBN 978-0-14-143951-8",
        "urn:isbn:9780141439518",
        "eISBN 9780141439518",
        "９７８０１４１４３９５１８",
        "0-14-143951-3",
        "ISBN-10: 0141439513",
    ],
)
def test_any_punctuation_gives_the_same_isbn_13(written: str) -> None:
    assert isbn.to13(written) == "9780141439518"


def test_an_isbn_10_that_ends_in_x_is_converted() -> None:
    assert isbn.valid10("080442957X")
    assert isbn.to13("0-8044-2957-x") == "9780804429573"


@pytest.mark.parametrize("written", ["", "Emma", "97801414395a18", "X", "08044X2957"])
def test_other_text_is_not_an_isbn(written: str) -> None:
    assert isbn.normalise(written) == ""
    assert isbn.fault(written) == "This is not an ISBN."


def test_a_wrong_check_digit_is_named() -> None:
    assert isbn.fault("978-0-14-143951-7") == "The check digit is wrong: it should be 8."
    assert isbn.fault("0804429571") == "The check digit is wrong: it should be X."
    assert isbn.fault("9780141439518") == ""


def test_a_wrong_length_or_prefix_is_named() -> None:
    assert "this one has 12" in isbn.fault("978014143951")
    assert isbn.fault("9770141439518") == "An ISBN of 13 digits begins with 978 or 979."
    assert not isbn.valid13("9770141439518")


def test_979_has_no_isbn_10_but_is_valid() -> None:
    assert isbn.to13("979-8-88645-174-0") == "9798886451740"
