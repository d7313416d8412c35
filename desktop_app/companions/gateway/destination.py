"""How does an event get into a table, so that applying it twice has no second effect?

One table for each flow, one row for each subject. Beside the exact payload a few values are lifted
into plain columns, so that a person can read the table with any SQL client. Each row remembers
which gateway store wrote it and the event's place in that store's intake: an event that is not
newer than its row, because a crash made the gateway apply it again, leaves the row as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.companions.gateway import onix_record, sheet
from desktop_app.companions.gateway.config import GatewayFlow
from desktop_app.companions.gateway.store import Result, Work
from desktop_app.companions.gateway.tables import LONG_TEXT, NUMBER, add_missing, now, open_database
from desktop_app.records.errors import StoreError

_LIFTED: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "isbn": (32, ("isbn13", "isbn")),
    "title": (1000, ("full_title", "title")),
    "milestone": (64, ("milestone",)),
    "milestone_date": (32, ("date", "due_date", "due")),
}
"""Column -> its width and the members of the payload it is taken from, first one that is there."""


class DestinationError(StoreError):
    """The destination's table is not one that this gateway can write."""

    code = "destination"


class Held(NamedTuple):
    """What a table holds of one subject. ``columns`` is "" for those of the flow's format."""

    subject: str
    payload: str
    columns: str = ""


def table_for(flow: GatewayFlow, metadata: MetaData) -> Table:
    """The shape of a flow's table. Its name comes from the configuration only."""
    told = (Column("columns", LONG_TEXT),) if sheet.is_sheet(flow) else ()
    return Table(
        flow.table,
        metadata,
        Column("subject", String(512), primary_key=True),
        Column("isbn", String(_LIFTED["isbn"][0])),
        Column("title", String(_LIFTED["title"][0])),
        Column("milestone", String(_LIFTED["milestone"][0])),
        Column("milestone_date", String(_LIFTED["milestone_date"][0])),
        Column("payload", LONG_TEXT, nullable=False),
        Column("payload_sha256", String(64), nullable=False),
        Column("key", String(128), nullable=False),
        Column("run", String(64), nullable=False),
        Column("applied_at", String(40), nullable=False),
        Column("gateway", String(36), nullable=False),
        Column("sequence", NUMBER, nullable=False),
        *told,
        quote=True,
    )


class SqlDestination:
    """The tables of one database. Used by one thread."""

    def __init__(self, url: URL, flows: Sequence[GatewayFlow], store_id: str) -> None:
        self._engine = open_database(url)
        self._store_id = store_id
        self._metadata = MetaData()
        self._flows = {flow.name: flow for flow in flows}
        self._tables = {flow.name: table_for(flow, self._metadata) for flow in flows}
        self._ready = False

    def prepare(self) -> None:
        """Make the tables that are missing.

        Raises DestinationError if a table of that name has other columns; SQLAlchemyError if the
        database does not answer.
        """
        if self._ready:
            return
        with self._engine.begin() as connection:
            self._metadata.create_all(connection)
            found = inspect(connection)
            for table in self._tables.values():
                if "columns" in table.c:
                    add_missing(connection, table.c.columns)
                there = {column["name"] for column in found.get_columns(table.name)}
                if missing := sorted(set(table.columns.keys()) - there):
                    raise DestinationError(
                        f"The table {table.name} of the destination lacks {', '.join(missing)}.",
                        not_done="Nothing was written to it; its events wait.",
                        next_step="Name another table in the gateway's configuration.",
                    )
        self._ready = True

    def forget(self) -> None:
        """Look at the tables again before the next apply."""
        self._ready = False

    def apply(self, works: Sequence[Work]) -> list[Result]:
        """Write events, at most one for each flow and subject, all or none.

        Returns one result for each, in order. Raises SQLAlchemyError.
        """
        time = now()
        by_flow: dict[str, list[dict[str, Any]]] = {}
        results = []
        for work in works:
            result, row = self._prepare_row(work, time)
            results.append(result)
            if row is not None:
                by_flow.setdefault(work.flow, []).append(row)
        with self._engine.begin() as connection:
            for flow, rows in by_flow.items():
                self._upsert(connection, self._tables[flow], rows)
        return results

    def held(self, flow: str) -> list[Held]:
        """Everything that a flow's table holds. Raises SQLAlchemyError."""
        table = self._tables[flow]
        with self._engine.connect() as connection:
            wanted = [table.c[name] for name in Held._fields if name in table.c]
            found = connection.execute(select(*wanted)).mappings()
            return [Held(**{**row, "columns": row.get("columns") or ""}) for row in found]

    def apply_alone(self, work: Work) -> Result:
        """Write one event; what the database refuses becomes a final result.

        Raises SQLAlchemyError when the database itself is in trouble.
        """
        try:
            return self.apply([work])[0]
        except SQLAlchemyError as error:
            if is_trouble(error):
                raise
            words = f"The destination's database refused the record ({type(error).__name__})."
            return _refused(work, now(), [_detail("F", "database", "", words)], state="failed")

    def _prepare_row(self, work: Work, time: str) -> tuple[Result, dict[str, Any] | None]:
        given = json.loads(work.payload)
        # A text is kept as it is; only a record of ONIX says what may be lifted.
        data: Mapping[str, Any] = given if isinstance(given, dict) else _members(given)
        flow = self._flows[work.flow]
        missing = [name for name in flow.requires if data.get(name) in (None, "", [], {})]
        if missing:
            details = [
                _detail("F", "missing", f"/{name}", f"{flow.destination} needs {name}.")
                for name in missing
            ]
            return _refused(work, time, details), None
        lifted, details = _lift(data)
        result = Result(
            work=work,
            state="partially_succeeded" if details else "succeeded",
            record_status="02" if details else "00",
            applied_at=time,
            remote_id=f"{flow.table}/{work.subject}",
            details=tuple(details),
        )
        row = lifted | {
            "subject": work.subject,
            "payload": given if isinstance(given, str) else work.payload,
            "payload_sha256": work.payload_sha256,
            "key": work.key,
            "run": work.run,
            "applied_at": time,
            "gateway": self._store_id,
            "sequence": work.sequence,
        }
        if sheet.is_sheet(flow):
            row["columns"] = work.columns
        return result, row

    def _upsert(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
        wanted = [row["subject"] for row in rows]
        statement = select(table.c.subject, table.c.gateway, table.c.sequence).where(
            table.c.subject.in_(wanted)
        )
        there = {row.subject: row for row in connection.execute(statement)}
        fresh = [row for row in rows if row["subject"] not in there]
        newer = [
            row
            for row in rows
            if (old := there.get(row["subject"])) is not None
            and (old.gateway != row["gateway"] or old.sequence < row["sequence"])
        ]
        if fresh:
            connection.execute(insert(table), fresh)
        if newer:
            change = (
                update(table)
                .where(table.c.subject == bindparam("of_subject"))
                .values({name: bindparam(f"new_{name}") for name in newer[0] if name != "subject"})
            )
            connection.execute(
                change,
                [
                    {f"new_{name}": value for name, value in row.items() if name != "subject"}
                    | {"of_subject": row["subject"]}
                    for row in newer
                ],
            )

    def close(self) -> None:
        self._engine.dispose()


def is_trouble(error: SQLAlchemyError) -> bool:
    """Whether the database cannot be used now, rather than refusing one record."""
    from sqlalchemy.exc import DataError, IntegrityError

    return not isinstance(error, DataError | IntegrityError)


def _members(text: str) -> Mapping[str, Any]:
    return onix_record.members(text) if onix_record.is_onix(text) else {}


def _lift(data: Mapping[str, Any]) -> tuple[dict[str, str | None], list[dict[str, str]]]:
    """Values for the plain columns, and what did not fit into them."""
    values: dict[str, str | None] = {}
    details = []
    for column, (width, names) in _LIFTED.items():
        name = next((name for name in names if data.get(name) is not None), "")
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            words = f"The {column} column holds text only; it was left empty."
            details.append(_detail("E", "not-text", f"/{name}", words))
            value = None
        elif value is not None and len(value) > width:
            words = f"The {column} column holds {width} characters; the value was cut there."
            details.append(_detail("E", "too-long", f"/{name}", words))
            value = value[:width]
        values[column] = value
    return values, details


def _refused(
    work: Work, time: str, details: list[dict[str, str]], *, state: str = "rejected"
) -> Result:
    return Result(work, state, "03", time, details=tuple(details))


def _detail(severity: str, code: str, path: str, message: str) -> dict[str, str]:
    return {"severity": severity, "code": code, "path": path, "message": message}
