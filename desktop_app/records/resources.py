"""Where the files of `resources/` are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def resources_root() -> Path:
    """The folder that holds schema, queries, mappings, the contract, icons and the guide.

    Raises FileNotFoundError when the installation is incomplete.
    """
    for candidate in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("Colophon's resources are missing: install the package again.")


def resource(*parts: str) -> Path:
    """The path of one resource, for example ``resource("queries", "products.graphql")``."""
    return resources_root().joinpath(*parts)


def resource_text(*parts: str) -> str:
    """The text of one UTF-8 resource."""
    return resource(*parts).read_text(encoding="utf-8")
