"""Which titles of the invented house are wrong on purpose, and how?"""

from __future__ import annotations

from desktop_app.companions.sandbox.house import Builder, House


def set_traps(builder: Builder) -> House:
    """Build the house."""
    return builder.build()
