"""What is a format called where people read it?"""

from __future__ import annotations

_WORDS = {
    "onix-3.0": "ONIX 3.0",
    "onix-3.1": "ONIX 3.1",
    "item-json": "item JSON",
    "item-csv": "item CSV",
    "milestone-event": "milestones",
    "milestone-calendar": "calendar",
    "workflow-event": "workflow events",
    "status-snapshot": "status",
    "asset-package": "assets",
    "contract-terms": "contracts",
    "payment-milestones": "payments due",
    "print-order": "print orders",
    "warehouse-notice": "warehouse notices",
    "contributor-json": "contributors",
    "contributor-vcard": "contributors, vCard",
    "vendor-json": "vendors",
}


def format_words(name: str) -> str:
    """``onix-3.0`` gives "ONIX 3.0"; a format without words of its own keeps its name."""
    return _WORDS.get(name, name)
