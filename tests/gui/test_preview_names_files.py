"""The preview of a manifest says which files go ahead of it, or that a webhook gets none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.records.flow import Style
from desktop_app.records.payload import Difference
from desktop_app.services.review import Preview
from desktop_app.ui.inspector.pages import PreviewPage
from tests.support_files import ARCHIVE, package_item

FILES = {"cover.jpg": b"x" * 900_000, "inside.jpg": b"y" * 20_000}


@pytest.mark.parametrize(
    ("style", "named", "words"),
    [
        (Style.CONTRACT, FILES, "Sent ahead of it, by hash: cover.jpg (900.0 kB), inside.jpg"),
        (Style.WEBHOOK, FILES, "A plain webhook gets the manifest with names and checksums"),
        (Style.CONTRACT, {}, ""),
    ],
)
def test_it_says_how_the_files_go(
    qtbot: QtBot, style: Style, named: dict[str, bytes], words: str
) -> None:
    payload = package_item(7, named).payload
    shown = Preview("product:7", "archive", payload, (), Difference(True, ()), None, "product:7")
    page = PreviewPage()
    qtbot.addWidget(page)
    page.show_previews([shown], replace(ARCHIVE, style=style))
    page.show()
    assert page.files.text().startswith(words)
    assert page.files.isVisible() is bool(words)
