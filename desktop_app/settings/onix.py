"""How are the settings of an ONIX flow kept and given? Only what differs from the defaults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from desktop_app.records.errors import UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.onix import PLAIN, RELEASES, OnixSettings, Tags, TitleStyle

_NAMES = tuple(each.name for each in fields(OnixSettings))
_TABLES = frozenset({"availability", "severities"})
_CODE = re.compile(r"[0-9A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{3}")
_REFERENCE = re.compile(r"[A-Za-z0-9._:/-]{1,60}")
_RIGHTS = ("00", "01", "02")
_MOST = 200


def from_table(given: object) -> OnixSettings:
    """The settings as the file keeps them. Entries that nobody knows are left out, so that a file
    of a newer version still opens; raises ValueError for a value of another kind."""
    if not isinstance(given, Mapping):
        raise ValueError("onix must be a table of settings")
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name in _TABLES:
            if not isinstance(value, Mapping):
                raise ValueError(f"{name} must be a table")
            found[name] = tuple(sorted((str(key), str(each)) for key, each in value.items()))
        elif name in _NAMES:
            if not isinstance(value, str):
                raise ValueError(f"{name} must be text")
            found[name] = _typed(name, value)
    return replace(PLAIN, **found)


def to_table(settings: OnixSettings) -> dict[str, Any]:
    """What the file keeps; empty where nothing was set."""
    kept: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(settings, name)
        if value != getattr(PLAIN, name):
            kept[name] = dict(value) if name in _TABLES else str(value)
    return kept


def from_words(given: Iterable[str]) -> OnixSettings:
    """The settings as the command line gives them: ``supplier=Gardners``,
    ``availability.04=21``, ``severities.onix-cover-link=note``. Raises UsageError."""
    table: dict[str, Any] = {}
    for each in given:
        name, sign, value = each.partition("=")
        head, dot, key = name.strip().partition(".")
        if head not in _NAMES or not sign or (head in _TABLES) != bool(dot):
            import difflib

            close = difflib.get_close_matches(head, _NAMES, 1)
            hint = f" Did you mean {close[0]}?" if close and close[0] != head else ""
            raise UsageError(
                f"{each!r} is no setting of an ONIX flow.{hint}",
                not_done="The flow was not added.",
                next_step=f"Settings: {', '.join(_NAMES)}.",
            )
        if dot:
            table.setdefault(head, {})[key] = value.strip()
        else:
            table[head] = value.strip()
    try:
        return from_table(table)
    except ValueError as error:
        raise UsageError(f"{error}.".capitalize(), not_done="The flow was not added.") from error


def check(flow: Flow) -> None:
    """Raise UsageError for settings that would make records nobody takes."""
    settings = flow.onix
    if settings == PLAIN:
        return
    if flow.format not in RELEASES:
        raise UsageError(
            f"The format {flow.format} has no settings of ONIX.",
            not_done=f"The flow {flow.name} was not taken.",
            next_step=f"Choose one of {', '.join(RELEASES)}, or leave the settings out.",
        )
    wrong = _wrong(settings)
    if wrong:
        raise UsageError(
            f"{wrong}.",
            not_done=f"The flow {flow.name} was not taken.",
            next_step="Correct the setting and try again.",
        )


def _wrong(settings: OnixSettings) -> str:
    from desktop_app.records.payload import Severity

    codes = [settings.supplier_role, *(code for _, code in settings.availability)]
    weights = {each.value for each in Severity}
    texts = [str(getattr(settings, name)) for name in _NAMES if name not in _TABLES]
    wrong = {
        "reference takes up to 60 letters, digits and . _ : / -": not _REFERENCE.fullmatch(
            settings.reference
        ),
        "language is a code of three small letters, for example eng": bool(settings.language)
        and not _LANGUAGE.fullmatch(settings.language),
        f"rights is one of {', '.join(_RIGHTS)} (code list 46)": settings.rights not in _RIGHTS,
        "supplier_role and availability are codes of two signs": not all(
            _CODE.fullmatch(each) for each in codes
        ),
        f"a severity is one of {', '.join(sorted(weights))}": not all(
            weight in weights for _, weight in settings.severities
        ),
        f"a setting is one line of at most {_MOST} characters": not all(
            each.isprintable() and len(each) <= _MOST for each in texts
        ),
    }
    return next((words for words, holds in wrong.items() if holds), "")


def _typed(name: str, value: str) -> Any:
    if name == "tags":
        return Tags(value)
    return TitleStyle(value) if name == "title" else value
