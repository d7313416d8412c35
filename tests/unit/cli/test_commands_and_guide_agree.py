"""The guide's table of commands is the grammar of the program, and every command is answered."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.cli.parser import handler_of, parser
from desktop_app.companions.sandbox.process import _parser as sandbox_parser
from desktop_app.records.resources import resource_text

OF_THEIR_OWN = {"sandbox", "gateway"}
FOR_THE_BOOTSTRAP = {"demo-run"}
HEAVY = {
    "pydantic", "httpx", "aiohttp", "sqlalchemy", "graphql", "lxml", "PIL", "keyring", "PySide6",
}  # fmt: skip


def actions_of(made: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands below a parser by name."""
    for each in made._actions:
        if isinstance(each, argparse._SubParsersAction):
            return dict(each.choices)
    return {}


def leaves() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command, or action of one, with its parser."""
    for name, command in actions_of(parser()).items():
        if command.get_default("handler") == name:
            continue  # a later version will have it
        below = actions_of(command)
        if below:
            yield from ((f"{name} {action}", made) for action, made in below.items())
        else:
            yield name, command


def rows() -> Iterator[tuple[str, list[str]]]:
    """Every command that the guide's table names, with the options it gives."""
    known = dict(leaves())
    for line in re.findall(r"^\| `colophon ([^`]*)`", resource_text("guide", "README.md"), re.M):
        words = line.replace("\\|", "|").replace("[", "").replace("]", "").replace("…", "").split()
        if words[0].startswith("--"):
            continue  # the window
        options = [each for each in words if each.startswith("--")]
        one = words[0] in known
        names = [words[0]] if one else [f"{words[0]} {each}" for each in words[1].split("|")]
        yield from ((each, options) for each in names)


def test_the_guide_names_every_command_and_no_other() -> None:
    named = {name for name, _ in rows()}
    assert named == {name for name, _ in leaves()} - FOR_THE_BOOTSTRAP


def test_the_guide_gives_only_options_that_there_are_and_forgets_none() -> None:
    known = dict(leaves())
    common = set(parser()._option_string_actions)
    told: dict[str, set[str]] = {}
    for name, options in rows():
        told.setdefault(name, set()).update(options)
    for name, options in told.items():
        made = known[name] if name != "sandbox" else sandbox_parser()
        if name == "gateway":
            continue  # its parser is built inside its own process
        real = {
            each for each, action in made._option_string_actions.items()
            if each.startswith("--") and action.help is not argparse.SUPPRESS
        } - common  # fmt: skip
        assert options <= real, name
        if name in {"sandbox", "milestones send", "jobs confirm"}:
            continue  # told in their own section, or as those of another command
        assert real == options, name


def test_every_command_is_answered() -> None:
    for name, made in leaves():
        if name not in OF_THEIR_OWN:
            handler = made.get_default("handler")
            assert callable(handler_of(argparse.Namespace(handler=handler))), name


@pytest.mark.parametrize(
    "command",
    ["titles search dragon", "flows list", "jobs list", "profile list", "milestones list"],
)
def test_commands_that_read_load_no_heavy_library(command: str, tmp_path: Path) -> None:
    code = (
        "import sys; from desktop_app.__main__ import main;"
        f"code = main(['--home', {str(tmp_path)!r}, *{shlex.split(command)!r}]);"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "[]"
