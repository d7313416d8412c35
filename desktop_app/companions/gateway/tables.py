"""What does the gateway keep, and how does it open a database?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateColumn

LONG_TEXT = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

METADATA = MetaData()

META = Table(
    "xc_meta",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", String(255), nullable=False),
)

EVENT = Table(
    "xc_event",
    METADATA,
    Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    Column("key", String(128), nullable=False, unique=True),
    Column("run", String(64), nullable=False, unique=True),
    Column("flow", String(64), nullable=False),
    Column("subject", String(512), nullable=False),
    Column("type", String(128), nullable=False),
    Column("source", String(256), nullable=False),
    Column("time", String(40), nullable=False),
    Column("payload", LONG_TEXT, nullable=False),
    Column("payload_sha256", String(64), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("correlation", String(128), nullable=False),
    Column("state", String(24), nullable=False),
    Column("record_status", String(2), nullable=False),
    Column("remote_id", String(640), nullable=False),
    Column("details", LONG_TEXT, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("updated_at", String(40), nullable=False),
    Column("columns", LONG_TEXT),
    Index("xc_event_by_state", "state", "flow", "sequence"),
)
"""One row for each event taken; its state changes twice at most: queued, then a final one."""

BASELINE = Table(
    "xc_baseline",
    METADATA,
    Column("flow", String(64), primary_key=True),
    Column("subject", String(512), primary_key=True),
    Column("payload_sha256", String(64), nullable=False),
    Column("key", String(128), nullable=False),
    Column("run", String(64), nullable=False),
    Column("applied_at", String(40), nullable=False),
    Column("sequence", NUMBER, nullable=False),
    Index("xc_baseline_by_sequence", "flow", "sequence", unique=True),
)
"""What each destination last took. ``sequence`` rises with every apply, never with intake."""


def add_missing(connection: Connection, column: Column[Any]) -> None:
    """Add a column that older versions did not make. It may be empty; rows stay as they are."""
    table = column.table
    assert isinstance(table, Table), "columns of a database only"
    if column.name in {each["name"] for each in inspect(connection).get_columns(table.name)}:
        return
    name = connection.dialect.identifier_preparer.format_table(table)
    made = CreateColumn(column).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {made}")


def now() -> str:
    """This instant, in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def open_database(url: URL) -> Engine:
    """An engine whose commits are on disk when they return. Parameters stay out of messages."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 10.0})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it would do so too late to lock.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A read that turns into a write is refused at once when another program wrote in between.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
