"""Which commands and options there are, and who answers for each."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from desktop_app import __version__
from desktop_app.cli.commands import history, look, profiles, send, window

_ENVIRONMENTS = ("demo", "sandbox", "staging", "production")
Handler = Callable[..., Any]


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; argparse itself ends with exit code 2 on a usage fault."""
    common = _common(defaults=False)
    root = argparse.ArgumentParser(
        prog="colophon", description="See what each system would receive, send it, prove it later.",
        parents=[_common(defaults=True)],
    )  # fmt: skip
    root.add_argument("--version", action="version", version=f"colophon {__version__}")
    root.add_argument("--demo", action="store_true", help="open the window on the demo profile")
    root.set_defaults(handler=window.open_window)
    commands = root.add_subparsers(metavar="COMMAND")

    def add(name: str, handler: Handler | None, help_text: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=help_text, parents=[common])
        if handler:
            parser.set_defaults(handler=handler)
        return parser

    add("sandbox", None, "run the Consonance double and the embedded xConnector")
    add("gateway", None, "run the embedded xConnector alone")
    add("worker", send.worker, "send what waits in this home, until interrupted")
    _profiles(add)
    _flows(add)
    _look(add)
    _send(add)
    _jobs(add)
    demo = add("demo-run", window.demo_run, "the main job on the demo, without a display")
    demo.add_argument("--screenshots", metavar="FOLDER")
    return root.parse_args(argv)


def _common(*, defaults: bool) -> argparse.ArgumentParser:
    """Options that may stand before or after the command."""
    missing = None if defaults else argparse.SUPPRESS
    off = False if defaults else argparse.SUPPRESS
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--profile", metavar="NAME", default=missing)
    parser.add_argument("--home", metavar="DIR", default=missing)
    parser.add_argument("--json", action="store_true", default=off)
    parser.add_argument("--jsonl", action="store_true", default=off)
    parser.add_argument("--quiet", action="store_true", default=off)
    parser.add_argument("--fail-if-empty", action="store_true", default=off)
    parser.add_argument("--secret-stdin", action="store_true", default=off)
    parser.add_argument(
        "--wait-lock", metavar="SECONDS", type=float, default=0 if defaults else off
    )
    return parser


def _nested(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> Handler:
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    def add(name: str, handler: Handler) -> argparse.ArgumentParser:
        action = actions.add_parser(name, parents=[common])
        action.set_defaults(handler=handler)
        return action

    return add


def _profiles(add: Handler) -> None:
    action = _nested(add("profile", None, "profiles of this home"), _common(defaults=False))
    new = action("add", profiles.add_profile)
    new.add_argument("name")
    new.add_argument("--consonance", metavar="URL", required=True)
    new.add_argument("--xconnector", metavar="URL", default="")
    new.add_argument("--environment", choices=_ENVIRONMENTS, default="production")
    action("list", profiles.list_profiles)
    for name, handler in (
        ("show", profiles.show_profile),
        ("test", profiles.test_profile),
        ("remove", profiles.remove_profile),
    ):
        action(name, handler).add_argument("name", nargs="?")


def _flows(add: Handler) -> None:
    action = _nested(add("flows", None, "flows of the profile"), _common(defaults=False))
    action("list", profiles.list_flows)
    for name, handler in (
        ("show", profiles.show_flow),
        ("test", profiles.test_flow),
        ("remove", profiles.remove_flow),
    ):
        action(name, handler).add_argument("name")
    new = action("add", profiles.add_flow)
    new.add_argument("name")
    new.add_argument("--purpose", type=int, choices=range(1, 8), required=True)
    new.add_argument("--style", choices=("contract", "webhook"), required=True)
    new.add_argument("--url", default="")
    new.add_argument("--destination")
    new.add_argument("--format")
    new.add_argument("--market", default="UK")
    new.add_argument("--acknowledgement", choices=("none", "run", "record"), default="none")
    new.add_argument("--audience", choices=("internal", "trade", "public"), default="trade")


def _look(add: Handler) -> None:
    add("sync", look.sync, "refresh the local catalogue").add_argument(
        "--full", action="store_true"
    )
    add("import", look.import_file, "read an ONIX 3.0 or 3.1 file").add_argument("file")
    action = _nested(add("titles", None, "search and show titles"), _common(defaults=False))
    search = action("search", look.search)
    search.add_argument("query", nargs="*")
    search.add_argument("--filter", metavar="K=V", action="append", default=[])
    search.add_argument("--limit", type=int, default=50)
    action("show", look.show).add_argument("id")
    preview = add("preview", look.preview, "what would go")
    preview.add_argument("--flow", required=True)
    preview.add_argument("--as", dest="form", choices=("payload", "table", "difference"),
                         default="table")  # fmt: skip
    preview.add_argument("ids", nargs="+", metavar="ID")
    check = add("check", look.check, "all problems at once")
    check.add_argument("--flow", required=True)
    check.add_argument("ids", nargs="+", metavar="ID")
    assets = _nested(add("assets", None, "covers and files"), _common(defaults=False))
    assets("list", look.assets).add_argument("ids", nargs="+", metavar="ID")


def _send(add: Handler) -> None:
    plan = add("plan", send.plan, "make and store a reviewed plan")
    sending = add("send", send.send, "send titles; a dry run unless --apply")
    for parser in (plan, sending):
        parser.add_argument("--flow", action="append", default=[], dest="flows")
        parser.add_argument("--needed", action="store_true")
        parser.add_argument("--note", default="")
        parser.add_argument("--override", metavar="REASON", default="")
        parser.add_argument("--ids-from", metavar="-", default="")
        parser.add_argument("ids", nargs="*", metavar="ID")
    sending.add_argument("--plan", dest="plan_id", default="")
    sending.add_argument("--apply", action="store_true")
    sending.add_argument("--confirm", type=int, metavar="COUNT")
    sending.add_argument("--hold-until", metavar="TIME", default="")
    sending.add_argument("--wait", action="store_true")
    sending.add_argument("--timeout", type=float, default=120.0, metavar="SECONDS")


def _jobs(add: Handler) -> None:
    action = _nested(add("jobs", None, "history"), _common(defaults=False))
    action("list", history.list_jobs).add_argument("--limit", type=int, default=50)
    for name, handler in (
        ("show", history.show_job),
        ("retry", history.retry),
        ("cancel", history.cancel),
    ):
        action(name, handler).add_argument("job", type=int)
    last = action("last", history.last)
    last.add_argument("id")
    last.add_argument("--flow", required=True)
    last.add_argument("--as", dest="form", choices=("words", "payload"), default="words")
    resend = action("resend", history.resend)
    resend.add_argument("job", type=int)
    resend.add_argument("--item", type=int, action="append", default=[])
    resend.add_argument("--reason", required=True)
    confirm = action("confirm", history.confirm)
    confirm.add_argument("item", type=int)
    answer = confirm.add_mutually_exclusive_group(required=True)
    answer.add_argument("--arrived", action="store_true")
    answer.add_argument("--not-arrived", action="store_true")
    confirm.add_argument("--note", required=True)
    export = action("export", history.export)
    export.add_argument("job", type=int)
    export.add_argument("--to", metavar="FILE", default="-")
    action("verify", history.verify)
