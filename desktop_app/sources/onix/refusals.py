"""Why was a file not imported? One sentence for each cause; nothing of the file was taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from desktop_app.records.errors import SourceFileError
from desktop_app.records.wire import plain

_NOT_DONE = "Nothing of it was taken."
_CODES = etree.ErrorTypes


def _codes(*names: str) -> frozenset[int]:
    return frozenset(getattr(_CODES, f"ERR_{name}") for name in names)


_ENDLESS = _codes(
    "DOCUMENT_END", "TAG_NOT_FINISHED", "GT_REQUIRED", "LTSLASH_REQUIRED", "LT_REQUIRED",
    "ATTRIBUTE_NOT_FINISHED", "CDATA_NOT_FINISHED", "COMMENT_NOT_FINISHED", "PI_NOT_FINISHED",
    "XMLDECL_NOT_FINISHED", "DOCTYPE_NOT_FINISHED", "EQUAL_REQUIRED", "SPACE_REQUIRED",
    "NAME_REQUIRED", "ENTITYREF_SEMICOL_MISSING", "ATTRIBUTE_NOT_STARTED",
)  # fmt: skip
_ENCODING = _codes("INVALID_ENCODING", "UNSUPPORTED_ENCODING", "UNKNOWN_ENCODING")
_ENTITY = _codes("UNDECLARED_ENTITY", "ENTITY_LOOP", "ENTITY_BOUNDARY", "ENTITY_IS_EXTERNAL")
_MAGIC = (
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it, then import the XML file in it."),
    (b"PK", "a ZIP archive or an Office document", "Unpack it, then import the XML file in it."),
    (b"BZh", "a compressed file (bzip2)", "Unpack it, then import the XML file in it."),
    (b"\xfd7zXZ", "a compressed file (xz)", "Unpack it, then import the XML file in it."),
    (b"%PDF", "a PDF document", "Choose the ONIX file, which ends in .xml or .onix."),
    (b"SQLite format 3", "a database", "Choose the ONIX file, which ends in .xml or .onix."),
)


def file_error(path: Path, what: str, next_step: str) -> SourceFileError:
    """A sentence that begins with the name of the file."""
    return SourceFileError(
        f"{plain(path.name, 120)} {what}", not_done=_NOT_DONE, next_step=next_step
    )


def not_readable(path: Path, fault: OSError) -> SourceFileError:
    """The system does not give the file."""
    if isinstance(fault, FileNotFoundError):
        return file_error(path, "does not exist.", "Check the name and the folder.")
    if isinstance(fault, PermissionError):
        return file_error(
            path, "may not be read by this user.", "Ask for the right to read it, or copy it."
        )
    why = plain(fault.strerror or fault, 160)
    return file_error(path, f"could not be read: {why}.", "Check the disk, then try again.")


def not_a_file(path: Path, *, folder: bool) -> SourceFileError:
    """A folder, a pipe or a device."""
    what = "is a folder, not a file." if folder else "is not an ordinary file."
    return file_error(path, what, "Choose the ONIX file itself.")


def by_its_first_bytes(path: Path, head: bytes) -> SourceFileError | None:
    """Files that are plainly something else than XML."""
    if not head:
        return file_error(path, "is empty (0 bytes).", "Export it again.")
    for magic, what, step in _MAGIC:
        if head.startswith(magic):
            return file_error(path, f"is {what}, not an ONIX file.", step)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return web_page(path)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4]
    if not wide and not start.startswith(b"<"):
        return file_error(
            path,
            "is not an XML file: it does not begin with “<”.",
            "Choose the ONIX file, which ends in .xml or .onix.",
        )
    return None


def web_page(path: Path) -> SourceFileError:
    """HTML, often a page that asks for a sign-in."""
    return file_error(
        path,
        "is a web page, not an ONIX file.",
        "Download the ONIX file again; perhaps a sign-in page was saved instead.",
    )


def not_onix(path: Path, root: str, namespace: str) -> SourceFileError:
    """XML of another kind."""
    if root.lower() == "html":
        return web_page(path)
    if namespace and root.lower() == "onixmessage":
        return file_error(
            path,
            f"calls itself ONIX, but its namespace {plain(namespace, 100)} is not ONIX's.",
            "Ask who made the file for ONIX 3.0 or 3.1.",
        )
    return file_error(
        path,
        f"is XML, but not an ONIX message: it begins with <{plain(root, 60)}>.",
        "Choose a file that begins with <ONIXMessage> or <ONIXmessage>.",
    )


def other_version(path: Path, release: str) -> SourceFileError:
    """ONIX 2.1, or a release that nobody knew when this was written."""
    said = plain(release, 20) or "2.1 or older (it names no release)"
    return file_error(
        path,
        f"is ONIX {said}; Colophon reads ONIX 3.0 and 3.1.",
        "Export it as ONIX 3.0 or 3.1.",
    )


def with_entities(path: Path, line: int | None) -> SourceFileError:
    """Entities are refused, whatever they stand for: they can name other files."""
    where = f" (line {line})" if line else ""
    return file_error(
        path,
        f"defines or uses entities{where}, which Colophon does not follow, because they can "
        "reach into other files or grow without end.",
        "Ask for the file with plain characters instead of entities.",
    )


def mixed_tags(path: Path, line: int | None) -> SourceFileError:
    """Reference and short tags in one message."""
    return file_error(
        path,
        f"mixes reference tags and short tags (line {line}).",
        "Ask who made the file to use one of the two.",
    )


def no_product(path: Path) -> SourceFileError:
    """A message without products."""
    return file_error(path, "holds 0 products.", "Export it again with titles in it.")


def too_large_product(path: Path, limit: int) -> SourceFileError:
    """One product, or what stands between two, is larger than any can be."""
    return file_error(
        path,
        f"holds a product of more than {limit // 1048576} MB, which no product has.",
        "Ask who made the file; its products may not be closed properly.",
    )


@dataclass(frozen=True, slots=True)
class Cause:
    """What the XML parser says: its own number for the fault, the line, and its words."""

    code: int
    line: int
    words: str


def not_well_formed(path: Path, cause: Cause, *, ended: bool) -> SourceFileError:
    """What the XML parser could not take; ``ended`` when it had been given the whole file."""
    code, line = cause.code, cause.line
    if ended and code in _ENDLESS:
        return file_error(
            path, f"is cut off: it ends in the middle (line {line}).", "Export or copy it again."
        )
    if code in _ENTITY or "Entity '" in cause.words:
        return with_entities(path, line)
    if code in _ENCODING or "encod" in cause.words.lower():
        return wrong_encoding(path, line)
    if code == _CODES.ERR_RESERVED_XML_NAME:
        return file_error(
            path,
            "has something before its XML declaration, which must be the very first.",
            "Delete the blank line or text at its beginning, or the second message in it.",
        )
    if code == _CODES.ERR_DOCUMENT_END or "Extra content" in cause.words:
        return file_error(
            path,
            f"goes on after the end of its message (line {line}).",
            "If it holds two messages, save each as a file of its own.",
        )
    words = plain(cause.words, 200).rstrip(".")
    return file_error(
        path,
        f"is not sound XML (line {line}): {words}.",
        "Ask who made the file to correct it.",
    )


def wrong_encoding(path: Path, line: int | None) -> SourceFileError:
    """Bytes that are not what the declaration says, or an encoding nobody knows."""
    where = f" (line {line})" if line else ""
    return file_error(
        path,
        f"is not in the encoding that it declares{where}.",
        "Save it as UTF-8, or write the true encoding in its first line: "
        "often that is windows-1252.",
    )
