"""Documents that are no longer what they should be: any place of one replaced, or taken away."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["2027-02-30", "0", "-1", "1E9999", "NaN", "<p", "&#xD800;", "TBC", "\ud800"]),
)
ABSURD = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(given: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of the rich document, as keys and numbers."""
    inner = given.items() if isinstance(given, dict) else enumerate(given)
    found = []
    for key, value in inner:
        found.append((*above, key))
        if isinstance(value, dict | list):
            found += paths(value, (*above, key))
    return found


@st.composite
def spoilt(draw: st.DrawFn, rich: dict[str, Any]) -> dict[str, Any]:
    """A copy of a document with some places replaced by anything, or taken away."""
    made = copy.deepcopy(rich)
    for place in draw(st.lists(st.sampled_from(paths(rich)), max_size=8, unique=True)):
        owner: Any = made
        for key in place[:-1]:
            owner = owner[key] if _holds(owner, key) else None
        if not _holds(owner, place[-1]):
            continue
        if draw(st.booleans()):
            owner[place[-1]] = draw(ABSURD)
        else:
            del owner[place[-1]]
    return made


def _holds(owner: Any, key: Any) -> bool:
    if isinstance(owner, dict):
        return key in owner
    return isinstance(owner, list) and isinstance(key, int) and key < len(owner)
