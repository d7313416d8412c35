"""Which rules judged? One word that moves with every table and every release of the code."""

from __future__ import annotations

import hashlib

from desktop_app.records.resources import resource
from desktop_app.rules.mapping import markets, selectors
from desktop_app.rules.mapping.table import FILES
from desktop_app.rules.onix import build, recipients

CODE = 5
"""Raised by hand when a rule or a transform judges or writes otherwise than before."""


def rules_version() -> str:
    """Twelve hexadecimal digits over all tables and ``CODE``."""
    whole = hashlib.sha256(str(CODE).encode())
    for name in sorted([*FILES.values(), markets.FILE, selectors.FILE]):
        whole.update(resource("mappings", name).read_bytes())
    whole.update(resource("rules", recipients.FILE).read_bytes())
    whole.update(str(build.VERSION).encode())
    return whole.hexdigest()[:12]
