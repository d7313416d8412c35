"""Where are my titles and where do they go? Addresses and keys, tested step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Environment
from desktop_app.services.profiles import (
    ASK,
    ENVIRONMENT,
    KEYCHAIN,
    ConnectForm,
    Keychain,
    Profiles,
)
from desktop_app.ui import theme
from desktop_app.ui.connect.steps import StepsView
from desktop_app.ui.connect.testing import keep, run_steps
from desktop_app.ui.core_loop import ToGui
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.sheets import Sheet, labelled
from desktop_app.ui.widgets import Banner, Button, Kind, PlainLabel
from desktop_app.ui.widgets.choice import Choice
from desktop_app.ui.widgets.scrolled import scrolled

if TYPE_CHECKING:
    from desktop_app.services.connect import Step

_ENVIRONMENTS = (
    (Environment.PRODUCTION, "Production: asks before it sends"),
    (Environment.STAGING, "Staging"),
    (Environment.SANDBOX, "Sandbox"),
)
_KEEPING = (
    (KEYCHAIN, "System keychain"),
    (ASK, "Ask each time"),
    (ENVIRONMENT, "Environment variable"),
)
_WHERE = {
    ASK: "Keys stay in memory until Colophon closes, and are asked for the next time.",
    ENVIRONMENT: "Keys are read from COLOPHON_CONSONANCE_KEY and COLOPHON_XCONNECTOR_TOKEN.",
}
_BESIDE = 720
"""How wide the sheet has to be (at 100 %) for the test to stand beside the form."""
_PROMISE = "Nothing is sent until you press Send in the review sheet."


class ConnectDialog(Sheet):
    """``saved`` names the profile to open; ``demo_wanted`` asks for the invented titles."""

    saved = Signal(str)
    demo_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None,
        *,
        edit: str = "",
        first_run: bool = False,
    ) -> None:
        super().__init__("Connect", parent, wanted=QSize(820, 560))
        self._desk = desk
        self._profiles = Profiles(desk.app.settings)
        self._operations = desk.operations
        self._work: Operation | None = None
        self._gui = ToGui(self)
        self._keychain_words = ""
        self.banner = Banner()
        self.steps = StepsView()
        self.name = QLineEdit()
        self.environment = Choice("Environment")
        self.consonance = QLineEdit()
        self.key = _secret()
        self.keeping = Choice("Keys are kept in")
        self.xconnector = QLineEdit()
        self.token = _secret()
        self._where = PlainLabel("", "caption", wrap=True)
        self._build(first_run)
        self._load(edit)
        self._wire()

    # Building

    def _build(self, first_run: bool) -> None:
        now = theme.current()
        head = QVBoxLayout()
        head.setContentsMargins(now.px(24), now.px(20), now.px(24), now.px(12))
        title = PlainLabel("Connect to Consonance and xConnector")
        title.setStyleSheet(f"font-size: {now.size('sheet_title')}px; font-weight: 600")
        head.addWidget(title)
        head.addWidget(PlainLabel(_PROMISE, "quiet"))
        self.body.addLayout(head)
        self.body.addWidget(self.banner)
        inner = QWidget()
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        columns.setContentsMargins(now.px(24), now.px(4), now.px(24), now.px(12))
        columns.setSpacing(now.px(24))
        columns.addWidget(self._form(), 3)
        columns.addWidget(self.steps, 2)
        self.body.addWidget(scrolled(inner), 1)
        self.demo = Button("Explore demo", Kind.SECONDARY)
        self.demo.setVisible(first_run)
        self.give = Button("What it can give…", Kind.PLAIN)
        self.give.setAccessibleName("What this Consonance can give")
        self.test = Button("Test")
        self.cancel = Button("Cancel")
        self.save = Button("Save", Kind.PRIMARY)
        for button in (self.demo, self.give):
            self.footer.addWidget(button)
        self.footer.addStretch(1)
        for button in (self.test, self.cancel, self.save):
            self.footer.addWidget(button)
        self.set_default(self.test)

    def _form(self) -> QWidget:
        now = theme.current()
        self.name.setPlaceholderText("house")
        self.name.setMaxLength(40)
        self.consonance.setPlaceholderText("https://web.consonance.app/graphql")
        self.xconnector.setPlaceholderText("https://xconnector.example")
        for environment, words in _ENVIRONMENTS:
            self.environment.addItem(words, environment)
        for keep_as, words in _KEEPING:
            self.keeping.addItem(words, keep_as)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, now.px(8), 0)
        grid.setHorizontalSpacing(now.px(12))
        grid.setVerticalSpacing(now.px(12))
        grid.addLayout(labelled("Profile name", self.name), 0, 0)
        grid.addLayout(labelled("Environment", self.environment), 0, 1)
        grid.addLayout(labelled("Consonance address", self.consonance), 1, 0, 1, 2)
        grid.addLayout(labelled("Consonance key", self.key), 2, 0)
        grid.addLayout(labelled("Keys are kept in", self.keeping), 2, 1)
        grid.addWidget(self._where, 3, 0, 1, 2)
        grid.addLayout(labelled("xConnector address", self.xconnector), 4, 0, 1, 2)
        grid.addLayout(labelled("xConnector token", self.token), 5, 0, 1, 2)
        grid.setRowStretch(6, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inner = QWidget()
        inner.setLayout(grid)
        return inner

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With large text the test stands under the form instead of beside it."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.current().px(_BESIDE)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)

    def _load(self, name: str) -> None:
        self.give.setVisible(bool(name))
        if not name:
            self.name.setFocus()
            return
        form = self._profiles.form(name)
        self.name.setText(form.name)
        self.name.setReadOnly(True)
        self.consonance.setText(form.consonance_url)
        self.xconnector.setText(form.xconnector_url)
        self.environment.setCurrentIndex(max(0, self.environment.findData(form.environment)))
        self.keeping.setCurrentIndex(max(0, self.keeping.findData(form.keep)))
        for field in (self.key, self.token):
            field.setPlaceholderText("Unchanged")
        self.key.setFocus()

    def _wire(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.demo.clicked.connect(self._demo)
        self.give.clicked.connect(self._capabilities)
        self.test.clicked.connect(lambda: self._run(self._test))
        self.save.clicked.connect(lambda: self._run(self._save))
        self.keeping.currentIndexChanged.connect(self._show_where)
        for field in (self.name, self.consonance, self.key, self.xconnector, self.token):
            field.textEdited.connect(self._edited)
        self._operations.start(
            "Looking for the keychain",
            self._profiles.keychain(),
            done=self._take_keychain,
            owner=self,
        )
        self._show_where()
        self._edited()

    # What a person does

    def form(self) -> ConnectForm:
        """What the fields hold."""
        return ConnectForm(
            name=self.name.text().strip().lower(),
            # Qt hands a StrEnum back as plain text.
            environment=Environment(self.environment.currentData()),
            consonance_url=self.consonance.text().strip(),
            xconnector_url=self.xconnector.text().strip(),
            keep=self.keeping.currentData(),
            consonance_key=self.key.text().strip(),
            xconnector_token=self.token.text().strip(),
        )

    def _edited(self) -> None:
        ready = bool(self.name.text().strip() and self.consonance.text().strip())
        idle = self._work is None
        self.test.setEnabled(ready and idle)
        self.save.setEnabled(ready and idle)

    def _take_keychain(self, keychain: Keychain) -> None:
        self._keychain_words = keychain.words
        if not keychain.usable and self.keeping.currentData() == KEYCHAIN:
            self.keeping.setItemText(self.keeping.currentIndex(), "System keychain (none found)")
            if not self.name.isReadOnly():
                self.keeping.setCurrentIndex(self.keeping.findData(ASK))
        self._show_where()

    def _show_where(self) -> None:
        keep_as = self.keeping.currentData()
        self._where.setText(_WHERE.get(keep_as, self._keychain_words))
        self.key.setEnabled(keep_as != ENVIRONMENT)
        self.token.setEnabled(keep_as != ENVIRONMENT)

    def _run(self, work: Callable[[ConnectForm], Operation]) -> None:
        form = self.form()
        self.banner.hide()
        try:
            self._profiles.check(form)
        except ColophonError as error:
            self._failed(error)
            return
        self._work = work(form)
        self._edited()

    def _test(self, form: ConnectForm) -> Operation:
        self.steps.start()

        def tell(step: Step) -> None:
            self._gui.post(lambda: self.steps.add(step))

        return self._operations.start(
            "Testing the connection",
            run_steps(self._profiles, form, tell),
            done=self._tested,
            failed=self._not_tested,
            owner=self,
        )

    def _tested(self, failed: int) -> None:
        self._work = None
        self.steps.finish(failed)
        self._edited()
        if not failed:
            self.set_default(self.save)
            self.save.setFocus()

    def _save(self, form: ConnectForm) -> Operation:
        return self._operations.start(
            "Keeping the profile",
            keep(self._profiles, form),
            done=self._saved,
            failed=self._failed,
            owner=self,
        )

    def _saved(self, name: str) -> None:
        self._work = None
        self.saved.emit(name)
        self.accept()

    def _not_tested(self, error: ColophonError) -> None:
        self.steps.finish(1)
        self._failed(error)

    def _failed(self, error: ColophonError) -> None:
        self._work = None
        self.banner.say(error.sentence(), pair="removed", icon="warning")
        self._edited()

    def _capabilities(self) -> None:
        """Of the connection as it is kept; the keyboard comes back here afterwards."""
        from desktop_app.ui.connect.capabilities import CapabilitiesSheet

        sheet = CapabilitiesSheet(self._desk, self.parentWidget())
        sheet.finished.connect(self._back)
        sheet.open()

    def _back(self) -> None:
        self.activateWindow()
        self.give.setFocus()

    def _demo(self) -> None:
        self.demo_wanted.emit()
        self.accept()

    def reject(self) -> None:
        """Esc and Cancel: nothing is kept."""
        if self._work is not None:
            self._work.cancel()
        super().reject()


def _secret() -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
        | Qt.InputMethodHint.ImhHiddenText
    )
    return field
