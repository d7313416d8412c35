"""What kind of file is this? Looked at before anything of it is read as titles."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lxml import etree

from desktop_app.records.errors import SourceFileError
from desktop_app.sources.onix import refusals

_NAMESPACE = "http://ns.editeur.org/onix/"
_RELEASES = ("3.0", "3.1")
_REFERENCE, _SHORT = "ONIXMessage", "ONIXmessage"
PRODUCT_CAP = 32 * 1024 * 1024
"""Most bytes of the file that one product may take."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first element of a message says."""

    release: str
    short: bool


class Source:
    """The bytes of a file, counted. ``fresh`` is called when a product has ended."""

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self.ended = False
        self.parser: etree.iterparse[Any] | None = None
        self._path = path
        self._stream = stream
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises SourceFileError when the disk fails or a product never ends."""
        try:
            found = self._stream.read(size)
        except OSError as fault:
            raise refusals.not_readable(self._path, fault) from fault
        self.ended = not found
        self._since += len(found)
        if self._since > PRODUCT_CAP:
            raise refusals.too_large_product(self._path, PRODUCT_CAP)
        return found

    def fresh(self) -> None:
        """Count the bytes of the next product from here."""
        self._since = 0


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The bytes of an ordinary file; raises SourceFileError for all else."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise refusals.not_a_file(path, folder=stat.S_ISDIR(mode))
        stream = path.open("rb")
    except OSError as fault:
        raise refusals.not_readable(path, fault) from fault
    except ValueError as fault:  # a NUL in the name
        raise refusals.file_error(path, "cannot be a file's name.", "Check the name.") from fault
    with stream:
        yield Source(path, stream)


def look(path: Path) -> Opening:
    """Read the beginning; raises SourceFileError when this is not ONIX 3.0 or 3.1."""
    with opened(path) as source:
        refused = refusals.by_its_first_bytes(path, source.read(1024))
    if refused is not None:
        raise refused
    with opened(path) as source, understood(path, source):
        for _, element in parser(source, events=("start",)):
            return _of(path, element)
    raise refusals.no_product(path)


def parser(source: Source, **options: Any) -> etree.iterparse[Any]:
    """An XML parser that follows nothing: no entity, no DTD, no network, no huge tree."""
    made = etree.iterparse(
        source,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
        **options,
    )
    source.parser = made
    return made


@contextmanager
def understood(path: Path, source: Source) -> Iterator[None]:
    """Every fault of the parser becomes a SourceFileError."""
    try:
        yield
    except SourceFileError:
        raise
    except etree.XMLSyntaxError as fault:
        raise refusals.not_well_formed(path, _cause(fault, source), ended=source.ended) from fault
    except (LookupError, UnicodeError) as fault:
        raise refusals.wrong_encoding(path, None) from fault


def _cause(fault: etree.XMLSyntaxError, source: Source) -> refusals.Cause:
    """The exception tells the first fault or only that there was one: then the log knows."""
    code, line, words = getattr(fault, "code", 0), fault.lineno, str(fault.msg)
    logged: Any = source.parser.error_log.last_error if source.parser is not None else None
    if logged is not None and not line:
        code, line, words = logged.type, logged.line, logged.message
    return refusals.Cause(int(code or 0), int(line or 1), words)


def _declares(subset: Any) -> bool:
    """Whether a DTD inside the file declares anything; one outside is never loaded."""
    return bool(subset.entities() or subset.elements())


def _of(path: Path, root: etree._Element) -> Opening:
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and _declares(subset):
        raise refusals.with_entities(path, None)
    tag = etree.QName(root)
    namespace = tag.namespace or ""
    release = str(root.get("release", "")).strip()
    if tag.localname not in (_REFERENCE, _SHORT):
        raise refusals.not_onix(path, tag.localname, namespace)
    if release and not release.startswith(_RELEASES):
        raise refusals.other_version(path, release)
    named = namespace.removeprefix(_NAMESPACE).partition("/")[0]
    if namespace.startswith(_NAMESPACE) and named not in _RELEASES:
        raise refusals.other_version(path, release or named)
    if namespace and not namespace.startswith(_NAMESPACE):
        if "onix/2" in namespace.lower():
            raise refusals.other_version(path, release or "2.1")
        raise refusals.not_onix(path, tag.localname, namespace)
    if not release and not namespace:
        raise refusals.other_version(path, "")
    return Opening(release or named, tag.localname == _SHORT)
