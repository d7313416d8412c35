"""Which runs of the invented house are wrong on purpose, and how? Only in the extended schema.

Each is a reprint of a sound book: its first printing was received, its files and steps are done, so
that nothing but the fault stands in the way. The first of them is no fault: a reprint may go.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from desktop_app.companions.sandbox.house import Builder
from desktop_app.companions.sandbox.parts import Object

_COPIES = 1500
_AHEAD = 60
_LATE = 20
_DECISION = "P&P decision"


def reprint(builder: Builder, work: Object) -> Object:
    """A second run of the work that is to come, as sound as the first was."""
    run = builder.add_run(work, _COPIES)
    due = builder.anchor + timedelta(days=_AHEAD)
    run |= {"name": f"Second printing of {work['title']}", "deliveryDate": due.isoformat()}
    for each in run["quantities"]:
        each["receivedQuantity"] = None
    return run


def _sound(builder: Builder, work: Object) -> None:
    reprint(builder, work)


def _no_copies(builder: Builder, work: Object) -> None:
    for each in reprint(builder, work)["quantities"]:
        each["quantity"] = 0


def _no_quantities(builder: Builder, work: Object) -> None:
    reprint(builder, work)["quantities"] = []


def _no_date(builder: Builder, work: Object) -> None:
    reprint(builder, work)["deliveryDate"] = None


def _overdue(builder: Builder, work: Object) -> None:
    late = builder.anchor - timedelta(days=_LATE)
    reprint(builder, work)["deliveryDate"] = late.isoformat()


def _in_part(builder: Builder, work: Object) -> None:
    """The advances came, the rest has not: the run is not over, and late."""
    run = reprint(builder, work)
    run["deliveryDate"] = (builder.anchor - timedelta(days=_LATE)).isoformat()
    run["quantities"][-1]["receivedQuantity"] = run["quantities"][-1]["quantity"]


def _entered_twice(builder: Builder, work: Object) -> None:
    """Ordered one by one, the book would be printed twice."""
    reprint(builder, work)
    reprint(builder, work)


def _no_part(name: str) -> Callable[[Builder, Object], None]:
    def spoil(builder: Builder, work: Object) -> None:
        reprint(builder, work)[name] = []

    return spoil


def _no_spine(builder: Builder, work: Object) -> None:
    reprint(builder, work)
    for product in work["products"]:
        if "productThickness" in product:
            product["productThickness"] = None


def _undecided(builder: Builder, work: Object) -> None:
    reprint(builder, work)
    for each in work["toDos"]:
        if each["name"] == _DECISION:
            each |= {"doneDate": None, "dueDateWhenDone": None}


def _no_files(builder: Builder, work: Object) -> None:
    reprint(builder, work)
    work["productionFiles"] = []


PRINT_TRAPS = {
    "reprint": _sound,
    "reprint without copies": _no_copies,
    "reprint without quantities": _no_quantities,
    "reprint without a date": _no_date,
    "reprint that is overdue": _overdue,
    "reprint received in part": _in_part,
    "reprint entered twice": _entered_twice,
    "reprint without an interior": _no_part("interiors"),
    "reprint without a cover": _no_part("covers"),
    "reprint without a binding": _no_part("bindings"),
    "reprint without a spine": _no_spine,
    "reprint not decided": _undecided,
    "reprint without files": _no_files,
}
