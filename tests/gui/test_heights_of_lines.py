"""What is taken for one line without laying it out is as tall as when it is laid out."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.ui import theme
from desktop_app.ui.widgets import lines
from desktop_app.ui.widgets.lines import Run

TEXTS = (
    "", "x", "9781900202022", "prices[GBP-02-05].amount", "Algebra of a Small Terrace",
    "W" * 40, "two words " * 9, "Łódź", "თბილისი", "a\nb", "tab\there", "-" * 60, "iiii" * 30,
)  # fmt: skip
FONTS = (("text", 400, "sans"), ("text", 600, "sans"), ("caption", 400, "mono"))


@pytest.mark.parametrize("zoom", [1.0, 1.25, 2.0])
def test_one_line_is_as_tall_as_it_is_laid_out(
    qapp: QApplication, light: theme.Theme, zoom: float
) -> None:
    light.set_zoom(zoom)
    short = 0
    for size, weight, family in FONTS:
        for text in TEXTS:
            for width in (40, 120, 250, 900):
                runs = (Run(text, size=size, weight=weight, family=family),)
                quick = lines._one_line(runs, width)
                short += bool(quick)
                assert quick in (0, lines._height(lines._lay_out(runs, width))), (text, width)
    assert short > 40
    light.set_zoom(1.0)


def test_runs_of_one_font_are_measured_together(qapp: QApplication, light: theme.Theme) -> None:
    runs = (Run("12.99 "), Run("GBP", colour="ink2"))
    assert lines._one_line(runs, 200) == lines._height(lines._lay_out(runs, 200))
    assert lines._one_line((*runs, Run("bold", weight=600)), 900) == 0
