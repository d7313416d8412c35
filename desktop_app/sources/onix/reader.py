"""Which records does a file hold, and which of its products are not taken?

A record reference counts once: the first product that carries it is taken, a later one is
skipped and named. Notices to delete, test records and updates of single parts are never taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from desktop_app.records.document import content_hash
from desktop_app.records.progress import Progress, Report
from desktop_app.records.title import Record, SourceKind
from desktop_app.records.wire import plain
from desktop_app.sources import Skipped
from desktop_app.sources.onix import refusals
from desktop_app.sources.onix.document import Defaults, defaults, document
from desktop_app.sources.onix.node import Node, from_element, line_of
from desktop_app.sources.onix.opening import Opening, Source, look, opened, understood
from desktop_app.sources.onix.walking import walk

_TELL_EVERY = 25
_KEPT_SKIPS = 1_000
_LONGEST_REFERENCE = 100
_NOT_TAKEN = {
    "05": "It is a notice to delete the record (notification type 05); nothing was removed.",
    "08": "It is a notice of sale (notification type 08), not a record of a title.",
    "09": "It is a notice of acquisition (notification type 09), not a record of a title.",
    "12": "It updates supply details only (notification type 12).",
    "13": "It updates market details only (notification type 13).",
    "14": "It updates supply and market details only (notification type 14).",
    "88": "It is a test of an update (notification type 88).",
    "89": "It is a test record (notification type 89).",
}
_PARTIAL = "04"
_WHOLE = ("DescriptiveDetail", "PublishingDetail")


class OnixFile:
    """Iterating yields records and raises SourceFileError when the file is refused.

    ``left_out`` counts the elements of taken products that Colophon does not keep, by reference
    name; ``skipped`` are products that were not taken (the first thousand are named, the rest
    counted in one entry). Both are complete after the iteration. Memory does not grow with the
    number of products, but for the record references and a hash of each.
    """

    def __init__(self, path: Path, report: Report) -> None:
        self.left_out: Counter[str] = Counter()
        self.skipped: list[Skipped] = []
        self._path = path
        self._report = report
        self._met: dict[str, str] = {}
        self._more = 0

    def __iter__(self) -> Iterator[Record]:
        opening = look(self._path)
        with opened(self._path) as source, understood(self._path, source):
            yield from self._records(source, opening)
        if self._more:
            self.skipped.append(Skipped("", f"{self._more} more products were skipped."))

    def _records(self, source: Source, opening: Opening) -> Iterator[Record]:
        known = Defaults()
        products = 0
        self._tell(0)
        for element in walk(self._path, source, opening):
            node = from_element(element, short=opening.short)
            if node.name == "Header":
                known = defaults(node)
                continue
            products += 1
            record = self._record(node, known, line_of(element))
            if record is not None:
                yield record
            if products % _TELL_EVERY == 0:
                self._tell(products)
        if not products:
            raise refusals.no_product(self._path)
        self._tell(products)

    # -- one product -----------------------------------------------------------------------------

    def _record(self, product: Node, known: Defaults, line: int | None) -> Record | None:
        product.keep()
        reference = product.say("RecordReference")
        reason = _refused_reference(reference) or refused_kind(product)
        if reason:
            self._skip(name_of(reference, product, line), reason)
            return None
        made = document(product, reference, known)
        digest = content_hash(made)
        first = self._met.setdefault(reference, digest)
        if first is not digest:
            same = "the same once more" if first == digest else "other data"
            self._skip(
                f"onix:{reference}",
                f"The file holds this record reference twice, with {same} (line {line}); "
                "the first was taken.",
            )
            return None
        self.left_out += product.left_out()
        return Record(f"onix:{reference}", "", SourceKind.ONIX, made, digest)

    def _skip(self, name: str, reason: str) -> None:
        if len(self.skipped) < _KEPT_SKIPS:
            self.skipped.append(Skipped(name, reason))
        else:
            self._more += 1

    def _tell(self, done: int) -> None:
        self._report(Progress(f"Reading titles from {plain(self._path.name, 80)}", done))


def _refused_reference(reference: str) -> str:
    if not reference:
        return "It has no record reference, so nobody could tell it from others."
    if len(reference) > _LONGEST_REFERENCE:
        return f"Its record reference has more than {_LONGEST_REFERENCE} characters."
    if not reference.isprintable():
        return "Its record reference holds characters that cannot be shown."
    return ""


def refused_kind(product: Node) -> str:
    """An update counts as a whole record when its two main blocks are there, as many send it."""
    kind = product.say("NotificationType")
    if kind == _PARTIAL and any(product.find(each) is None for each in _WHOLE):
        return (
            "It updates single parts only (notification type 04); what it leaves out would be lost."
        )
    return _NOT_TAKEN.get(kind, "")


def name_of(reference: str, product: Node, line: int | None) -> str:
    """The best name that a product gives itself."""
    if reference:
        return plain(f"onix:{reference}", 120)
    for each in product.all("ProductIdentifier"):
        if each.peek("IDValue"):
            return plain(each.peek("IDValue"), 40)
    return f"line {line}"


def read(path: Path, report: Report) -> OnixFile:
    """The file at ``path``; nothing is opened before the iteration begins."""
    return OnixFile(path, report)
