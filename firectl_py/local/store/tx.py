"""One transaction: the rows, files and scheduled events of the store. All SQL about resources is here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from sqlite3 import Connection, IntegrityError
from typing import Any, Literal

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import resource_name

from ..http.errors import RpcError


@dataclass
class Row:
    """A stored resource: the fields of the API, and beside them what only the control plane knows."""

    collection: str
    account: str
    id: str
    created: float
    """Virtual seconds since 1970."""
    body: JsonObject
    internal: JsonObject = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The full resource name."""
        return resource_name(self.account, self.collection, self.id)


@dataclass
class File:
    """A file of a dataset or model: registered, and stored once `blob` is set."""

    owner: str
    name: str
    generation: str
    size: int
    blob: str | None = None
    md5: str | None = None
    """Hex; not every stored file has one."""
    crc32c: int | None = None


_ROW = "collection, account, id, created, body, internal"


class Tx:
    """Reads and writes inside one transaction. `dropped` collects blobs to remove once it is committed."""

    def __init__(self, connection: Connection) -> None:
        """`connection` is inside a transaction already."""
        self.connection = connection
        self.dropped: list[str] = []

    def get(self, collection: str, account: str, resource_id: str) -> Row | None:
        """The row of that name, or None."""
        found = self.connection.execute(
            f"SELECT {_ROW} FROM resources WHERE collection = ? AND account = ? AND id = ?",
            (collection, account, resource_id),
        ).fetchone()
        return _row(found) if found else None

    def insert(self, row: Row) -> None:
        """Store a new row. Raises ALREADY_EXISTS where the name is taken."""
        values = (row.collection, row.account, row.id, row.created, _dump(row.body), _dump(row.internal))
        try:
            self.connection.execute(f"INSERT INTO resources ({_ROW}) VALUES (?, ?, ?, ?, ?, ?)", values)
        except IntegrityError as error:
            raise RpcError("ALREADY_EXISTS", f"{row.name} already exists") from error

    def put(self, row: Row) -> None:
        """Write a row that exists back."""
        self.connection.execute(
            "UPDATE resources SET body = ?, internal = ? WHERE collection = ? AND account = ? AND id = ?",
            (_dump(row.body), _dump(row.internal), row.collection, row.account, row.id),
        )

    def delete(self, row: Row) -> None:
        """Remove a row with its files and scheduled events."""
        key = (row.collection, row.account, row.id)
        self.connection.execute("DELETE FROM resources WHERE collection = ? AND account = ? AND id = ?", key)
        self.connection.execute("DELETE FROM scheduled_events WHERE collection = ? AND account = ? AND id = ?", key)
        for file in self.files(row.name):
            self.drop_file(file)

    def count(self, collection: str, account: str) -> int:
        """How many rows a collection holds."""
        query = "SELECT COUNT(*) FROM resources WHERE collection = ? AND account = ?"
        return int(self.connection.execute(query, (collection, account)).fetchone()[0])

    def scan(
        self,
        collection: str,
        account: str,
        *,
        by: Literal["id", "created"] = "id",
        descending: bool = False,
        after: tuple[float, str] | None = None,
    ) -> Iterator[Row]:
        """Rows in order of id, or of creation with ties by id. `after` is the (created, id) of the last row seen."""
        way, sign = ("DESC", "<") if descending else ("ASC", ">")
        where, values = "", [collection, account]
        order = f"id {way}" if by == "id" else f"created {way}, id {way}"
        if after is not None:
            where = f"AND id {sign} ?" if by == "id" else f"AND (created, id) {sign} (?, ?)"
            values += [after[1]] if by == "id" else list(after)  # type: ignore[arg-type]
        query = f"SELECT {_ROW} FROM resources WHERE collection = ? AND account = ? {where} ORDER BY {order}"
        yield from map(_row, self.connection.execute(query, values))

    def files(self, owner: str) -> list[File]:
        """The registered files of a resource, by name."""
        query = "SELECT owner, name, generation, size, blob, md5, crc32c FROM files WHERE owner = ? ORDER BY name"
        return [File(*found) for found in self.connection.execute(query, (owner,))]

    def put_file(self, file: File) -> None:
        """Register a file, or write it back; the blob it had before is dropped."""
        for old in self.files(file.owner):
            if old.name == file.name and old.blob and old.blob != file.blob:
                self.dropped.append(old.blob)
        self.connection.execute(
            "INSERT OR REPLACE INTO files (owner, name, generation, size, blob, md5, crc32c)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file.owner, file.name, file.generation, file.size, file.blob, file.md5, file.crc32c),
        )

    def drop_file(self, file: File) -> None:
        """Forget a file with the sessions that were to bring it and, after the commit, its bytes."""
        key = (file.owner, file.name)
        self.connection.execute("DELETE FROM files WHERE owner = ? AND name = ?", key)
        begun = self.connection.execute("SELECT blob FROM sessions WHERE owner = ? AND file = ?", key)
        self.dropped += [blob for (blob,) in begun]
        self.connection.execute("DELETE FROM sessions WHERE owner = ? AND file = ?", key)
        if file.blob:
            self.dropped.append(file.blob)

    def blobs(self) -> set[str]:
        """Every blob some file or session refers to."""
        query = "SELECT blob FROM files WHERE blob IS NOT NULL UNION SELECT blob FROM sessions"
        return {found[0] for found in self.connection.execute(query)}

    def schedule(self, row: Row, kind: str, at: float | None) -> None:
        """Schedule the event `kind` of `row` for a virtual time; None calls it off."""
        key = (row.collection, row.account, row.id, kind)
        self.connection.execute(
            "DELETE FROM scheduled_events WHERE collection = ? AND account = ? AND id = ? AND kind = ?", key
        )
        if at is not None:
            self.connection.execute(
                "INSERT INTO scheduled_events (collection, account, id, kind, at) VALUES (?, ?, ?, ?, ?)", (*key, at)
            )

    def next_event(self, now: float) -> tuple[Row, str, float] | None:
        """The earliest event whose time has come, as (row, kind, virtual time), or None."""
        found = self.connection.execute(
            "SELECT collection, account, id, kind, at FROM scheduled_events WHERE at <= ? ORDER BY at LIMIT 1", (now,)
        ).fetchone()
        if found is None:
            return None
        row = self.get(*found[:3])
        if row is None:
            raise RpcError("DATA_LOSS", f"an event is due for {found[2]}, which is not in the store")
        return row, found[3], found[4]

    def has_event_due(self, now: float) -> bool:
        """Whether an event has to be carried out before the store can be looked at."""
        return (
            self.connection.execute("SELECT 1 FROM scheduled_events WHERE at <= ? LIMIT 1", (now,)).fetchone()
            is not None
        )


def _row(found: tuple[Any, ...]) -> Row:
    collection, account, resource_id, created, body, internal = found
    return Row(collection, account, resource_id, created, json.loads(body), json.loads(internal))


def _dump(value: JsonObject) -> str:
    return json.dumps(value, separators=(",", ":"))
