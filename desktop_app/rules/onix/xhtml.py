"""How does a text that people wrote become words that ONIX takes? XHTML of few, safe elements.

Consonance keeps HTML. What is kept of it are paragraphs, line breaks, lists and emphasis; other
elements give way to their words, attributes go, and every element is closed.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from desktop_app.rules.mapping.transforms import plain_text, text
from desktop_app.rules.onix.sink import escaped

_INLINE = frozenset({"em", "strong", "b", "i", "sub", "sup"})
_LISTS = frozenset({"ul", "ol"})
_BREAKS = frozenset(
    {"address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "hr", "p", "pre"}
    | {"section", "table", "td", "th", "tr", *(f"h{n}" for n in range(1, 7))}
)
_SILENT = frozenset({"script", "style", "head", "title"})
_SPACE = re.compile(r"\s+")
_DEEPEST = 40


def markup(given: object) -> tuple[str, bool]:
    """(escaped text, whether it is XHTML); ("", False) for what holds no words.

    A text without any element stays a plain text.
    """
    if not isinstance(given, str):
        return "", False
    clean = text(given)
    if not isinstance(clean, str):
        return "", False
    if "<" not in clean and "&" not in clean:
        return escaped(_SPACE.sub(" ", clean)), False
    reader = _Reader()
    try:
        reader.feed(clean)
        reader.close()
        made = reader.made()
    except (AssertionError, ValueError):
        # The parser of the standard library gives up on a few malformed declarations.
        words = plain_text(clean)
        return (escaped(_SPACE.sub(" ", words)) if isinstance(words, str) else ""), False
    return made, reader.marked and bool(made)


class _Reader(HTMLParser):
    """Writes well-formed markup whatever it is fed. Blocks never stand in one another, but for a
    list in an item of a list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.marked = False
        self._parts: list[str] = []
        self._open: list[str] = []
        self._silent = 0
        self._words = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._break()
        elif tag in _BREAKS:
            self._block()
        elif tag in _LISTS and len(self._open) < _DEEPEST:
            self._list(tag)
        elif tag == "li" and any(each in _LISTS for each in self._open):
            self._item()
        elif tag in _INLINE and tag not in self._open:
            self._start(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self._block()
        elif tag in self._open and (tag in _INLINE or tag in _LISTS or tag == "li"):
            self._until(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)
            if tag in _INLINE:
                self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = text(_SPACE.sub(" ", data))
        if not isinstance(words, str):
            if data and self._words and not self._parts[-1].endswith((" ", ">")):
                self._parts.append(" ")
            return
        if not self._open or self._open[-1] in _LISTS:
            self._start("li" if self._open else "p", mark=bool(self._open))
        before = " " if data[0].isspace() else ""
        after = " " if data[-1].isspace() else ""
        self._parts.append(f"{before}{escaped(words)}{after}")
        self._words = True

    def made(self) -> str:
        """All of it, each element closed; one paragraph of plain words is no paragraph."""
        while self._open:
            self._end()
        made = "".join(self._parts)
        if not self.marked and made.startswith("<p>") and made.count("<") == 2:
            return made[3:-4].strip()
        if made:
            self.marked = True
        return made

    def _break(self) -> None:
        """A line break where words went before."""
        if self._open and self._words and self._open[-1] not in _LISTS:
            self._parts.append("<br/>")
            self.marked = True

    def _block(self) -> None:
        """What follows is another paragraph; in an item of a list another line."""
        if any(each in _LISTS for each in self._open):
            return
        if self._open:
            self._until("p")

    def _list(self, tag: str) -> None:
        if "p" in self._open:
            self._until("p")
        if self._open and self._open[-1] in _LISTS:
            self._start("li")
        while self._open and self._open[-1] in _INLINE:
            self._end()
        self._start(tag)

    def _item(self) -> None:
        while self._open and self._open[-1] not in _LISTS:
            self._end()
        self._start("li")

    def _start(self, tag: str, *, mark: bool = True) -> None:
        if tag in _INLINE and not self._open:
            self._start("p", mark=False)
        if tag in _INLINE and self._open[-1] in _LISTS:
            self._start("li")
        self._open.append(tag)
        self._parts.append(f"<{tag}>")
        self.marked = self.marked or (mark and tag != "p")

    def _until(self, tag: str) -> None:
        while self._open and self._open[-1] != tag:
            self._end()
        if self._open:
            self._end()

    def _end(self) -> None:
        tag = self._open.pop()
        start = f"<{tag}>"
        # An element without words says nothing, and some of them are refused.
        if self._parts and self._parts[-1] == start:
            self._parts.pop()
        else:
            self._parts.append(f"</{tag}>")
