"""Which key does what? The keyboard map as data: the window binds it, the sheet lists it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the map: what it does, and the keys that do it, as Qt writes them."""

    name: str
    action: str
    sequences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where keys act. Those of "Anywhere" always do; the others while the place has the focus."""

    name: str
    keys: tuple[Key, ...]


PLACES = (
    Place(
        "Anywhere",
        (
            Key("search", "Find titles", ("Ctrl+F", "Ctrl+K")),
            Key("list", "Go to the list", ("Shift+Esc",)),
            Key("filters", "Go to the filters", ("Ctrl+Shift+F",)),
            Key("inspector", "Go to the inspector", ("Ctrl+I",)),
            Key("titles", "Titles", ("Ctrl+T",)),
            Key("history", "History", ("Ctrl+H",)),
            Key("jobs", "Show or hide jobs", ("Alt+Shift+J",)),
            Key("refresh", "Refresh from Consonance", ("F5", "Ctrl+R")),
            Key("check", "Check the selected titles", ("F7",)),
            Key("review", "Review the selected titles", ("Ctrl+Return",)),
            Key("dry_run", "Review as a dry run", ("Ctrl+Shift+Return",)),
            Key("open_plan", "Open a plan", ("Ctrl+O",)),
            Key("profile", "Switch profile", ("Ctrl+E",)),
            Key("destinations", "Destinations and their settings", ("Ctrl+,",)),
            Key("capabilities", "What this Consonance can give", ("Ctrl+Shift+G",)),
            Key("larger", "Larger text", ("Ctrl++", "Ctrl+=")),
            Key("smaller", "Smaller text", ("Ctrl+-",)),
            Key("normal", "Text as the system has it", ("Ctrl+0",)),
            Key("scheme", "Light, dark, or as the system", ("Ctrl+Shift+L",)),
            Key("keys", "This list", ("Ctrl+/", "F1")),
            Key("close_sheet", "Close what lies over the window", ("Esc",)),
            Key("quit", "Close Colophon", ("Ctrl+Q",)),
        ),
    ),
    Place(
        "Titles",
        (
            Key("slash", "Find titles", ("/",)),
            Key("tick", "Select or unselect a title", ("Space", "Ctrl+M")),
            Key("tick_all", "Select all titles shown", ("Ctrl+A",)),
            Key("open", "Show a title in the inspector", ("Return", "D")),
            Key("cells", "From destination to destination", ("Left", "Right")),
            Key("ends", "First or last title", ("Home", "End")),
            Key("menu", "Actions for a title", ("Menu", "Shift+F10")),
            Key("fold", "By work: fold up or open a work", ("Left", "Right")),
        ),
    ),
    Place(
        "Search and filters",
        (
            Key("complete", "Offer what fits", ("Ctrl+Space",)),
            Key("clear", "Clear the search, then go to the list", ("Esc",)),
            Key("to_list", "Go to what was found", ("Return", "Down")),
            Key("filter_off", "Take a filter off", ("Delete", "Backspace")),
        ),
    ),
    Place(
        "Inspector",
        (
            Key("tab1", "Preview", ("Ctrl+1",)),
            Key("tab2", "Changes", ("Ctrl+2",)),
            Key("tab3", "Problems", ("Ctrl+3",)),
            Key("tab4", "Assets", ("Ctrl+4",)),
            Key("tab5", "Sends of this title", ("Ctrl+5",)),
            Key("tab6", "Source", ("Ctrl+6",)),
            Key("copy", "Copy a row", ("Ctrl+C",)),
            Key("copy_value", "Copy what would be sent", ("Ctrl+Shift+C",)),
        ),
    ),
    Place(
        "Review",
        (
            Key("send", "Do what the main button says", ("Ctrl+Return",)),
            Key("try", "Dry run", ("Ctrl+Shift+Return",)),
            Key("row_out", "Take a title out, or in again", ("Space",)),
            Key("row_help", "Do what helps with a title", ("Return",)),
            Key("drop", "Take a destination out", ("Delete", "Backspace")),
            Key("stop", "Close; nothing is sent", ("Esc",)),
        ),
    ),
    Place(
        "History and jobs",
        (
            Key("details", "Show the item", ("Return", "D")),
            Key("retry", "Retry the item now", ("R",)),
        ),
    ),
    Place(
        "Rooms and saved views",
        (
            Key("next_place", "The next, the one before", ("Down", "Up")),
            Key("go", "Go there", ("Return", "Space")),
            Key("view_menu", "Actions for a saved view", ("Menu", "Shift+F10")),
        ),
    ),
)
KEYS = tuple(key for place in PLACES for key in place.keys)


def of(name: str) -> Key:
    """One line of the map by its name."""
    return next(key for key in KEYS if key.name == name)
