"""How is a document written down once, and not once for its hash and again for the store?

A work is told with each of its products. Its text is made once and set into the text of each of
them, which comes to the same, letter by letter, as the canonical JSON of the whole document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.records.document import canonical, hash_of

_WORK = "work"


@dataclass(frozen=True, slots=True)
class Written:
    """``product`` is the canonical JSON of a document without its work, ``work`` that of its
    work. ``shown`` is what the store makes of the document, where it was made beforehand."""

    product: str
    work: str
    shown: Any = field(default=None, compare=False)


class Unread(Mapping[str, Any]):
    """A document that is parsed when somebody looks at it, which hardly anybody does."""

    __slots__ = ("_found", "_written")

    def __init__(self, written: Written) -> None:
        self._written = written
        self._found: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._document()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document())

    def __len__(self) -> int:
        return len(self._document())

    def _document(self) -> dict[str, Any]:
        if self._found is None:
            self._found = json.loads(self._written.product)
            self._found[_WORK] = json.loads(self._written.work)
        return self._found


def hash_together(product: Mapping[str, Any], work: Mapping[str, Any], texts: Written) -> str:
    """The content hash of a product's document with its work, by way of the ``texts`` of both."""
    if any(name > _WORK for name in product):
        # The text of the work would belong somewhere in the middle.
        return hash_of(canonical({**product, _WORK: work}))
    comma = "," if product else ""
    return hash_of(f'{texts.product[:-1]}{comma}"{_WORK}":{texts.work}}}')
