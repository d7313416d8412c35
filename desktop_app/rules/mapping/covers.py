"""Which picture is the cover? The only front cover that may be it, or the one a person chose.

Never the first of a list: a source may list several, old and new, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from desktop_app.records.cover import CoverChoice
from desktop_app.rules.mapping.paths import Absent, entries, steps

FIELD = "work.supportingResources"
_PATH = steps(FIELD)
_WORDS = re.compile(r"[a-z]+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def approval(entry: Mapping[str, Any]) -> bool | None:
    """Whether the source says that it is approved; None when it does not say."""
    status = entry.get("status")
    if not isinstance(status, str) or not status.strip():
        return None
    words = _WORDS.findall(status.lower())
    return "approved" in words and "not" not in words


def resources(document: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """All resources of the work; None when the source cannot tell."""
    found = entries(document, _PATH)
    return None if isinstance(found, Absent) else found or []


def name_of(entry: Mapping[str, Any]) -> str:
    """What a resource is known by: its number, else its address without what is signed to it."""
    number = entry.get("id")
    if isinstance(number, str | int) and str(number):
        return str(number)
    return bare(entry.get("url"))


def bare(url: object) -> str:
    """An address without its query, which may be another one each time it is asked for."""
    return re.split(r"[?#]", url)[0] if isinstance(url, str) else ""


def moved(choice: CoverChoice, candidates: Sequence[Mapping[str, Any]]) -> str:
    """Why a choice does not hold for these candidates, in a few words; "" while it does.

    It holds for the set a person saw: the same resources with the same files, so far as record
    and the last measuring tell.
    """
    now = {name_of(each): each for each in candidates}
    then = {each.resource: each for each in choice.candidates}
    words = [f"{called(now[each])} was added" for each in now if each not in then]
    words += [
        f"{then[each].filename or each} is not among them any more"
        for each in then
        if each not in now
    ]
    for name, entry in now.items():
        if name in then and (change := _other_file(choice, name, entry)):
            words.append(f"{called(entry)} {change}")
    return " and ".join(words[:3])


def _other_file(choice: CoverChoice, name: str, entry: Mapping[str, Any]) -> str:
    then = next(each for each in choice.candidates if each.resource == name)
    if then.created and str(entry.get("createdAt") or "") != then.created:
        return "has another date"
    told = entry.get("fileSize")
    if then.told_bytes and isinstance(told, int) and told != then.told_bytes:
        return "is another file"
    address, sha256 = choice.seen.get(name, (then.url, then.sha256))
    if sha256 != then.sha256:
        return "is another file"
    if bare(entry.get("url")) not in (bare(then.url), bare(address)):
        return "has another address, and its file was not looked at there"
    return ""


def chosen(choice: CoverChoice | None, candidates: Sequence[Mapping[str, Any]]) -> str:
    """The resource that a person chose among these; "" without a choice that holds."""
    if choice is None or not choice.resource or len(candidates) < 2 or moved(choice, candidates):
        return ""
    return choice.resource


def told(choice: CoverChoice) -> str:
    """Who chose, when and why: "chosen by ada on 2 Sep 2027: the new series look"."""
    by = f" by {choice.who}" if choice.who else ""
    return f"chosen{by} on {day(choice.at)}: {choice.reason}"


def day(instant: str) -> str:
    """The date of an instant as people write it; the text itself where it is none."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", instant)
    if not found or not 1 <= int(found[2]) <= 12:
        return instant
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def called(entry: Mapping[str, Any]) -> str:
    """The name that a person knows a resource by."""
    for each in ("filename", "id", "url"):
        found = entry.get(each)
        if isinstance(found, str | int) and str(found):
            return str(found)[-60:]
    return "without a name"
