"""What would go, what is wrong with it, what is new in it? Pure functions of records.

``build`` makes the payload of a subject, ``check`` finds its problems, ``compare`` sets it against
what the destination last took. None of them looks at a clock, a file of the user or a network.
"""

from __future__ import annotations

from desktop_app.rules.checks.check import check, check_moves, valid_until
from desktop_app.rules.compare.difference import compare
from desktop_app.rules.compare.words import in_words
from desktop_app.rules.mapping.build import build, hashed
from desktop_app.rules.mapping.covers import moved as choice_moved
from desktop_app.rules.mapping.milestones import candidates, possible, shared, subjects
from desktop_app.rules.mapping.paths import named_in
from desktop_app.rules.mapping.selectors import cover_candidates
from desktop_app.rules.mapping.table import MappingError
from desktop_app.rules.together import Shared
from desktop_app.rules.version import rules_version

VERSION = rules_version()

__all__ = [
    "VERSION",
    "MappingError",
    "Shared",
    "build",
    "candidates",
    "check",
    "check_moves",
    "choice_moved",
    "compare",
    "cover_candidates",
    "hashed",
    "in_words",
    "named_in",
    "possible",
    "shared",
    "subjects",
    "valid_until",
]
