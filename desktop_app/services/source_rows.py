"""How do the fields of a record become rows? Codes with their labels, lists entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from desktop_app.rules.mapping.table import IN_HOUSE as KEPT_IN
from desktop_app.rules.mapping.table import NEVER
from desktop_app.rules.mapping.transforms import plain_text
from desktop_app.rules.mapping.transforms import text as plain
from desktop_app.services.source_row import IN_HOUSE, NEVER_SENT, Given, Row, Sort
from desktop_app.services.source_words import Words

_DEEPEST = 12
_NAMES = (
    "name", "contractName", "prizeName", "fullTitle", "title", "filename", "noteText", "email",
    "phoneNumber", "locationName", "rightType", "deliverableType", "link", "description",
    "addressLine1", "externalText", "pageBindingMethod", "coverType", "paper", "scheme", "label",
)  # fmt: skip
_INNER = ("contributor", "series", "contained", "contact", "organisation")
_DATED = re.compile(r"[dD]ate|Due$|due$|On$|From$|To$|At$")
_PROSE = re.compile(r"([tT]ext|[nN]otes?|[dD]escription|Statement|Summary|Announcement|tructions)$")
"""Names of fields in which people write HTML; in a title a tag is a tag."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")

_KEPT_IN = KEPT_IN | {each.rpartition(".")[0] for each in KEPT_IN} - {"", "work"}


def rows_of(given: Mapping[str, Any], own: str, words: Words, deep: int = 0) -> tuple[Row, ...]:
    """A row for each path. ``own`` is the number of the product that is shown."""
    return tuple(_Rows(own, words).all(given, deep))


class _Rows:
    def __init__(self, own: str, words: Words) -> None:
        self._own = own
        self._words = words

    def all(self, given: Mapping[str, Any], deep: int) -> Iterator[Row]:
        """A code beside the object that explains it becomes one row."""
        explained = {path: self._object_of(path, given) for path in given}
        taken = {each for each in explained.values() if each}
        for path, value in given.items():
            if path in taken:
                continue
            beside = given.get(explained[path]) if explained[path] else None
            if isinstance(beside, Mapping) and value is not None and value is not Given.UNKNOWN:
                yield self._coded(path, value, [beside])
            elif isinstance(beside, list) and isinstance(value, list):
                yield self._coded(path, value, beside)
            elif explained[path] and (value is None or value is Given.UNKNOWN):
                # Nothing as a code; what explains it may still say more.
                yield self.one(explained[path], given[explained[path]], deep, shown=path)
            else:
                yield self.one(path, value, deep)

    def _object_of(self, path: str, given: Mapping[str, Any]) -> str:
        """The path of the object that explains a code, when it stands beside it."""
        owner, dot, name = path.rpartition(".")
        if other := self._words.explained_by.get(name):
            return f"{owner}{dot}{other}" if f"{owner}{dot}{other}" in given else ""
        stem = _stem(path)
        if stem == path:
            return ""
        forms = (stem,) if path.endswith("Code") else (f"{stem}s", stem, f"{stem[:-1]}ies")
        return next((each for each in forms if each in given), "")

    def one(self, path: str, value: Any, deep: int, shown: str = "") -> Row:
        """One field, whatever it holds. ``shown`` is the path that is told, when it is another."""
        label, mark, told = self._words.label(path), _mark(path), shown or path
        if value is Given.UNKNOWN:
            return Row(label, told, Given.UNKNOWN, mark=mark)
        if value is None or (isinstance(value, list | Mapping) and not value):
            return Row(label, told, Given.NONE, mark=mark)
        if isinstance(value, Mapping):
            return self._object(label, told, value, mark, deep)
        if isinstance(value, list):
            return self._list(label, told, value, mark, deep)
        said, sort = self._said(path, value)
        given = Given.VALUE if said else Given.NONE
        return Row(label, told, given, said, sort, mark)

    def _coded(self, path: str, value: Any, beside: Sequence[Any]) -> Row:
        """A code, or several, with the labels of the objects that explain them."""
        name = path.rpartition(".")[2]
        label, mark = self._words.labels.get(name) or self._words.label(_stem(path)), _mark(path)
        codes = value if isinstance(value, list) else [value]
        names = {_code_in(each): each for each in beside if isinstance(each, Mapping)}
        said = [_code_words(names.pop(str(each), {"code": str(each)})) for each in codes]
        said += [_code_words(each) for each in names.values()]
        text = ", ".join(filter(None, said))
        return Row(label, path, Given.VALUE if text else Given.NONE, text, mark=mark)

    def _object(self, label: str, path: str, value: Mapping[str, Any], mark: str, deep: int) -> Row:
        if _is_code(value):
            text = _code_words(value)
            return Row(label, path, Given.VALUE if text else Given.NONE, text, mark=mark)
        if deep >= _DEEPEST:
            return Row(label, path, Given.VALUE, "…", mark=mark)
        inner = tuple(self.all({f"{path}.{name}": each for name, each in value.items()}, deep + 1))
        return Row(label, path, Given.VALUE, _name_of(value), mark=mark, rows=inner)

    def _list(self, label: str, path: str, value: list[Any], mark: str, deep: int) -> Row:
        objects = [each for each in value if isinstance(each, Mapping)]
        if objects and all(map(_is_code, objects)) and len(objects) == len(value):
            text = ", ".join(filter(None, map(_code_words, objects)))
            return Row(label, path, Given.VALUE if text else Given.NONE, text, mark=mark)
        if not objects:
            said = ", ".join(filter(None, (self._said(path, each)[0] for each in value)))
            return Row(label, path, Given.VALUE if said else Given.NONE, said, mark=mark)
        if deep >= _DEEPEST:
            return Row(label, path, Given.VALUE, "…", mark=mark)
        entries = tuple(self._entry(f"{path}[]", n, each, deep) for n, each in enumerate(value, 1))
        return Row(label, f"{path}[]", Given.VALUE, str(len(value)), mark=mark, rows=entries)

    def _entry(self, path: str, number: int, value: Any, deep: int) -> Row:
        if not isinstance(value, Mapping):
            row = self.one(path, value, deep)
            return Row(str(number), path, row.given, row.value, row.sort, row.mark, row.rows)
        name = _name_of(value)
        ids = value.get("productIds")
        if isinstance(ids, list) and ids and self._own not in map(str, ids):
            name = f"{name} (not for this product)".strip()
        row = self._object(str(number), path, value, "", deep)
        return Row(row.label, path, Given.VALUE, name or row.value, mark=_mark(path), rows=row.rows)

    def _said(self, path: str, value: Any) -> tuple[str, Sort]:
        """One value as plain text, and how it is to be written."""
        if isinstance(value, Mapping | list):  # a list in a list: nobody gives that
            return str(value), Sort.TEXT
        if isinstance(value, bool):
            return ("Yes" if value else "No"), Sort.TEXT
        name = path.rpartition(".")[2].removesuffix("[]")
        if name in ("productIds", "productId", "containedId") and str(value) == self._own:
            return "this product", Sort.TEXT
        if name == "__typename":
            return self._words.types.get(str(value), str(value)), Sort.TEXT
        if name == "fileSize" and str(value).isdigit():
            return str(value), Sort.BYTES
        return self._text(name, str(value))

    def _text(self, name: str, value: str) -> tuple[str, Sort]:
        if _DATED.search(name):
            if _DAY.fullmatch(value) and _is_day(value):
                return value, Sort.DAY
            if _MOMENT.fullmatch(value) and _is_day(value[:10]):
                return value, Sort.MOMENT
        said = plain_text(value) if _PROSE.search(name) else plain(value)
        text = said if isinstance(said, str) else ""
        unit = self._words.units.get(name, "")
        return (f"{text} {unit}" if unit and text else text), Sort.TEXT


def _mark(path: str) -> str:
    lowered = path.lower().replace("[]", "")
    if any(word in lowered for word in NEVER):
        return NEVER_SENT
    return IN_HOUSE if path in _KEPT_IN else ""


def _stem(path: str) -> str:
    return path.removesuffix("Codes") if path.endswith("Codes") else path.removesuffix("Code")


def _is_code(value: Mapping[str, Any]) -> bool:
    """An ONIX code: what it says fits on one line."""
    return "description" in value and set(value) <= {
        "code", "description", "notes", "isDeprecated", "value",
    }  # fmt: skip


def _code_in(value: Mapping[str, Any]) -> str:
    return str(value.get("code") or value.get("value") or "").removeprefix("_")


def _code_words(value: Mapping[str, Any]) -> str:
    """ "Paperback (BC)", with what else is told of the code."""
    code, label = _code_in(value), plain_text(value.get("description"))
    if isinstance(label, str) and label.removeprefix("_") == code:
        label = None
    text = f"{label} ({code})" if label and code else str(label or code)
    notes = plain_text(value.get("notes"))
    if isinstance(notes, str) and notes:
        text += f": {notes}"
    return f"{text}, deprecated" if value.get("isDeprecated") is True else text


def _name_of(value: Mapping[str, Any]) -> str:
    """A short name of what an entry is about."""
    if value.get("amount") is not None and value.get("currencyCode"):
        return _one_line(f"{value['currencyCode']} {value['amount']}")
    if value.get("isbn13") or value.get("isbn10"):
        return _one_line(value.get("isbn13") or value.get("isbn10"))
    for inner in _INNER:
        if isinstance(value.get(inner), Mapping) and (name := _name_of(value[inner])):
            return name
    for each in _NAMES:
        if isinstance(value.get(each), str) and (name := _one_line(value[each])):
            return name
    return ""


def _one_line(given: Any) -> str:
    said = plain_text(given)
    flat = " ".join(said.split()) if isinstance(said, str) else ""
    return f"{flat[:80]}…" if len(flat) > 80 else flat


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
