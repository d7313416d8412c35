"""What exactly would go for one title? Its bytes with their checksum, and all of its problems."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTabBar, QVBoxLayout, QWidget

from desktop_app.records.plan import PlanItem
from desktop_app.records.subject import milestone_of
from desktop_app.services.severities import rule_name
from desktop_app.ui import looks, theme, wording
from desktop_app.ui.findings import once
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
        self._problems = problems
        # Problems are told by destination: its milestones mostly have the same.
        self._items = _by_destination(items) if problems else [[item] for item in items]
        places = {item.flow: place for item, place in zip(items, destinations, strict=True)}
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setAccessibleName("Destination")
        for group in self._items:
            place, milestone = places[group[0].flow], milestone_of(group[0].subject)
            alone = len(group) == 1 and milestone
            words = f"{place} · {milestone.replace('_', ' ')}" if alone else place
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
        group = self._items[index]
        if self._problems:
            self._caption.setText(_subjects(group))
            self.text.setPlainText(problem_text(group))
            return
        payload = group[0].payload
        self._caption.setText(
            f"{wording.size(len(payload.data))} · {payload.content_type} · sha-256 "
            f"{payload.sha256} · event id, time and signature are set when sent"
        )
        self.text.setPlainText(readable(payload.data))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def _by_destination(items: Sequence[PlanItem]) -> list[list[PlanItem]]:
    found: dict[str, list[PlanItem]] = {}
    for item in items:
        found.setdefault(item.flow, []).append(item)
    return list(found.values())


def _subjects(items: Sequence[PlanItem]) -> str:
    if len(items) == 1:
        return items[0].subject
    named = [milestone_of(each.subject).replace("_", " ") or each.subject for each in items]
    return ", ".join(named)


def problem_text(items: Sequence[PlanItem]) -> str:
    """Every problem of the items of one destination once, with its fix and its owner, for
    reading and for a mail."""
    lines = []
    for problem, place in once([(each.subject, each.problems) for each in items]).items():
        look = looks.of_severity(problem.severity)
        answered = f" Confirmed: {problem.confirmed}." if problem.confirmed else ""
        lines.append(f"{look.word}, {rule_name(problem.rule)}, {problem.field}: {problem.message}")
        if place:
            lines.append(f"    {place[:1].upper()}{place[1:]}.")
        lines.append(f"    {problem.fix} ({problem.owner}){answered}")
    reasons = (each.reason for each in items if each.reason)
    return "\n".join(lines) or next(reasons, "No problems found.")


def readable(data: bytes) -> str:
    """The bytes for the eye: JSON is indented, all else stays as it is; cut when huge."""
    if len(data) > _SHOWN:
        cut = data[:_SHOWN].decode("utf-8", "replace")
        return f"{cut}\n… {wording.size(len(data) - _SHOWN)} more"
    try:
        return json.dumps(json.loads(data), ensure_ascii=False, indent=2)
    except ValueError:
        return data.decode("utf-8", "replace")
