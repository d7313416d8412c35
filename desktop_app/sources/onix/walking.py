"""How is a message walked? Header and products one by one; what has been read is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from desktop_app.sources.onix import refusals
from desktop_app.sources.onix.node import line_of, local
from desktop_app.sources.onix.opening import Opening, Source, parser

_NAMES = ("{*}Product", "{*}product", "{*}Header", "{*}header")


def walk(path: Path, source: Source, opening: Opening) -> Iterator[etree._Element]:
    """Raises SourceFileError for what would make a record say less, or something else."""
    for _, element in parser(source, events=("end",), tag=_NAMES):
        parent = element.getparent()
        if parent is None or parent.getparent() is not None:
            continue  # of that name, but deep inside another element
        _refuse(path, element, opening)
        source.fresh()
        yield element
        _forget(element, parent)


def _refuse(path: Path, element: etree._Element, opening: Opening) -> None:
    if any(True for _ in element.iter(etree.Entity)):
        raise refusals.with_entities(path, line_of(element))
    named = local(element)
    children = [local(each) for each in element if isinstance(each.tag, str)]
    if named[:1].islower() != opening.short or any(
        each[:1].islower() != opening.short for each in children
    ):
        raise refusals.mixed_tags(path, line_of(element))


def _forget(element: etree._Element, parent: etree._Element) -> None:
    """Free the element and what stands before it, or memory would grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del parent[0]
