"""What exactly would go for one title? Its bytes with their checksum, and all of its problems."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTabBar, QVBoxLayout, QWidget

from desktop_app.records.plan import PlanItem
from desktop_app.ui import looks, theme, wording
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Button, Heading, PlainLabel

_SHOWN = 400_000


class DetailSheet(Sheet):
    """One tab an item: the bytes as they would go, or the problems as plain text to copy."""

    def __init__(
        self,
        name: str,
        items: Sequence[PlanItem],
        destinations: Sequence[str],
        *,
        problems: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(name, parent, wanted=QSize(760, 540))
        now = theme.current()
        self._items = list(items)
        self._problems = problems
        self._names = list(destinations)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setAccessibleName("Destination")
        for item, place in zip(items, destinations, strict=True):
            milestone = item.subject.rpartition(":")[2] if ":product:" in item.subject else ""
            words = f"{place} · {milestone.replace('_', ' ')}" if milestone else place
            self._tabs.addTab(words.replace("&", "&&"))
        self._caption = PlainLabel("", "caption", selectable=True, wrap=True)
        self.text = QPlainTextEdit()
        self.text.setObjectName("bytes")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.text.setFont(now.font("text") if problems else now.font("mono", 400, "mono"))
        self.text.setAccessibleName("Problems" if problems else "Bytes that would go")
        inner = QVBoxLayout()
        inner.setContentsMargins(now.px(20), now.px(18), now.px(20), now.px(14))
        inner.setSpacing(now.px(8))
        for widget in (Heading(name, "sheet_title"), self._tabs, self._caption):
            inner.addWidget(widget)
        inner.addWidget(self.text, 1)
        self.body.addLayout(inner)
        copy = Button("Copy", icon="copy")
        copy.clicked.connect(self._copy)
        close = Button("Close")
        close.clicked.connect(self.reject)
        self.footer.addStretch(1)
        self.footer.addWidget(copy)
        self.footer.addWidget(close)
        self._tabs.currentChanged.connect(self._show)
        self._show(0)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, index: int) -> None:
        if not 0 <= index < len(self._items):
            return
        item = self._items[index]
        if self._problems:
            self._caption.setText(item.subject)
            self.text.setPlainText(problem_text(item))
            return
        payload = item.payload
        self._caption.setText(
            f"{wording.size(len(payload.data))} · {payload.content_type} · sha-256 "
            f"{payload.sha256} · event id, time and signature are set when sent"
        )
        self.text.setPlainText(readable(payload.data))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def problem_text(item: PlanItem) -> str:
    """Every problem of an item with its fix and its owner, for reading and for a mail."""
    lines = []
    for problem in item.problems:
        look = looks.of_severity(problem.severity)
        answered = f" Confirmed: {problem.confirmed}." if problem.confirmed else ""
        lines.append(f"{look.word}, rule {problem.rule}, {problem.field}: {problem.message}")
        lines.append(f"    {problem.fix} ({problem.owner}){answered}")
    return "\n".join(lines) or item.reason or "No problems found."


def readable(data: bytes) -> str:
    """The bytes for the eye: JSON is indented, all else stays as it is; cut when huge."""
    if len(data) > _SHOWN:
        cut = data[:_SHOWN].decode("utf-8", "replace")
        return f"{cut}\n… {wording.size(len(data) - _SHOWN)} more"
    try:
        return json.dumps(json.loads(data), ensure_ascii=False, indent=2)
    except ValueError:
        return data.decode("utf-8", "replace")
