"""Which commands and options there are, and who answers for each."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from desktop_app import __version__
from desktop_app.cli.grammar import Parser, minutes, positive, seconds
from desktop_app.records.errors import UsageError

OPENS_THE_WINDOW = "window.open_window"
_ENVIRONMENTS = ("demo", "sandbox", "staging", "production")
_NOT_YET = ("inbox", "doctor", "backup", "restore", "diagnostics")
"""Commands of the contract that a later version will have."""

Handler = Callable[..., Any]
Add = Callable[[str, str], argparse.ArgumentParser]
Complete = Callable[[argparse.ArgumentParser], None]


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options and the name of the handler; raises UsageError, and SystemExit after help."""
    arguments, unknown = parser(argv).parse_known_args(argv)
    if arguments.handler in _NOT_YET:
        _refuse(arguments.handler)
    if not arguments.handler:
        raise UsageError(
            "The sandbox and the gateway are programs of their own.",
            next_step="Start them as colophon sandbox and colophon gateway.",
        )
    if unknown:
        raise UsageError(
            f"Not understood: {' '.join(unknown)}.",
            not_done="Nothing was done.",
            next_step="colophon --help lists the commands, COMMAND --help what each takes.",
        )
    return arguments


def _refuse(command: str) -> NoReturn:
    raise UsageError(
        f"This version of Colophon does not have the command {command}.",
        not_done="Nothing was done.",
        next_step="colophon --help lists what it has.",
    )


def handler_of(arguments: argparse.Namespace) -> Handler:
    """The function that answers. Its module, and what that needs, is imported only now."""
    module, _, function = arguments.handler.partition(".")
    found = importlib.import_module(f"desktop_app.cli.commands.{module}")
    return getattr(found, function)  # type: ignore[no-any-return]


def parser(argv: Sequence[str] = ()) -> Parser:
    """The grammar of the commands that the arguments name; the whole of it if they name none."""
    common = _common(defaults=False)
    root = Parser(
        prog="colophon", description="See what each system would receive, send it, prove it later.",
        parents=[_common(defaults=True)],
    )  # fmt: skip
    root.add_argument("--demo", action="store_true", help="open the window on the demo profile")
    root.set_defaults(handler=OPENS_THE_WINDOW)
    commands = root.add_subparsers(metavar="COMMAND")
    # Half of the time of a short command would go into options that it does not use.
    named = set(argv) & {*_COMMANDS, *_NOT_YET} or {*_COMMANDS, *_NOT_YET}
    for name, (help_text, handler, complete) in _COMMANDS.items():
        if name in named:
            made = commands.add_parser(name, help=help_text, parents=[common])
            made.set_defaults(handler=handler)
            complete(made)
    for name in _NOT_YET:
        if name in named:
            later = commands.add_parser(name, add_help=False, prefix_chars="\0")
            later.add_argument("rest", nargs="*")
            later.set_defaults(handler=name)
    return root


def _common(*, defaults: bool) -> Parser:
    """Options that may stand before or after the command."""
    missing = None if defaults else argparse.SUPPRESS
    off = False if defaults else argparse.SUPPRESS
    made = Parser(add_help=False)
    made.add_argument(
        "--profile", metavar="NAME", default=missing, help="default: the last used, or demo"
    )
    made.add_argument("--home", metavar="DIR", default=missing, help="all data under DIR")
    made.add_argument("--json", action="store_true", default=off, help="one JSON document")
    made.add_argument("--jsonl", action="store_true", default=off, help="one object a line")
    made.add_argument("--quiet", action="store_true", default=off, help="no words but errors")
    made.add_argument(
        "--fail-if-empty", action="store_true", default=off, help="exit 6 if there is nothing"
    )
    made.add_argument(
        "--secret-stdin", action="store_true", default=off,
        help="Consonance key and xConnector token on the first two lines of stdin",
    )  # fmt: skip
    made.add_argument(
        "--wait-lock", metavar="SECONDS", type=seconds, default=0.0 if defaults else off,
        help="wait so long for another process that writes to this home",
    )  # fmt: skip
    made.add_argument(
        "--version", action="version", version=f"colophon {__version__}", default=argparse.SUPPRESS
    )
    return made


def _nested(made: argparse.ArgumentParser) -> Add:
    common = _common(defaults=False)
    actions = made.add_subparsers(metavar="ACTION", required=True)

    def add(name: str, handler: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, parents=[common])
        action.set_defaults(handler=handler)
        return action

    return add


def _nothing(made: argparse.ArgumentParser) -> None:
    """No options of its own, or a program of its own that knows them."""


def _profiles(made: argparse.ArgumentParser) -> None:
    action = _nested(made)
    new = action("add", "profiles.add_profile")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--consonance", metavar="URL", required=True)
    new.add_argument("--xconnector", metavar="URL", default="")
    new.add_argument("--environment", choices=_ENVIRONMENTS, default="production")
    new.add_argument(
        "--interface",
        choices=("auto", "graphql", "rest4"),
        default="auto",
        help="how Consonance is asked; auto takes REST v4 only where there is no GraphQL",
    )
    new.add_argument("--refresh-every", type=minutes, default=0, metavar="MINUTES")
    every = action("refresh-every", "profiles.refresh_every")
    every.add_argument("minutes", type=minutes, metavar="MINUTES", help="0 switches it off")
    action("list", "profiles.list_profiles")
    for name in ("show", "test", "remove"):
        action(name, f"profiles.{name}_profile").add_argument("name", nargs="?", metavar="NAME")
    able = action("capabilities", "capabilities.capabilities")
    able.add_argument("name", nargs="?", metavar="NAME")


def _flows(made: argparse.ArgumentParser) -> None:
    action = _nested(made)
    action("list", "flows.list_flows")
    for name in ("show", "test", "remove"):
        action(name, f"flows.{name}_flow").add_argument("name", metavar="NAME")
    for name in ("enable", "disable"):
        switch = action(name, "flows.switch_flow")
        switch.add_argument("name", metavar="NAME")
        switch.set_defaults(on=name == "enable")
    weigh = action("severity", "flows.weigh_rules")
    weigh.add_argument("name", metavar="NAME")
    weigh.add_argument("severities", nargs="+", metavar="RULE=SEVERITY")
    new = action("add", "flows.add_flow")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--purpose", type=int, choices=range(1, 8), required=True)
    new.add_argument("--style", choices=("contract", "webhook"), required=True)
    new.add_argument("--url", default="")
    new.add_argument("--destination", metavar="NAME")
    new.add_argument("--format", metavar="NAME")
    new.add_argument("--market", metavar="NAME", default="UK")
    new.add_argument("--acknowledgement", choices=("none", "run", "record"))
    new.add_argument("--audience", choices=("internal", "trade", "public"))
    new.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="NAME=VALUE",
        help="a setting of an ONIX flow, for example supplier=Gardners; may be given again",
    )
    new.add_argument(
        "--severity",
        action="append",
        default=[],
        dest="severities",
        metavar="RULE=SEVERITY",
        help="how heavy a rule is for this flow, for example 13=note; may be given again",
    )


def _sync(made: argparse.ArgumentParser) -> None:
    how = made.add_mutually_exclusive_group()
    how.add_argument("--full", action="store_true", help="read everything again")
    how.add_argument(
        "--remove-vanished",
        action="store_true",
        help="read nothing; take off the list what the last full reading did not meet",
    )


def _worker(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--sync-every",
        type=minutes,
        metavar="MINUTES",
        help="refresh so often as well; default: as the profile says, 0 never",
    )


def _import(made: argparse.ArgumentParser) -> None:
    made.add_argument("file", metavar="FILE")


def _compare(made: argparse.ArgumentParser) -> None:
    made.add_argument("file", metavar="FILE", help="their ONIX 3.0 or 3.1, or a CSV file")
    made.add_argument("--flow", required=True)
    made.add_argument("--to", metavar="FILE", default="", help="write the comparison as CSV")
    made.add_argument("--ids-from", metavar="-", default="", help="one ID a line: - or a file")
    made.add_argument("ids", nargs="*", metavar="ID", help="titles that they should have as well")


def _mapping(made: argparse.ArgumentParser) -> None:
    action = _nested(made)
    action("list", "mapping.list_mappings")
    action("check", "mapping.check").add_argument("file", metavar="FILE")
    explain = action("explain", "mapping.explain")
    explain.add_argument("file", metavar="FILE|FORMAT")
    explain.add_argument("target", nargs="?", metavar="TARGET", help="one row, or one list")
    differ = action("diff", "mapping.diff")
    differ.add_argument("file", metavar="FILE")
    differ.add_argument("--examples", type=positive, default=3, metavar="N", help="default: 3")
    use = action("use", "mapping.use")
    use.add_argument("file", nargs="?", metavar="FILE")
    use.add_argument("--drop", metavar="FORMAT", default="", help="back to the format as it comes")
    use.add_argument("--confirm", type=int, metavar="COUNT", help="how many titles change")


def _titles(made: argparse.ArgumentParser) -> None:
    action = _nested(made)
    search = action("search", "look.search")
    search.add_argument("query", nargs="*", metavar="QUERY")
    search.add_argument("--filter", metavar="K=V", action="append", default=[])
    search.add_argument("--limit", type=positive, metavar="N", help="default: 50; ISBNs: all")
    search.add_argument("--view", metavar="NAME", help="a saved view; words and filters narrow it")
    search.add_argument("--sort", metavar="COLUMN", help="as publication_date, title, price")
    search.add_argument("--descending", action="store_true", help="the last of them first")
    search.add_argument("--isbns", action="store_true", help="the ISBNs alone, one a line")
    action("show", "look.show").add_argument("ids", nargs="+", metavar="ID")
    action("source", "look.source").add_argument("ids", nargs="+", metavar="ID")


def _preview(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--as", dest="form", default="table",
        choices=("payload", "table", "difference", "message"),
    )  # fmt: skip
    _check(made)


def _check(made: argparse.ArgumentParser) -> None:
    made.add_argument("--flow", required=True)
    made.add_argument("ids", nargs="+", metavar="ID")


def _assets(made: argparse.ArgumentParser) -> None:
    action = _nested(made)
    action("list", "assets.list_assets").add_argument("ids", nargs="+", metavar="ID")
    choose = action("choose", "assets.choose")
    choose.add_argument("id", metavar="ID")
    choose.add_argument("--use", metavar="RESOURCE", help="its number, address or SHA-256")
    choose.add_argument("--reason", metavar="TEXT", default="", help="kept with the choice")
    choose.add_argument("--clear", action="store_true", help="take the choice back")
    fetch = action("fetch", "assets.fetch")
    fetch.add_argument("ids", nargs="+", metavar="ID")
    fetch.add_argument("--to", metavar="DIR", default=".", help="default: the current folder")


def _plan(made: argparse.ArgumentParser) -> None:
    _selection(made)
    made.add_argument("--save", metavar="FILE.html", default="", help="a page of it for people")


def _send(made: argparse.ArgumentParser) -> None:
    _selection(made)
    _going(made)


def _selection(made: argparse.ArgumentParser) -> None:
    made.add_argument("--flow", action="append", default=[], dest="flows")
    made.add_argument(
        "--needed", action="store_true", help="only where the standing is never or changed"
    )
    made.add_argument("--note", metavar="TEXT", default="")
    made.add_argument(
        "--override", metavar="REASON", default="", help="confirm what cannot be checked here"
    )
    made.add_argument("--ids-from", metavar="-", default="", help="one ID a line: - or a file")
    made.add_argument("ids", nargs="*", metavar="ID")


def _going(made: argparse.ArgumentParser) -> None:
    made.add_argument("--plan", dest="plan_id", metavar="ID", default="")
    made.add_argument("--apply", action="store_true", help="really send")
    made.add_argument("--confirm", type=int, metavar="COUNT", help="how many titles are selected")
    made.add_argument("--hold-until", metavar="TIME", default="")
    made.add_argument("--wait", action="store_true", help="until all is final")
    made.add_argument("--timeout", type=seconds, default=120.0, metavar="SECONDS")


def _milestones(made: argparse.ArgumentParser) -> None:
    action = _nested(made)
    listing = action("list", "milestones.list_milestones")
    listing.add_argument("--flow", action="append", default=[], dest="flows")
    listing.add_argument(
        "--needed", action="store_true", help="only those that were never told, or have moved"
    )
    listing.add_argument("--limit", type=positive, default=200, metavar="N")
    listing.add_argument("ids", nargs="*", metavar="ID")
    sending = action("send", "milestones.send_milestones")
    _send(sending)


def _jobs(made: argparse.ArgumentParser) -> None:
    action = _nested(made)
    action("list", "history.list_jobs").add_argument(
        "--limit", type=positive, default=50, metavar="N"
    )
    action("show", "history.show_job").add_argument("job", type=int, metavar="JOB")
    last = action("last", "history.last")
    last.add_argument("ids", nargs="+", metavar="ID")
    last.add_argument("--flow", required=True)
    last.add_argument("--as", dest="form", choices=("words", "payload"), default="words")
    action("retry", "jobs.retry").add_argument("job", type=int, metavar="JOB")
    action("cancel", "jobs.cancel").add_argument("job", type=int, metavar="JOB")
    resend = action("resend", "jobs.resend")
    resend.add_argument("job", type=int, metavar="JOB")
    resend.add_argument("--item", type=int, action="append", default=[])
    resend.add_argument("--reason", required=True)
    resend.add_argument("--apply", action="store_true", help="really send")
    confirm = action("confirm", "jobs.confirm")
    confirm.add_argument("item", type=int, metavar="ITEM")
    answer = confirm.add_mutually_exclusive_group(required=True)
    answer.add_argument("--arrived", action="store_true")
    answer.add_argument("--not-arrived", action="store_true")
    confirm.add_argument("--note", required=True)
    export = action("export", "history.export")
    export.add_argument("job", type=int, metavar="JOB")
    export.add_argument("--to", metavar="FILE", default="-")
    action("verify", "history.verify")
    action("renew", "history.renew")


def _demo_run(made: argparse.ArgumentParser) -> None:
    made.add_argument("--screenshots", metavar="FOLDER")


_COMMANDS: Mapping[str, tuple[str, str, Complete]] = {
    "sandbox": ("run the Consonance double and the embedded xConnector", "", _nothing),
    "gateway": ("run the embedded xConnector alone", "", _nothing),
    "worker": ("send what waits in this home, until interrupted", "worker.worker", _worker),
    "profile": ("profiles of this home", "", _profiles),
    "flows": ("flows of the profile", "", _flows),
    "sync": ("refresh the local catalogue", "catalogue.sync", _sync),
    "import": ("read an ONIX 3.0 or 3.1 file", "catalogue.import_file", _import),
    "compare": ("what a destination really has, by its own file", "compare.compare", _compare),
    "mapping": ("what mappings say, and what another would change", "", _mapping),
    "titles": ("search and show titles", "", _titles),
    "preview": ("what would go", "look.preview", _preview),
    "check": ("all problems at once", "look.check", _check),
    "plan": ("make and store a reviewed plan", "send.plan", _plan),
    "send": ("send titles; a dry run unless --apply", "send.send", _send),
    "milestones": ("milestones that were detected", "", _milestones),
    "jobs": ("history", "", _jobs),
    "assets": ("covers and files", "", _assets),
    "demo-run": ("the main job on the demo, without a display", "window.demo_run", _demo_run),
}
"""Command → what it does, who answers, and what it takes."""
