"""How old is what I see, what runs, and is anyone there? One quiet line at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from desktop_app.ui import theme
from desktop_app.ui.widgets import Button, ElidedLabel, Kind, PlainLabel

_NOTICE_SECONDS = 8


class StatusBar(QWidget):
    """``jobs_wanted``: the jobs indicator was pressed. ``cancel`` stops what makes progress."""

    jobs_wanted = Signal()
    cancel = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        now = theme.current()
        self.age = ElidedLabel("", colour="ink2", size="caption")
        self.age.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.jobs = Button("No jobs running", Kind.PLAIN, size="caption")
        self.notice = ElidedLabel("", colour="ink2", size="caption")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(now.px(160))
        self.bar.setTextVisible(False)
        self._stop = Button("Cancel", Kind.LINK, size="caption")
        self.online = PlainLabel("", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(12), 0, now.px(12), 0)
        row.setSpacing(now.px(16))
        for widget in (self.age, self.jobs):
            row.addWidget(widget)
        row.addWidget(self.notice, 1)
        for other in (self.bar, self._stop, self.online):
            row.addWidget(other)
        self.jobs.clicked.connect(self.jobs_wanted)
        self._stop.clicked.connect(self.cancel)
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(_NOTICE_SECONDS * 1000)
        self._fade.timeout.connect(lambda: self.notice.setText(""))
        self.end_progress()
        now.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(theme.current().size("status"))
        self.jobs.setMaximumHeight(theme.current().size("status") - 2)

    def say(self, words: str) -> None:
        """A sentence that goes away by itself; nothing that matters is only said here."""
        self.notice.setText(words)
        self._fade.start()

    def set_age(self, words: str) -> None:
        """It is shown whole before the notice beside it gets any room, and keeps the room that it
        once had: what stands beside it does not jump."""
        self.age.setText(words)
        self.age.setAccessibleName(f"Age of the catalogue: {words}")
        self.age.setMinimumWidth(max(self.age.minimumWidth(), self.age.sizeHint().width()))

    def set_jobs(self, running: int, waiting: int) -> None:
        """ "1 job running, 1 needs you"."""
        words = "1 job running" if running == 1 else f"{running} jobs running"
        if not running:
            words = "No jobs running"
        if waiting:
            words += f", {waiting} {'needs' if waiting == 1 else 'need'} you"
        self.jobs.setText(words)

    def set_online(self, online: bool | None) -> None:
        """None: not known yet."""
        self.online.setText({True: "Online", False: "Offline", None: ""}[online])

    def progress(self, words: str, done: int, total: int | None) -> None:
        """What a long operation tells; without a total the bar only moves."""
        self.notice.setText(words)
        self._fade.stop()
        self.bar.setRange(0, total or 0)
        self.bar.setValue(min(done, total) if total else 0)
        self.bar.setAccessibleName(words)
        self.bar.show()
        self._stop.show()

    def end_progress(self) -> None:
        self.bar.hide()
        self._stop.hide()
        self.notice.setText("")
