"""Which searches did a person keep? One small file in the profile's folder, never half written.

Every change reads the file again first; a file that cannot be read is left as it is and nothing
is written over it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_app.records.errors import NotFoundError, SettingsError, UsageError
from desktop_app.records.saved_view import SavedView

_VERSION = 1
_LONGEST = 60
_MOST = 200

Views = tuple[SavedView, ...]


class ViewsFile:
    """The kept searches in their order. Every method raises SettingsError when the file cannot be
    read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Views:
        """All of them; none while there is no file."""
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            return _views(document)
        except FileNotFoundError:
            return ()
        except _NewerError:
            raise self._unreadable("a newer Colophon wrote it") from None
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(str(error)) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._unreadable(f"{type(error).__name__}: {error}") from error

    def get(self, name: str) -> SavedView:
        """One by its name in any case; raises NotFoundError naming the others."""
        known = self.read()
        for each in known:
            if each.name.casefold() == name.casefold():
                return each
        raise _no_such(name, known)

    def put(self, view: SavedView) -> Views:
        """Keep it at the end, or in the place of the one with this name; returns all."""
        _check(view.name)
        return self._change(lambda known: _with(known, view))

    def rename(self, name: str, to: str) -> Views:
        """Raises NotFoundError, or UsageError when another one has the new name."""
        _check(to)
        return self._change(lambda known: _renamed(known, name, to))

    def remove(self, name: str) -> Views:
        """Raises NotFoundError."""
        return self._change(lambda known: _without(known, name))

    def move(self, name: str, by: int) -> Views:
        """Up (-1) or down (1) among the others; raises NotFoundError."""
        return self._change(lambda known: _moved(known, name, by))

    def _change(self, change: Callable[[Views], Views]) -> Views:
        views = change(self.read())
        if len(views) > _MOST:
            raise UsageError(
                f"At most {_MOST} views are kept.", not_done="It was not saved.",
                next_step="Delete one that is no longer needed.",
            )  # fmt: skip
        document = {"version": _VERSION, "views": [_entry(each) for each in views]}
        try:
            _replace(self._path, json.dumps(document, indent=1, ensure_ascii=False).encode())
        except OSError as error:
            raise SettingsError(
                f"The saved views could not be written: {error.strerror or error}.",
                not_done="They stay as they were.",
                next_step=f"Make {self._path.parent} writable, or make room on its disk.",
            ) from error
        return views

    def _unreadable(self, cause: str) -> SettingsError:
        return SettingsError(
            f"The saved views in {self._path.name} cannot be read: {cause}.",
            not_done="The file was left as it is.",
            next_step=f"Mend or move away {self._path}.",
        )


class _NewerError(Exception):
    pass


def _views(document: Any) -> Views:
    if document["version"] > _VERSION:
        raise _NewerError
    return tuple(_view(each) for each in document["views"])


def _view(entry: Any) -> SavedView:
    return SavedView(
        name=_text(entry["name"]),
        text=_text(entry["search"]),
        facets={_text(key): _texts(values) for key, values in entry["filters"].items()},
        standing=_texts(entry["standing"]),
        sort=_text(entry["sort"]),
        descending=bool(entry["descending"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is not a list")
    return tuple(_text(each) for each in values)


def _entry(view: SavedView) -> dict[str, Any]:
    return {
        "name": view.name,
        "search": view.text,
        "filters": {key: list(values) for key, values in view.facets.items()},
        "standing": [str(each) for each in view.standing],
        "sort": view.sort,
        "descending": view.descending,
    }


def _check(name: str) -> None:
    if not name.strip() or name != name.strip() or not name.isprintable():
        raise UsageError("A view needs a name of one line.", not_done="It was not saved.")
    if len(name) > _LONGEST:
        raise UsageError(
            f"The name of a view has {_LONGEST} signs at most.", not_done="It was not saved."
        )


def _place(views: Views, name: str) -> int:
    for place, each in enumerate(views):
        if each.name.casefold() == name.casefold():
            return place
    raise _no_such(name, views)


def _with(views: Views, view: SavedView) -> Views:
    if all(each.name.casefold() != view.name.casefold() for each in views):
        return (*views, view)
    place = _place(views, view.name)
    return (*views[:place], view, *views[place + 1 :])


def _renamed(views: Views, name: str, to: str) -> Views:
    place = _place(views, name)
    others = views[:place] + views[place + 1 :]
    if any(each.name.casefold() == to.casefold() for each in others):
        raise UsageError(
            f"There is a view {to} already.", not_done="Nothing was renamed.",
            next_step="Choose another name.",
        )  # fmt: skip
    return (*views[:place], replace(views[place], name=to), *views[place + 1 :])


def _without(views: Views, name: str) -> Views:
    place = _place(views, name)
    return views[:place] + views[place + 1 :]


def _moved(views: Views, name: str, by: int) -> Views:
    place = _place(views, name)
    left = list(_without(views, name))
    left.insert(max(0, min(len(left), place + by)), views[place])
    return tuple(left)


def _no_such(name: str, known: Sequence[SavedView]) -> NotFoundError:
    named = ", ".join(each.name for each in known) or "none"
    return NotFoundError(f"There is no saved view {name}.", next_step=f"There are: {named}.")


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
