"""How does the window look now? Palette, fonts, sizes and the stylesheet, all from the tokens."""

from __future__ import annotations

import re

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.records.flow import Environment
from desktop_app.records.resources import resource_text
from desktop_app.ui import tokens
from desktop_app.ui.tokens import Scheme

_SANS = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
_SERIF = ("Noto Serif", "Georgia", "New York", "DejaVu Serif")
_MONO = ("JetBrains Mono", "Noto Sans Mono", "Cascadia Mono", "SF Mono", "DejaVu Sans Mono")
_POINTS_AT_100 = 10.0
_ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class Theme(QObject):
    """The one theme of this QApplication. ``changed`` fires after a switch of scheme or zoom."""

    changed = Signal()
    """Other colours, and other sizes for what asks at every paint."""
    zoomed = Signal()
    """Another font scale: what was laid out must be laid out again."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._override: Scheme | None = None
        self._zoom = 1.0
        self._families = _installed_families()
        self._system_scale = _system_scale(app)
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int, int], QFont] = {}
        self._tokens = tokens.load(self._wanted())
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def scheme(self) -> Scheme:
        return self._tokens.scheme

    @property
    def override(self) -> Scheme | None:
        """What a person chose, or None to follow the system."""
        return self._override

    def set_override(self, scheme: Scheme | None) -> None:
        """Fix the scheme, or follow the system again with None."""
        self._override = scheme
        self._follow()

    @property
    def zoom(self) -> float:
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Scale all text and sizes; 1.0 is the user's own font size."""
        wanted = min(max(zoom, _ZOOM_STEPS[0]), _ZOOM_STEPS[-1])
        if wanted != self._zoom:
            self._zoom = wanted
            self._apply()
            self.changed.emit()
            self.zoomed.emit()

    def step_zoom(self, steps: int) -> None:
        """One step larger or smaller; 0 goes back to 100 %."""
        if steps == 0:
            self.set_zoom(1.0)
            return
        near = min(range(len(_ZOOM_STEPS)), key=lambda i: abs(_ZOOM_STEPS[i] - self._zoom))
        self.set_zoom(_ZOOM_STEPS[min(max(near + steps, 0), len(_ZOOM_STEPS) - 1)])

    def colour(self, name: str) -> QColor:
        """A colour token, a state's text or background ("changed.ink"), or "env.sandbox"."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(self._hex(name))
        return found

    def _hex(self, name: str) -> str:
        head, _, tail = name.partition(".")
        if head == "env":
            return self._tokens.environments[tail]
        if tail:
            pair = self._tokens.states[head]
            return pair.ink if tail == "ink" else pair.back
        return self._tokens.colours[head]

    def environment(self, environment: Environment) -> QColor:
        return self.colour(f"env.{environment.value}")

    def size(self, name: str) -> int:
        """A size token in device-independent pixels at the present font scale."""
        return self.px(self._tokens.sizes[name])

    def fixed(self, name: str) -> int:
        """A size token that does not follow the font scale: what must fit the screen."""
        return self._tokens.sizes[name]

    def px(self, number: float) -> int:
        """A number of the 4 px grid at the present font scale."""
        return round(number * self._zoom * self._system_scale)

    def font(self, size: str = "text", weight: int = 400, family: str = "sans") -> QFont:
        """A shared font: ``size`` is a size token, ``family`` sans, serif or mono."""
        pixels = self.size(size)
        key = (family, pixels, weight)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = self._make_font(family, pixels, weight)
        return found

    def _make_font(self, family: str, pixels: int, weight: int) -> QFont:
        font = QFont(self._families[family]) if self._families[family] else QFont()
        if family == "mono":
            font.setStyleHint(QFont.StyleHint.Monospace)
            font.setFixedPitch(True)
        elif family == "serif":
            font.setStyleHint(QFont.StyleHint.Serif)
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight(weight))
        if family != "mono":
            font.setFeature(QFont.Tag("tnum"), 1)
            # Inter would draw "198x129" as "198×129" and "->" as "→": not what is sent.
            font.setFeature(QFont.Tag("calt"), 0)
        return font

    def _wanted(self) -> Scheme:
        if self._override is not None:
            return self._override
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return Scheme.DARK if dark else Scheme.LIGHT

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not self._tokens.scheme:
            self._tokens = tokens.load(wanted)
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._colours.clear()
        self._fonts.clear()
        self._app.setFont(self.font())
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self._stylesheet())

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette(self.colour("surface"), self.colour("bg"))
        for which, name in (
            (role.Window, "bg"),
            (role.WindowText, "ink"),
            (role.Base, "surface"),
            (role.AlternateBase, "raised"),
            (role.Text, "ink"),
            (role.PlaceholderText, "ink3"),
            (role.Button, "surface"),
            (role.ButtonText, "ink"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "ink"),
            (role.Highlight, "sel"),
            (role.HighlightedText, "ink"),
            (role.Link, "accent"),
            (role.Mid, "line2"),
            (role.Dark, "line2"),
            (role.Light, "line"),
            (role.Accent, "accent"),
        ):
            palette.setColor(which, self.colour(name))
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, self.colour("ink3"))
        return palette

    def _stylesheet(self) -> str:
        text = resource_text("ui", "style.qss")
        text = re.sub(r"\$([a-z0-9_.]+[a-z0-9_])", lambda m: self._css(m[1]), text)
        return re.sub(r"(\d+(?:\.\d+)?)dp\b", lambda m: f"{self.px(float(m[1]))}px", text)

    def _css(self, name: str) -> str:
        if name in self._tokens.sizes:
            return f"{self.size(name)}px"
        colour = self.colour(name)
        return colour.name(
            QColor.NameFormat.HexArgb if colour.alpha() < 255 else QColor.NameFormat.HexRgb
        )


_made: list[Theme] = []


def current() -> Theme:
    """The theme of the running QApplication; made on first use, like its palette."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("There is no QApplication yet")
    # Asked for in every paint; Qt's own search for a child would cost more than the rest.
    made = _made[0] if _made else None
    if made is None or not shiboken6.isValid(made):
        made = Theme(app)
        _made[:] = [made]
    return made


def _installed_families() -> dict[str, list[str]]:
    installed = set(QFontDatabase.families())
    kinds = QFontDatabase.SystemFont
    system = {
        "sans": QFontDatabase.systemFont(kinds.GeneralFont).family(),
        "mono": QFontDatabase.systemFont(kinds.FixedFont).family(),
        "serif": "",
    }
    wanted = {"sans": _SANS[:1], "serif": _SERIF, "mono": _MONO}
    families: dict[str, list[str]] = {}
    for kind, names in wanted.items():
        found = [name for name in names if name in installed][:1]
        found += [system[kind]] if system[kind] else []
        # What the first family has no glyph for (a title in Georgian) is looked up in these.
        found += [name for name in _SANS[1:] if name in installed]
        families[kind] = list(dict.fromkeys(found))
    return families


def _system_scale(app: QApplication) -> float:
    """How much larger than usual the user's own interface font is: 1.0 for 9 to 11 pt."""
    points = QGuiApplication.font().pointSizeF() if app else -1.0
    if points <= 0 or abs(points - _POINTS_AT_100) <= 1.5:
        return 1.0
    return min(max(points / _POINTS_AT_100, 0.8), 2.5)
