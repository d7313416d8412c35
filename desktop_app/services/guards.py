"""When must a person type how many titles go? In production, and where a plan is out of the way."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from desktop_app.records.errors import ColophonError, ConfirmationError, UsageError
from desktop_app.records.flow import NEVER_RESENT_ALONE, PURPOSES, Environment, SafeMode
from desktop_app.records.halt import Halt
from desktop_app.records.plan import Plan, PlanItem
from desktop_app.records.state import State
from desktop_app.rules.compare.words import change, money_moved
from desktop_app.settings.profiles import Profile

MANY_ITEMS = 500
BIG_IMPRINT = 100
PRICE_PERCENT = Decimal(25)

Shares = Sequence[tuple[str, int, int]]
"""Imprint, titles of it in the plan, titles of it in the catalogue."""


def going(plan: Plan) -> list[PlanItem]:
    """The items of a plan that will be sent."""
    return [each for each in plan.items if each.state in (State.PREPARED, State.HELD)]


def must_be_allowed(profile: Profile, halt: Halt | None = None) -> None:
    """Raise UsageError where the profile sends nothing at all, StoreError where it cannot now."""
    if halt is not None:
        raise halt.error("Nothing was sent.")
    if profile.safe_mode is SafeMode.READ_ONLY:
        raise UsageError(
            f"The profile {profile.name} is read-only.",
            not_done="Nothing was sent.",
            next_step="Change its safe mode in Settings, or use another profile.",
        )


def must_be_confirmed(
    profile: Profile, plan: Plan, confirm: int | None, shares: Shares = ()
) -> None:
    """Raise ConfirmationError unless the number given is right, or none is needed."""
    titles = len(plan.titles)
    if confirm is not None:
        if confirm != titles:
            raise ConfirmationError(
                f"{confirm} is not the number of titles: it is {titles}.",
                not_done="Nothing was sent.",
                next_step="Look at the selection again.",
            )
        return
    why = reason(profile, plan, shares)
    if why:
        raise ConfirmationError(
            why,
            not_done="Nothing was sent.",
            next_step=f"Confirm the number of titles: {titles}.",
            command=f"Here: --confirm {titles}.",
        )


def reason(profile: Profile, plan: Plan, shares: Shares) -> str:
    """Why the number of titles has to be confirmed, in one sentence, or ""."""
    items = going(plan)
    if not items:
        return ""
    if profile.safe_mode is SafeMode.CONFIRM_AND_TYPE:
        return "This profile asks for a number before it sends."
    if profile.environment is Environment.PRODUCTION and profile.safe_mode is not SafeMode.DIRECT:
        return f"This goes to production: {_counted(len(plan.titles), 'title')}."
    if len(items) > MANY_ITEMS:
        return f"This sends {len(items)} items at once."
    return _by_purpose(profile, items) or _by_imprint(profile, shares) or _by_price(items)


def _by_purpose(profile: Profile, items: Sequence[PlanItem]) -> str:
    for name in dict.fromkeys(each.flow for each in items):
        purpose = _purpose(profile, name)
        if purpose in NEVER_RESENT_ALONE:
            return f"This goes to {name}: {PURPOSES[purpose].lower()}."
    return ""


def _purpose(profile: Profile, flow: str) -> int:
    try:
        return profile.flow(flow).purpose
    except ColophonError:
        return 0  # not set up any more; the stale plan is refused elsewhere


def _by_imprint(profile: Profile, shares: Shares) -> str:
    if profile.environment is Environment.DEMO:
        return ""
    for imprint, chosen, total in shares:
        if total > BIG_IMPRINT and chosen * 2 > total:
            return f"This is {chosen} of the {total} titles of {imprint}."
    return ""


def _by_price(items: Sequence[PlanItem]) -> str:
    for item in items:
        for field in item.difference.fields if item.difference else ():
            percent = money_moved(field)
            if percent is not None and abs(percent) > PRICE_PERCENT:
                words = f"{item.subject}, {change(field)}"
                return f"A price moves by more than {PRICE_PERCENT} %: {words}."
    return ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
