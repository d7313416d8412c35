"""Which flows, databases and secrets does a gateway run with?"""

from __future__ import annotations

import difflib
import json
import logging
import os
import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from desktop_app.records.errors import SettingsError

log = logging.getLogger("colophon.gateway")

FLOW_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
TABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_MIN_TOKEN = 16

_KEYS = frozenset(
    [
        "listen",
        "database",
        "token",
        "token_env",
        "signing_secret",
        "signing_secret_env",
        "destination",
        "destination_env",
        "hosts",
        "max_body",
        "assets",
        "max_asset",
        "max_waiting",
        "flows",
    ]
)
_FLOW_KEYS = frozenset(
    "name purpose destination format table url url_env active requires folder".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class GatewayFlow:
    """One flow as the gateway takes it; ``url`` and ``table`` say where its events end up.

    With ``folder`` the same is also written there as files, for systems that read files.
    """

    name: str
    purpose: int
    destination: str
    format: str
    table: str
    url: URL
    active: bool = True
    requires: tuple[str, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """A whole configuration. ``token`` and ``signing_secret`` never show in ``repr``.

    ``assets`` is the folder of files by hash, ``max_asset`` the most bytes of one of them.
    """

    host: str
    port: int
    database: URL
    token: str = field(repr=False)
    flows: Mapping[str, GatewayFlow]
    signing_secret: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()
    max_body: int = 1 << 20
    assets: Path = Path("assets")
    max_asset: int = 64 << 20
    max_waiting: int = 10_000


def load(path: Path, *, listen: str = "", database: str = "") -> Config:
    """Read a configuration; ``listen`` and ``database`` replace what the file says.

    Raises SettingsError with a sentence that names the file and the entry.
    """
    raw = _read(path)
    _warn_about_unknown(raw, _KEYS, path)
    _warn_about_mode(path)
    reader = _Reader(path, raw)
    host, port = _listen(listen or reader.text("listen", "127.0.0.1:0"), path)
    token = reader.secret("token")
    if len(token) < _MIN_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise _wrong(path, f"token needs at least {_MIN_TOKEN} visible ASCII characters")
    return Config(
        host=host,
        port=port,
        database=_url(database or reader.text("database", "sqlite:///gateway.sqlite"), path),
        token=token,
        flows=_flows(raw.get("flows", []), reader.secret("destination"), path),
        signing_secret=reader.secret("signing_secret"),
        hosts=reader.texts("hosts"),
        max_body=reader.number("max_body", 1 << 20, 1 << 20, 64 << 20),
        assets=(path.parent / (reader.text("assets") or "assets")).resolve(),
        max_asset=reader.number("max_asset", 64 << 20, 1 << 10, 4 << 30),
        max_waiting=reader.number("max_waiting", 10_000, 1, 10_000_000),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            raw: object = json.loads(text, object_pairs_hook=_no_duplicates)
        else:
            raw = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(
            f"The gateway's configuration {path} cannot be read: {error.strerror or error}.",
            not_done="The gateway was not started.",
            next_step="Name another file with --config.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _wrong(path, f"it is not valid ({type(error).__name__}: {error})") from error
    if not isinstance(raw, dict):
        raise _wrong(path, "it is not a table of settings")
    return raw


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("an entry is there twice")
    return out


class _Reader:
    """Typed entries of one table of the file."""

    def __init__(self, path: Path, raw: Mapping[str, Any]) -> None:
        self._path = path
        self._raw = raw

    def text(self, name: str, default: str = "") -> str:
        value = self._raw.get(name, default)
        if not isinstance(value, str):
            raise _wrong(self._path, f"{name} must be text")
        return value

    def secret(self, name: str) -> str:
        """The entry itself, or what the environment holds under the name in ``<name>_env``."""
        variable = self.text(f"{name}_env")
        if not variable:
            return self.text(name)
        if name in self._raw:
            raise _wrong(self._path, f"give {name} or {name}_env, not both")
        value = os.environ.get(variable, "")
        if not value:
            raise _wrong(self._path, f"the environment has no {variable} ({name}_env)")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._raw.get(name, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise _wrong(self._path, f"{name} must be a list of texts")
        return tuple(value)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self._raw.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _wrong(self._path, f"{name} must be a whole number from {low} to {high}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self._raw.get(name, default)
        if not isinstance(value, bool):
            raise _wrong(self._path, f"{name} must be true or false")
        return value


def _flows(raw: object, default_url: str, path: Path) -> dict[str, GatewayFlow]:
    if not isinstance(raw, list):
        raise _wrong(path, "flows must be a list of tables")
    flows: dict[str, GatewayFlow] = {}
    tables: set[tuple[str, str]] = set()
    for entry in raw:
        if not isinstance(entry, dict):
            raise _wrong(path, "each flow must be a table")
        flow = _flow(entry, default_url, path)
        table = (flow.url.render_as_string(hide_password=False), flow.table.casefold())
        if flow.name in flows or table in tables:
            raise _wrong(path, f"two flows share the name or the table {flow.name}")
        tables.add(table)
        flows[flow.name] = flow
    return flows


def _flow(entry: dict[str, Any], default_url: str, path: Path) -> GatewayFlow:
    _warn_about_unknown(entry, _FLOW_KEYS, path)
    reader = _Reader(path, entry)
    name = reader.text("name")
    if not FLOW_NAME.fullmatch(name):
        raise _wrong(path, "a flow's name has letters, digits, - and _ only, at most 64")
    table = reader.text("table", name.replace("-", "_"))
    if not TABLE_NAME.fullmatch(table):
        raise _wrong(path, f"the table of {name} has letters, digits and _ only, at most 63")
    folder = _folder(reader.text("folder"), path)
    url = (
        reader.secret("url")
        or default_url
        or (f"sqlite:///{folder}/.index.sqlite" if folder else "")
    )
    if not url:
        raise _wrong(path, f"{name} has no url, and there is no destination for all flows")
    return GatewayFlow(
        name=name,
        purpose=reader.number("purpose", 1, 1, 7),
        destination=reader.text("destination", name),
        format=reader.text("format", "item-json"),
        table=table,
        url=_url(url, path),
        active=reader.flag("active", default=True),
        requires=reader.texts("requires"),
        folder=folder,
    )


def _folder(text: str, path: Path) -> Path | None:
    """A folder beside the configuration unless it is absolute; made when it is missing."""
    if not text:
        return None
    folder = (path.parent / text).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _wrong(path, f"the folder {text} cannot be made ({error.strerror})") from error
    return folder


def _url(text: str, path: Path) -> URL:
    """A SQLAlchemy URL; a relative SQLite file lies beside the configuration."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        # The text may hold a password, so it is not repeated.
        raise _wrong(path, "a database address is not a SQLAlchemy URL") from error
    if url.get_backend_name() != "sqlite":
        if url.drivername == "postgresql":  # psycopg 3 is what the extra brings
            return url.set(drivername="postgresql+psycopg")
        return url
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise _wrong(path, "a SQLite database must be a file, since it has to survive a restart")
    return url.set(database=str((path.parent / url.database).resolve()))


def _listen(text: str, path: Path) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise _wrong(path, "listen must be HOST:PORT, for example 127.0.0.1:0")
    return host, int(port)


def _warn_about_unknown(raw: Mapping[str, Any], known: frozenset[str], path: Path) -> None:
    for name in raw.keys() - known:
        guess = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {guess[0]}?" if guess else ""
        log.warning("%s: unknown setting %r is ignored%s", path, name[:60], hint)


def _warn_about_mode(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        log.warning("%s can be read by others; it holds secrets: chmod 600", path)


def _wrong(path: Path, what: str) -> SettingsError:
    return SettingsError(
        f"The gateway's configuration {path} cannot be used: {what}.",
        not_done="The gateway was not started.",
        next_step="Correct the file and start again.",
    )


def flow_facts(flows: Sequence[GatewayFlow]) -> list[dict[str, Any]]:
    """What `/v1/flows` tells about each flow."""
    return [
        {
            "name": f.name,
            "purpose": f.purpose,
            "destination": f.destination,
            "format": f.format,
            "ends_in": ["table", "folder"] if f.folder else ["table"],
        }
        for f in flows
    ]
