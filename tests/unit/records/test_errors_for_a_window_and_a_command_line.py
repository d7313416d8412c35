"""A person in a window cannot give an option: what only a command line can do is not told there."""

from __future__ import annotations

import re
from pathlib import Path

from desktop_app.records.errors import ANOTHER_HOME, StoreError
from desktop_app.records.halt import Halt
from desktop_app.services.files import read_only
from desktop_app.settings.paths import Home

OPTION = re.compile(r"(^|\s)--[a-z]")
ROOT = Path(__file__).parents[3] / "desktop_app"


def test_only_the_command_line_hears_of_its_options() -> None:
    error = StoreError("It is so.", not_done="Nothing.", next_step="Do.", command=ANOTHER_HOME)
    assert error.sentence() == "It is so. Nothing. Do."
    assert error.line() == f"It is so. Nothing. Do. {ANOTHER_HOME}"
    assert error.next_line() == f"Do. {ANOTHER_HOME}"


def test_a_home_that_cannot_be_written_is_told_in_words_for_people() -> None:
    halt = read_only(Home(Path("/nowhere")))
    assert not OPTION.search(halt.sentence())
    assert "Make the folder writable" in halt.sentence()
    error = halt.error("Nothing was sent.")
    assert not OPTION.search(error.sentence())
    assert "--home" in error.line()


def test_a_halt_without_an_option_has_none_to_tell() -> None:
    assert Halt("It is so.", "Do.").error("Nothing.").line() == "It is so. Nothing. Do."


def test_no_next_step_below_the_command_line_names_an_option() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {step[0]}"
        for room in ("records", "services", "store", "settings", "sources", "engine", "xconnector")
        for path in sorted((ROOT / room).rglob("*.py"))
        for step in re.finditer(r"next_step=f?\"[^\"]*\"", path.read_text("utf-8"))
        if OPTION.search(step[0])
    ]
    assert found == []
