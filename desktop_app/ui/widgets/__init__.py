"""Small widgets that every view is made of. None of them knows a service."""

from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.chip import Chip
from desktop_app.ui.widgets.labels import ElidedLabel, Heading, PlainLabel, hairline, plain
from desktop_app.ui.widgets.notices import Banner, EmptyState
from desktop_app.ui.widgets.search_box import SearchBox
from desktop_app.ui.widgets.tags import EnvironmentTag, StateTag

__all__ = [
    "Banner",
    "Button",
    "CheckBox",
    "Chip",
    "ElidedLabel",
    "EmptyState",
    "EnvironmentTag",
    "Heading",
    "Kind",
    "PlainLabel",
    "SearchBox",
    "StateTag",
    "hairline",
    "plain",
]
