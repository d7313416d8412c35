"""Which house does a sandbox open: a small one drawn at once, or a large one drawn as needed?"""

from __future__ import annotations

from datetime import date

from desktop_app.companions.sandbox.blocks import NEAR, WHOLE, Blocks, LargeHouse
from desktop_app.companions.sandbox.extended import furnish, set_extended_traps
from desktop_app.companions.sandbox.house import Builder, House
from desktop_app.companions.sandbox.traps import set_traps


def open_house(
    seed: int, titles: int, anchor: date, covers_url: str, *, extended: bool = False
) -> House:
    """The whole house with its traps; ``extended`` fills what only the extended schema shows."""
    near = Builder(seed, min(titles, NEAR) if titles > WHOLE else titles, anchor, covers_url)
    house = set_traps(near)
    if extended:
        furnish(house, seed, anchor)
        set_extended_traps(near)
    if titles <= WHOLE:
        return house
    return LargeHouse(near, Blocks(near, titles, furnish if extended else None))
