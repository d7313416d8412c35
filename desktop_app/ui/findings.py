"""What was found of one title, each finding once, and for how many of its milestones it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_app.records.payload import Problem
from desktop_app.records.subject import milestone_of
from desktop_app.ui import wording

_NOUNS = {"milestone": "milestone", "run": "run", "contract": "contract", "contact": "contact"}


def once(found: Sequence[tuple[str, Sequence[Problem]]]) -> Mapping[Problem, str]:
    """``found`` has a subject with its problems each, all of one title and destination.

    Gives every problem once, in the order met, with "for 3 milestones", "for 2 of 3 milestones"
    or "for the milestone approval"; with "" where the title leads to one subject only.
    """
    having: dict[Problem, list[str]] = {}
    for subject, problems in found:
        for problem in dict.fromkeys(problems):
            having.setdefault(problem, []).append(subject)
    return {problem: _words(subjects, len(found)) for problem, subjects in having.items()}


def _words(subjects: Sequence[str], total: int) -> str:
    if total < 2:
        return ""
    noun = _NOUNS.get(subjects[0].partition(":")[0], "item")
    if len(subjects) == 1:
        name = milestone_of(subjects[0]).replace("_", " ") or subjects[0]
        return f"for the {noun} {name}"
    if len(subjects) == total:
        return f"for {wording.counted(total, noun)}"
    return f"for {wording.number(len(subjects))} of {wording.counted(total, noun)}"
