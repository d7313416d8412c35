"""The quick way through usual HTML sees the same words as the parser of the standard library."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.rules.mapping.html_words import words_of
from desktop_app.rules.mapping.transforms import TRANSFORMS, plain_text

_FOR_THE_PARSER = "<!-- -->"
"""Says nothing to a reader, and is no usual tag."""

_PIECES = (
    "<p>", "</p>", "<P class='a b'>", "<br/>", "<br />", "</br/>", "<hr >", '<a href="x&amp;y">',
    "</a>", "<em>", "</EM >", "<b>x", "&amp;", "&nbsp;", "&lt;", "&#65;", "& ", "p>", " ", "\n",
    "\t a", "\x85", "tail", "<p/>", "<td align='l' title=\"'\" >", "<table>", "</p a='b'>",
    "<p a='1' a='2'>", "<li a=''>", "<a/>", "<span  x='y'>", "<i\n>", "\u2028", "<strongx>",
    "<h1>", "</h2>", "<script>x()</script>", "<title>t</title>", "<q a-='1'>",
)  # fmt: skip


@settings(max_examples=1_500, deadline=None)
@given(st.lists(st.sampled_from(_PIECES) | st.text("abc é.;\n", max_size=4), max_size=9))
def test_both_ways_give_the_same_words(pieces: list[str]) -> None:
    html = "".join(pieces)
    assert words_of(html) == words_of(html + _FOR_THE_PARSER)


def test_words_are_those_that_a_reader_sees() -> None:
    html = "<p class='lead'>In the <em>fens</em>,<br/>two &amp;&nbsp; three</p><UL><li>a<li>b</UL>"
    assert words_of(html) == "In the fens,\ntwo & three\na\nb"
    assert plain_text("<script>x()</script><p>seen</p>") == "seen"


def test_what_there_is_none_of_stays_so() -> None:
    for each in TRANSFORMS.values():
        assert each.apply(None) is None, each.name
