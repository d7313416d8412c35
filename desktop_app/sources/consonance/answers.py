"""What did a GraphQL server answer: data, faults, or both?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.records.errors import SourceAnswerError, SourceError, SourceSignInError
from desktop_app.records.wire import plain

_NOT_READ = "Nothing of this answer was taken; the titles on this computer stay as they are."
_KEY_REFUSED = re.compile(
    r"unauthori[sz]ed|unauthenticated|not authenticated|not authori[sz]ed|forbidden"
    r"|(invalid|expired|wrong|missing) (api |access )?(key|token)",
    re.IGNORECASE,
)
_NULL = re.compile(r"^Cannot return null for non-null", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of an answer. ``path`` is where it struck, () when it struck the whole;
    ``places`` are lines and columns of the question, from 1, that it is about."""

    path: tuple[str | int, ...]
    message: str
    places: tuple[tuple[int, int], ...] = ()

    @property
    def of_record(self) -> bool:
        """Whether the data is at fault and not the moment: asking again would not help."""
        return bool(_NULL.match(self.message))

    @property
    def field(self) -> str:
        """The last name of the path."""
        return next((each for each in reversed(self.path) if isinstance(each, str)), "")

    @property
    def words(self) -> str:
        """Why a record could not be had, as a sentence."""
        if self.of_record:
            return f"Consonance has no {self.field or 'value'} for it, which every record needs."
        return f"Consonance could not give its {self.field or 'data'}: {self.message}"


@dataclass(frozen=True, slots=True)
class Answer:
    """``data`` is None when there is none at all."""

    data: Mapping[str, Any] | None
    faults: tuple[Fault, ...]


def read(parsed: Any, place: str) -> Answer:
    """An answer from JSON; raises SourceAnswerError or SourceSignInError."""
    if not isinstance(parsed, Mapping) or not ({"data", "errors"} & parsed.keys()):
        raise SourceAnswerError(
            f"{place} answers, but not as a Consonance does.",
            not_done=_NOT_READ,
            next_step="Check the address; it usually ends in /graphql.",
        )
    data = parsed.get("data")
    given = parsed.get("errors")
    faults = tuple(map(_fault, given if isinstance(given, list) else []))
    answer = Answer(data if isinstance(data, Mapping) else None, faults)
    if answer.data is None and any(map(_is_sign_in, given if isinstance(given, list) else [])):
        raise SourceSignInError(
            f"{place} did not accept the key. It says: {faults[0].message}",
            not_done="Nothing was read; the titles on this computer stay as they are.",
            next_step="Enter the key again in Connect, or ask Consonance's support for a new one.",
        )
    return answer


def refused(answer: Answer, place: str) -> SourceError:
    """The error for an answer without what was asked."""
    said = f" It says: {answer.faults[0].message}" if answer.faults else ""
    return SourceAnswerError(
        f"{place} could not answer the question.{said}",
        not_done=_NOT_READ,
        next_step="Try again later; if it stays so, ask Consonance's support.",
    )


def _fault(given: Any) -> Fault:
    if not isinstance(given, Mapping):
        return Fault((), plain(given))
    path = given.get("path")
    steps = path if isinstance(path, list) else []
    return Fault(
        tuple(each for each in steps if isinstance(each, str | int)),
        plain(given.get("message") or "no reason given"),
        _places(given.get("locations")),
    )


def _places(given: Any) -> tuple[tuple[int, int], ...]:
    found = [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []
    pairs = ((each.get("line"), each.get("column")) for each in found)
    return tuple((a, b) for a, b in pairs if isinstance(a, int) and isinstance(b, int))


def _is_sign_in(given: Any) -> bool:
    if not isinstance(given, Mapping):
        return False
    more = given.get("extensions")
    code = more.get("code") if isinstance(more, Mapping) else ""
    return any(_KEY_REFUSED.search(str(each)) for each in (code, given.get("message", "")))
