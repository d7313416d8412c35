"""What does the list say when it has no titles, or not those that were asked for?"""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.records.flow import Environment
from desktop_app.records.query import Query
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.widgets import EmptyState

_LONGEST = 40


def say_none(empty: EmptyState, desk: Desk, refresh: Callable[[], None], *, loading: bool) -> None:
    """The catalogue is empty, or being filled."""
    if loading:
        empty.say("Reading titles from Consonance", "Rows appear as they arrive.")
    elif desk.environment is Environment.DEMO:
        empty.say(
            "No titles yet",
            "Connect to Consonance to see your titles, or explore with demo titles.",
            [("Connect…", desk.connect_wanted.emit), ("Explore demo titles", refresh)],
            primary=True,
        )
    else:
        empty.say(
            "No titles yet",
            "Read them from Consonance, or check the connection.",
            [("Refresh", refresh), ("Connect…", desk.connect_wanted.emit)],
            primary=True,
        )


def match(text: str, filters: str) -> str:
    """Nothing fits these words in these filters."""
    where = f" in {filters}" if filters else ""
    words = f"“{wording.one_line(text)[:60]}”" if text else "the chosen filters"
    return f"Nothing in the catalogue matches {words}{where}."


def still_shown(before: Query, total: int) -> str:
    """What the list holds while a search cannot be understood: what the one before it found."""
    if not (before.text or before.facets or before.standing or before.ids):
        return "The list still shows all titles."
    text = wording.one_line(before.text)
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    words = f"“{cut}”" if text else "the filters"
    return f"The list still shows the {wording.counted(total, 'title')} that {words} found."
