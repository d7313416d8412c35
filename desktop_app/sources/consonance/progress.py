"""How far has a reading come? Where to go on, what was met already, and what looked odd."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop_app.sources import SourcePage
from desktop_app.sources.consonance.convert import Taken

_AGAIN = (
    "This Consonance gave the same works again instead of the next ones, so it is not certain "
    "that these are all."
)
_UNSORTED = (
    "This Consonance gave works in no order of their numbers, so some may have been passed over."
)


class Reading:
    """``after`` is the highest number of a work that was met; ``words`` what made it doubtful."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.words: list[str] = []
        self._cursor = after
        self._sorted = True
        self._was_sorted = True
        self._fresh = False
        self._works: set[int] = set()
        self._titles: set[str] = set()

    def look_at(self, works: Sequence[Any]) -> None:
        """Note the works of one answer before they are taken."""
        numbers = [each for each in map(_number, works) if each is not None]
        fresh = [each for each in numbers if each not in self._works]
        if fresh and not self._was_sorted:
            self.words.append(_UNSORTED)
        if numbers and not fresh:
            self.words.append(_AGAIN)
        self._fresh = bool(fresh)
        self._sorted = numbers == sorted(numbers) and (not fresh or fresh[0] > self.after)
        self._was_sorted = self._sorted
        self._works.update(fresh)
        self.after = max([self.after, *numbers])

    def turn(self) -> bool:
        """An answer is taken whole: whether to ask for the next."""
        self._cursor = self.after
        return self._fresh

    def page(
        self,
        taken: Taken,
        works: Iterable[Any] = (),
        words: Sequence[str] = (),
        *,
        complete: bool = True,
    ) -> SourcePage:
        """What was taken of some works as a page; each title comes once in a reading.

        Only in sorted works does one know that all before the last are done.
        """
        if self._sorted:
            numbers = [each for each in map(_number, works) if each is not None]
            self._cursor = max([self._cursor, *numbers])
        fresh = [each for each in taken.records if each.id not in self._titles]
        unique = {each.id: each for each in reversed(fresh)}
        self._titles.update(unique)
        said, self.words = [*words, *self.words], []
        return SourcePage(
            tuple(each for each in fresh if unique[each.id] is each),
            tuple(taken.skipped),
            self._cursor,
            tuple(dict.fromkeys(said)),
            complete and taken.named and _doubtless(said),
        )


def _doubtless(words: Iterable[str]) -> bool:
    return not {_AGAIN, _UNSORTED} & set(words)


def _number(work: Any) -> int | None:
    given = work.get("id") if isinstance(work, Mapping) else None
    if isinstance(given, str) and given.isascii() and given.isdigit():
        return int(given)
    return given if isinstance(given, int) and not isinstance(given, bool) else None
