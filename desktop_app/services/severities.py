"""How may a flow weigh its rules, and how does it weigh them now?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_app.records.errors import UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES
from desktop_app.rules.checks import weights
from desktop_app.rules.reads import rule_words

__all__ = ["USUAL", "Weighed", "of_format", "rule_name", "rule_words", "weighed", "with_words"]

USUAL = "usual"
"""Takes back what was said before."""

_OF_FORMAT = ("onix-", "recipient-")
_OF_ONIX = ("blocker", "warning", "note", USUAL)


def rule_name(rule: str) -> str:
    """What people call a rule: "rule 6", "ONIX: Address of the cover", "recipient: ISBN-13"."""
    from desktop_app.rules.onix.judge import title

    named = title(rule)
    if not named:
        return f"rule {rule}"
    return f"{'recipient' if rule.startswith('recipient-') else 'ONIX'}: {named}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One rule of a flow: ``now`` and ``usual`` are severities or ``off``; ``choices`` are what
    the flow may say instead, empty where the weight is fixed. A ``starred`` one is never
    skipped."""

    rule: str
    words: str
    now: str
    usual: str
    choices: tuple[str, ...]
    starred: bool = False


def weighed(flow: Flow) -> tuple[Weighed, ...]:
    """Every rule of the flow's purpose, in the order in which they are looked at."""
    return tuple(
        Weighed(
            rule,
            rule_words(rule),
            weights.weight(flow, rule),
            usual.value,
            weights.choices(flow.purpose, rule),
            rule in weights.STARRED,
        )
        for rule, usual in weights.COLUMNS.get(flow.purpose, {}).items()
    )


def of_format(flow: Flow) -> tuple[Weighed, ...]:
    """The rules that a format of ONIX brings with it, and those of the flow's recipient."""
    if flow.format not in RELEASES:
        return ()
    from desktop_app.rules.onix.judge import weighable

    said = dict(flow.onix.severities)
    return tuple(
        Weighed(rule, words, said.get(rule, usual.value), usual.value, _OF_ONIX[:-1])
        for rule, words, usual in weighable(flow.onix.recipient)
    )


def with_words(flow: Flow, given: Iterable[str]) -> Flow:
    """The flow with what the command line says: ``13=note``, ``7=blocker``, ``13=usual``,
    ``onix-cover-link=note``. Raises UsageError for what a flow may not say."""
    own, of_onix = dict(flow.severities), dict(flow.onix.severities)
    for each in given:
        rule, sign, word = (part.strip() for part in each.partition("="))
        word = word.lower()
        if not sign or not rule or not word:
            raise _refused(flow, f"{each!r} does not say a rule and its severity.", _example(flow))
        if rule.startswith(_OF_FORMAT):
            _check_onix(flow, rule, word)
            _put(of_onix, rule, word)
        else:
            _check(flow, rule, word)
            _put(own, rule, word)
    return replace(
        flow,
        severities=tuple(sorted(own.items(), key=_place)),
        onix=replace(flow.onix, severities=tuple(sorted(of_onix.items()))),
    )


def _put(known: dict[str, str], rule: str, word: str) -> None:
    if word == USUAL:
        known.pop(rule, None)
    else:
        known[rule] = word


def _check(flow: Flow, rule: str, word: str) -> None:
    known = weights.COLUMNS.get(flow.purpose, {})
    if rule not in known:
        raise _refused(
            flow,
            f"There is no rule {rule} for purpose {flow.purpose}.",
            f"Its rules: {', '.join(known)}.",
        )
    choices = weights.choices(flow.purpose, rule)
    if not choices:
        raise _refused(
            flow,
            f"The weight of rule {rule} is the same for every flow.",
            "Leave it out.",
        )
    if word != USUAL and word not in choices:
        starred = rule in weights.STARRED
        why = f"Rule {rule} may not be skipped. " if starred and word in ("note", "off") else ""
        raise _refused(
            flow,
            f"Rule {rule} cannot be {word}.",
            f"{why}It may be {', '.join(choices)} or {USUAL}.",
        )


def _check_onix(flow: Flow, rule: str, word: str) -> None:
    if flow.format not in RELEASES:
        words = f"The rule {rule} is for formats of ONIX; {flow.name} has {flow.format}."
        raise _refused(flow, words, _example(flow))
    if word not in _OF_ONIX:
        words = f"Rule {rule} cannot be {word}."
        raise _refused(flow, words, f"It may be {', '.join(_OF_ONIX)}.")


def _place(said: tuple[str, str]) -> tuple[int, str]:
    return int(said[0]) if said[0].isdecimal() else 0, said[0]


def _example(flow: Flow) -> str:
    rule = next((each.rule for each in weighed(flow) if each.choices), "")
    return f"For example: {rule}=warning." if rule else "No rule of this flow can weigh otherwise."


def _refused(flow: Flow, words: str, then: str) -> UsageError:
    return UsageError(words, not_done=f"The flow {flow.name} was left as it is.", next_step=then)
