"""Which key does what? The keyboard map as data: the window binds it, the sheet lists it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the map. ``where`` names the list whose focus a single letter needs."""

    name: str
    action: str
    sequences: tuple[str, ...]
    where: str = ""


KEYS = (
    Key("search", "Find titles", ("Ctrl+F", "Ctrl+K")),
    Key("slash", "Find titles", ("/",), "Titles"),
    Key("list", "Go to the list", ("Shift+Esc",)),
    Key("refresh", "Refresh from Consonance", ("F5", "Ctrl+R")),
    Key("tick", "Select or unselect a title", ("Space", "Ctrl+M"), "Titles"),
    Key("tick_all", "Select all titles shown", ("Ctrl+A",), "Titles"),
    Key("inspector", "Go to the inspector", ("Ctrl+I",)),
    Key("open", "Show a title in the inspector", ("Return", "D"), "Titles"),
    Key("tab1", "Preview", ("Ctrl+1",)),
    Key("tab2", "Changes", ("Ctrl+2",)),
    Key("tab3", "Problems", ("Ctrl+3",)),
    Key("tab4", "Assets", ("Ctrl+4",)),
    Key("tab5", "Sends of this title", ("Ctrl+5",)),
    Key("tab6", "Source", ("Ctrl+6",)),
    Key("check", "Check the selected titles", ("F7",)),
    Key("review", "Review the selected titles", ("Ctrl+Return",)),
    Key("dry_run", "Review as a dry run", ("Ctrl+Shift+Return",)),
    Key("open_plan", "Open a plan", ("Ctrl+O",)),
    Key("jobs", "Show or hide jobs", ("Alt+Shift+J",)),
    Key("titles", "Titles", ("Ctrl+T",)),
    Key("history", "History", ("Ctrl+H",)),
    Key("retry", "Retry the item now", ("R",), "History"),
    Key("details", "Show the item", ("Return", "D"), "History"),
    Key("filters", "Go to the filters", ("Ctrl+Shift+F",)),
    Key("menu", "Actions for a title", ("Menu", "Shift+F10"), "Titles"),
    Key("copy", "Copy a row", ("Ctrl+C",), "lists"),
    Key("copy_value", "Copy what would be sent", ("Ctrl+Shift+C",), "Preview, Changes"),
    Key("larger", "Larger text", ("Ctrl++", "Ctrl+=")),
    Key("smaller", "Smaller text", ("Ctrl+-",)),
    Key("normal", "Text as the system has it", ("Ctrl+0",)),
    Key("scheme", "Light, dark, or as the system", ("Ctrl+Shift+L",)),
    Key("profile", "Switch profile", ("Ctrl+E",)),
    Key("destinations", "Destinations and their settings", ("Ctrl+,",)),
    Key("capabilities", "What this Consonance can give", ("Ctrl+Shift+G",)),
    Key("keys", "This list", ("Ctrl+/", "F1")),
    Key("quit", "Close Colophon", ("Ctrl+Q",)),
)


def of(name: str) -> Key:
    """One line of the map by its name."""
    return next(key for key in KEYS if key.name == name)
