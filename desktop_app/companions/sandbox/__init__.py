"""What stands in for Consonance, and what runs beside it?

`colophon sandbox` is a double of Consonance's GraphQL server with invented titles, and the embedded
xConnector as a process of its own. Both listen on loopback only. What they keep lies in the home's
folder `sandbox/`; addresses and keys of the running pair lie in `run/sandbox.json`, mode 0600, and
go when it stops.

The first line on stdout is one JSON object::

    {"consonance": {"url": "http://127.0.0.1:P/graphql", "key": "…",
                    "admin": "http://127.0.0.1:P/admin"},
     "xconnector": {"url": "http://127.0.0.1:Q", "token": "…"},
     "destinations": {"sql": "sqlite:///…"}}
"""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run both until interrupted.

    Returns the exit code: 0 ended on request, 2 usage, 5 busy, 7 fatal.
    """
    from desktop_app.companions.sandbox.process import run

    return run(argv)
