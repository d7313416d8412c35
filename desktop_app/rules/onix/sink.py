"""Where do elements go? Into text, each value beside its row.

Text is joined from pieces, for a tree of objects would cost several times as much.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.records.onix import Tags
from desktop_app.records.onix_tags import SHORT_TAGS
from desktop_app.records.payload import Row

_SAME: Mapping[str, str] = {name: name for name in SHORT_TAGS}


class Sink:
    """Grows the text and the rows of one product side by side.

    ``target`` of a row is the path below <Product> by reference names, with the key of a composite
    that may repeat in brackets, whatever the tags that are written.
    """

    __slots__ = ("_names", "_open", "_parts", "_prefix", "rows")

    def __init__(self, tags: Tags) -> None:
        self._names = SHORT_TAGS if tags is Tags.SHORT else _SAME
        self._parts: list[str] = []
        self._open: list[tuple[str, str, int]] = []
        self._prefix = ""
        self.rows: list[Row] = []

    def begin(self, name: str, key: str = "") -> None:
        """Open a composite."""
        tag = self._names[name]
        self._open.append((tag, self._prefix, len(self._parts)))
        self._prefix = f"{self._prefix}{name}[{key}]." if key else f"{self._prefix}{name}."
        self._parts.append(f"<{tag}>")

    def end(self) -> None:
        """Close the composite that was opened last; one that stayed empty was never there."""
        tag, self._prefix, place = self._open.pop()
        if len(self._parts) == place + 1:
            self._parts.pop()
        else:
            self._parts.append(f"</{tag}>")

    def say(self, name: str, value: str, source: str, rule: str) -> None:
        """An element with a value that has a row; nothing at all for no value."""
        if not value:
            return
        tag = self._names[name]
        self._parts.append(f"<{tag}>{escaped(value)}</{tag}>")
        self.rows.append(Row(f"{self._prefix}{name}", value, source, rule))

    def each(self, name: str, value: str, source: str, rule: str) -> None:
        """An element that may stand several times, once for each value: that is its key."""
        self.say(name, value, source, rule)
        if value:
            self.rows[-1] = self.rows[-1]._replace(target=f"{self._prefix}{name}[{value}]")

    def fixed(self, name: str, value: str) -> None:
        """An element that says what kind of thing its neighbours are: a constant, without a row."""
        tag = self._names[name]
        self._parts.append(f"<{tag}>{value}</{tag}>")

    def flag(self, name: str, source: str, rule: str) -> None:
        """An element that says something by being there."""
        self._parts.append(f"<{self._names[name]}/>")
        self.rows.append(Row(f"{self._prefix}{name}", "true", source, rule))

    def day(self, value: str, source: str, rule: str) -> None:
        """A date of eight digits."""
        tag = self._names["Date"]
        self._parts.append(f'<{tag} dateformat="00">{value}</{tag}>')
        self.rows.append(Row(f"{self._prefix}Date", value, source, rule))

    def prose(self, name: str, markup: str, source: str, rule: str, *, html: bool) -> None:
        """Words that people wrote; ``markup`` is well-formed and escaped already."""
        if not markup:
            return
        tag = self._names[name]
        kind = "05" if html else "06"
        self._parts.append(f'<{tag} textformat="{kind}">{markup}</{tag}>')
        self.rows.append(Row(f"{self._prefix}{name}", markup, source, rule))

    def spoken(self, markup: str, language: str, source: str, rule: str, *, html: bool) -> None:
        """The text of a marketing text, with its language where that is known."""
        tag = self._names["Text"]
        kind = "05" if html else "06"
        said = f' language="{language}"' if language else ""
        self._parts.append(f'<{tag} textformat="{kind}"{said}>{markup}</{tag}>')
        self.rows.append(Row(f"{self._prefix}Text", markup, source, rule))
        if language:
            by = source.partition(" by ")
            path = by[0].rpartition(".")[0] + ".onixLanguageCode"
            self.rows.append(
                Row(f"{self._prefix}Text@language", language, path + by[1] + by[2], "code")
            )

    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)


def escaped(value: str) -> str:
    """Text as XML holds it."""
    if "&" in value or "<" in value or ">" in value:
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value
