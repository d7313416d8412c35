"""What does the embedded xConnector do, and how is it set up?

A process of its own that takes events as `resources/contract/xconnector.openapi.yaml` says, keeps
them in its own database before it answers, and applies each one to a table of a SQL database.

The configuration is a TOML file (JSON if its name ends in `.json`), best readable by its owner only
(mode 0600), since it may hold a token and database passwords::

    listen = "127.0.0.1:0"                  # port 0: a free one, printed on the first line
    database = "sqlite:///gateway.sqlite"   # own store; relative files lie beside this file
    token = "…"                             # or token_env = "NAME_OF_A_VARIABLE"
    signing_secret = "…"                    # optional, or signing_secret_env
    destination = "sqlite:///destinations.sqlite"   # any SQLAlchemy URL, or destination_env
    hosts = ["xconnector.example"]          # optional: host names by which it may be called
    max_body = 1048576                      # optional, bytes
    max_waiting = 10000                     # optional, events not yet applied before 429

    [[flows]]
    name = "gardners"
    purpose = 1
    destination = "Gardners"                # the name people use
    format = "item-json"
    table = "gardners"                      # optional, default: the name
    url = "sqlite:///…"                     # optional, or url_env: another database for this flow
    active = true                           # optional; false: its events are answered with 410
    requires = ["isbn13"]                   # optional: members of data that must not be empty
    folder = "out"                          # optional: the same as files, a CSV as one whole file

`main(["--config", FILE, "--listen", HOST:PORT, "--database", URL, "--exit-with-stdin"])` runs it
until interrupted. The first line on stdout is `{"xconnector": {"url": "http://127.0.0.1:PORT"}}`.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the gateway; returns the exit code (0 ended on request, 2 usage, 5 busy, 7 fatal)."""
    from desktop_app.companions.gateway.process import run

    return run(argv)
