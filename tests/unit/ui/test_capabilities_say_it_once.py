"""What several capabilities have in common is said by a head over them, once."""

from __future__ import annotations

from desktop_app.services.capabilities import Capability, Extent
from desktop_app.sources import Loss
from desktop_app.ui.connect.capability_lines import grouped

GONE = "This Consonance gives nothing of it, so it is unknown in every title."
HERE = "All that Colophon asks for is there."


def item(name: str, extent: Extent, words: str) -> Capability:
    lost = () if extent is Extent.WHOLE else (Loss("work.x", "x"),)
    return Capability(name, extent, words, 1, lost, (), ())


ITEMS = [
    item("Embargo", Extent.NONE, GONE),
    item("To-dos", Extent.NONE, GONE),
    item("Prices", Extent.PART, "1 field is missing; the rest is there."),
    item("Titles", Extent.WHOLE, HERE),
    item("People", Extent.WHOLE, HERE),
]


def test_the_common_sentence_stands_over_its_lines_and_nowhere_else() -> None:
    lines = grouped(ITEMS, str)
    shown = [
        " ".join(run.text for cell in line.cells for runs in cell.paragraphs for run in runs)
        for line in lines
    ]
    assert sum(GONE in words for words in shown) == 1
    assert sum(HERE in words for words in shown) == 1
    assert shown[0] == f"Missing, 2 {GONE}"
    assert [line.key.name if line.key else "" for line in lines] == [
        "", "Embargo", "To-dos", "Prices", "", "Titles", "People",
    ]  # fmt: skip


def test_one_alone_says_it_itself_and_the_ear_hears_it_on_each() -> None:
    lines = grouped(ITEMS, str)
    prices = next(line for line in lines if line.key is ITEMS[2])
    assert any(
        "1 field is missing" in run.text for runs in prices.cells[2].paragraphs for run in runs
    )
    assert all(GONE in line.spoken for line in lines if line.key in ITEMS[:2])
