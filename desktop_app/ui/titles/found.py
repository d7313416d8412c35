"""How do the findings of many titles read? Gathered by rule and field, and as text by owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.records.payload import Problem, Severity
from desktop_app.records.title import Title
from desktop_app.services.pages import work_page
from desktop_app.services.severities import rule_words
from desktop_app.ui import looks, wording

if TYPE_CHECKING:
    from desktop_app.services.findings import Findings

_ORDER = (Severity.BLOCKER, Severity.WARNING, Severity.UNKNOWN, Severity.NOTE)
_ANYONE = "Anyone"
_NAMED = 200
"""Titles that a mail names for one finding: nobody reads on."""

Destination = Callable[[str], str]
"""The name of a flow to how the user names where it leads."""


@dataclass(frozen=True, slots=True)
class Group:
    """One rule's findings at one field: which titles, for which destinations, and one of them
    as example. ``alike`` says whether all of them say the same."""

    severity: Severity
    rule: str
    example: Problem
    titles: tuple[str, ...]
    flows: tuple[str, ...]
    alike: bool = True

    @property
    def owner(self) -> str:
        return self.example.owner or _ANYONE

    @property
    def heading(self) -> str:
        """What is wrong with all of them: the finding itself, or else what the rule asks for."""
        if self.alike:
            return wording.one_line(self.example.message)
        words = rule_words(self.rule)
        return f"Wanted: {words[:1].lower()}{words[1:]}"

    @property
    def for_example(self) -> str:
        """One of the findings where they differ, else ""."""
        return "" if self.alike else f"For example: {wording.one_line(self.example.message)}"


def groups(findings: Findings) -> list[Group]:
    """Findings by rule, the most serious and most frequent first."""
    made = [
        Group(
            each.kind.severity,
            each.kind.rule,
            each.example,
            tuple(findings.named(each.titles)),
            each.flows,
            each.alike,
        )
        for each in findings.found
    ]
    return sorted(made, key=lambda each: (_ORDER.index(each.severity), -len(each.titles)))


def totals(found: Sequence[Group]) -> str:
    """ "3 titles blocked, 5 with warnings"."""
    parts = []
    for severity, words in ((Severity.BLOCKER, "blocked"), (Severity.WARNING, "with warnings")):
        titles = {title for group in found if group.severity is severity for title in group.titles}
        if titles:
            parts.append(f"{wording.counted(len(titles), 'title')} {words}")
    return ", ".join(parts) or "nothing in the way"


def owners(found: Sequence[Group]) -> dict[str, int]:
    """Who has to do something, and how many findings wait for each, the busiest first."""
    counts: dict[str, int] = {}
    for group in found:
        counts[group.owner] = counts.get(group.owner, 0) + 1
    return dict(sorted(counts.items(), key=lambda each: -each[1]))


def to_name(found: Sequence[Group], owner: str = "") -> list[str]:
    """The titles whose names a mail needs, each once."""
    mine = (group for group in found if owner in ("", group.owner))
    return list(dict.fromkeys(title for group in mine for title in group.titles[:_NAMED]))


def for_mail(
    found: Sequence[Group],
    titles: Mapping[str, Title],
    destination: Destination,
    address: str = "",
    owner: str = "",
) -> str:
    """The findings as text by owner, or those of one owner: chasing people is the job.

    ``address`` is where the profile reads Consonance: each title's work has a page beside it.
    """
    blocks = []
    for name in owners(found):
        if owner in ("", name):
            mine = [group for group in found if group.owner == name]
            lines = [line for group in mine for line in _mail(group, titles, destination, address)]
            blocks.append("\n".join([f"{name}:", *lines]))
    return "\n\n".join(blocks) + "\n"


def _mail(
    group: Group, titles: Mapping[str, Title], destination: Destination, address: str
) -> Iterator[str]:
    word = looks.of_severity(group.severity).word
    places = ", ".join(destination(name) for name in group.flows)
    count = wording.counted(len(group.titles), "title")
    yield f"- {word}, {count}, for {places}: {group.heading}"
    if group.example.fix:
        yield f"  {wording.one_line(group.example.fix)}"
    for each in group.titles[:_NAMED]:
        title = titles.get(each)
        page = work_page(title.work, address) if title else ""
        name = f"{wording.one_line(title.title)} ({title.isbn or each})" if title else each
        yield f"    {name}{f' {page}' if page else ''}"
    if len(group.titles) > _NAMED:
        yield f"    and {wording.counted(len(group.titles) - _NAMED, 'more title')}"
