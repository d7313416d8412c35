"""A flow of ONIX as a script would run it: added, looked at, checked, sent, proved."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop_app.rules.onix import schema
from tests.support_command_line import call
from tests.support_staging import in_house, staging_house

FLOWS = (
    '[[flows]]\nname = "trade"\nformat = "onix-3.0"\nrequires = ["isbn13", "title"]\n'
    '[[flows]]\nname = "short"\nformat = "onix-3.1"\nfolder = "out"\n'
)
TRUST = ("--override", "a test")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A home with a profile for staging, and the folder of its gateway."""
    home, far = (tmp_path_factory.mktemp(name) for name in ("home", "far"))
    with staging_house(home, far, FLOWS, "--titles", "60"):
        yield home, far


def add(home: Path, name: str, form: str, *more: str) -> Any:
    return in_house(
        home, "flows", "add", name, "--purpose", "1", "--format", form, "--destination", name,
        *(more if "--style" in more else ("--style", "contract", *more)),
    )  # fmt: skip


def sent(home: Path, flow: str, ids: list[str]) -> Any:
    return in_house(home, "send", "--flow", flow, "--apply", "--wait", *TRUST, *ids)


def test_a_flow_of_onix_goes_to_the_gateway_and_is_kept_there(places: tuple[Path, Path]) -> None:
    home, far = places
    add(home, "trade", "onix-3.0", "--set", "supplier=Central Books", "--set", "publisher=Tern")
    ids = [each["id"] for each in in_house(home, "titles", "search", "--limit", "60")["items"]]
    preview = in_house(home, "preview", "--flow", "trade", ids[0])
    rows = {each["target"]: each["value"] for each in preview["rows"]}
    assert rows["NotificationType"] == "89"
    assert rows["ProductSupply.SupplyDetail.Supplier.SupplierName"] == "Central Books"
    told = in_house(home, "check", "--flow", "trade", *ids)
    assert "onix-schema" not in json.dumps(told)

    first = sent(home, "trade", ids)
    went = [each["subject"] for each in first["items"] if each["state"] == "delivered"]
    assert len(went) > 30
    with sqlite3.connect(far / "destinations.sqlite") as client:
        found = client.execute("SELECT subject, isbn, title, payload FROM trade")
        kept = {row[0]: row[1:] for row in found}
    assert set(kept) == set(went)
    known = schema.schema("3.0", "reference")
    assert known is not None
    for isbn, title, payload in kept.values():
        product = etree.fromstring(payload.encode())
        assert known.validate(product), known.error_log
        assert isbn in payload
        assert title
    again = sent(home, "trade", went)
    assert again["account"] == {"selected": len(went), "unchanged": len(went)}
    last = in_house(home, "jobs", "last", went[0], "--flow", "trade")
    assert last["payload"] == kept[went[0]][2]


def test_short_tags_of_3_1_go_as_files(places: tuple[Path, Path]) -> None:
    home, far = places
    add(home, "short", "onix-3.1", "--set", "tags=short", "--set", "language=eng")
    ids = [each["id"] for each in in_house(home, "titles", "search", "--limit", "60")["items"]]
    went = [
        each["subject"] for each in sent(home, "short", ids[:20])["items"]
        if each["state"] == "delivered"
    ]  # fmt: skip
    files = [each for each in (far / "out").iterdir() if each.suffix == ".xml"]
    assert went
    assert len(files) == len(went)
    for each in files:
        assert each.read_bytes().startswith(
            b'<product xmlns="http://ns.editeur.org/onix/3.1/short">'
        )


def test_what_may_go_is_written_as_one_message(places: tuple[Path, Path]) -> None:
    home, _ = places
    add(
        home,
        "file",
        "onix-3.1",
        "--set",
        "sender=Tern & Co",
        "--set",
        "tags=short",
        "--set",
        "recipient=jstor",
    )
    ids = [each["id"] for each in in_house(home, "titles", "search", "--limit", "60")["items"]]
    in_house(home, "send", "--flow", "file", *TRUST, *ids)  # a dry run keeps the confirmations
    look = ("--profile", "house", "preview", "--flow", "file", "--as", "message", *ids)
    done = call(home, *look)
    assert done.code in (0, 1), done.err
    known = schema.schema("3.1", "short")
    assert known is not None
    whole = etree.fromstring(done.out)
    assert known.validate(whole), known.error_log
    assert len(whole.findall("{*}product")) > 30
    assert "is left out" in done.err
    assert call(home, *[each if each != "file" else "nobody" for each in look]).code != 0


@contextmanager
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook as a person builds one: it keeps what it is given and says nothing."""
    kept: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def do_POST(self) -> None:
            kept.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

    class Server(ThreadingHTTPServer):
        request_queue_size = 256  # many call at once; the usual five would cut some off

    server = Server(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/in", kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_gets_the_product_as_text_in_the_event(places: tuple[Path, Path]) -> None:
    home, _ = places
    with hook() as (url, kept):
        add(home, "hook", "onix-3.0", "--style", "webhook", "--url", url)
        ids = [each["id"] for each in in_house(home, "titles", "search", "--limit", "60")["items"]]
        done = sent(home, "hook", ids[:10])
    over = [each["subject"] for each in done["items"] if each["state"] == "handed_over"]
    assert over
    assert {each["subject"] for each in kept} == set(over)
    for each in kept:
        assert each["datacontenttype"] == "application/xml"
        assert etree.fromstring(each["data"].encode()).tag.endswith("}Product")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("suplier=X", "Did you mean supplier?"),
        ("supplier", "is no setting"),
        ("tags=long", "long"),
        ("language=English", "three small letters"),
        ("rights=99", "code list 46"),
        ("severities.onix-tax=loud", "a severity is one of"),
    ],
)
def test_a_setting_that_cannot_be_gets_a_sentence(
    places: tuple[Path, Path], given: str, words: str
) -> None:
    home, _ = places
    done = call(
        home, "--profile", "house", "flows", "add", "bad", "--purpose", "1", "--style", "contract",
        "--format", "onix-3.0", "--set", given,
    )  # fmt: skip
    assert done.code == 2
    assert words in done.err


def test_settings_of_onix_are_for_onix(places: tuple[Path, Path]) -> None:
    home, _ = places
    done = call(
        home, "--profile", "house", "flows", "add", "bad", "--purpose", "1", "--style", "contract",
        "--format", "item-json", "--set", "supplier=X",
    )  # fmt: skip
    assert done.code == 2
    assert "has no settings of ONIX" in done.err
