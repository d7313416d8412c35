"""A window that sends the titles it is told and is then left alone, until somebody kills it.

    python -m tests.e2e.window_to_kill HOME FLOW ISBN...

Prints "submitted" once the job is kept, and goes on sending.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtTest import QTest

from desktop_app.settings.paths import Home
from tests.support_window import CONTROL, KEY, Person, opened


def main() -> None:
    """Tick, review, take the other destinations out, send: by keys and clicks."""
    home, flow, *isbns = sys.argv[1:]
    person = opened(Home(Path(home)), "demo")
    person.press(KEY.Key_F, CONTROL)
    person.paste("\n".join(isbns))
    person.until(lambda: person.window.titles.model.total == len(isbns))
    person.press(KEY.Key_Return)
    person.press(KEY.Key_A, CONTROL)
    person.until(lambda: len(person.window.titles.ticks) == len(isbns))
    person.press(KEY.Key_Return, CONTROL)
    person.until(lambda: person.top is not person.window)
    keep_only(person, flow)
    person.top.controls.set_mode("send")  # type: ignore[attr-defined]
    person.until(lambda: person.has_button(f"Send {len(isbns)} to"))
    person.click(f"Send {len(isbns)} to")
    person.until(lambda: person.top is person.window)
    print("submitted", flush=True)
    while True:
        QTest.qWait(100)


def keep_only(person: Person, flow: str) -> None:
    """Take every other destination out of the sheet."""
    wanted = person.window.desk.destination(flow)
    for each in person.window.titles.view.flows_on_show():
        if each != flow:
            name = f"Destination {person.window.desk.destination(each)}"
            person.until(lambda name=name: person.has_button(name))
            person.button(name).setFocus()
            person.press(KEY.Key_Delete)
            person.quiet()
    assert person.has_button(f"Destination {wanted}")


if __name__ == "__main__":
    main()
