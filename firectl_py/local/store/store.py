"""The SQLite file: opening it, refusing what is not ours, and transactions on it.

The file is `state.db` in the data directory. It has a rollback journal and not WAL: the SQLite that Debian 12
brings can corrupt a WAL. Writers begin IMMEDIATE, because a deferred transaction that turns into a writer loses
against another one; every request has its own connection, because requests run in threads.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from ..http.errors import LocalStoreError
from . import clock
from .tx import Tx

SCHEMA_VERSION = 3
BUSY_SECONDS = 30.0
_APPLICATION_ID = 0x46435054
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE clock (real REAL NOT NULL, virtual REAL NOT NULL, speed REAL NOT NULL);
CREATE TABLE resources (
    collection TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, created REAL NOT NULL,
    body TEXT NOT NULL, private TEXT NOT NULL, UNIQUE (collection, account, id));
CREATE INDEX resources_by_age ON resources (collection, account, created, id);
CREATE TABLE files (
    owner TEXT NOT NULL, name TEXT NOT NULL, generation TEXT NOT NULL, size INTEGER NOT NULL,
    blob TEXT, md5 TEXT, crc32c INTEGER, PRIMARY KEY (owner, name));
CREATE TABLE due (
    collection TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (collection, account, id, kind));
CREATE INDEX due_by_time ON due (at);
"""
_SINCE_2 = """
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, file TEXT NOT NULL, generation TEXT NOT NULL, size INTEGER NOT NULL,
    blob TEXT NOT NULL, expires REAL NOT NULL, state TEXT NOT NULL, total INTEGER,
    hashed INTEGER NOT NULL, crc32c INTEGER NOT NULL);
CREATE INDEX sessions_by_file ON sessions (owner, file);
CREATE TABLE faults (
    id INTEGER PRIMARY KEY, match TEXT NOT NULL, word TEXT NOT NULL, times INTEGER NOT NULL, met INTEGER NOT NULL);
"""
_SINCE_3 = """
ALTER TABLE due RENAME TO scheduled_events;
ALTER TABLE resources RENAME COLUMN private TO internal;
ALTER TABLE faults RENAME COLUMN word TO spec;
ALTER TABLE faults RENAME COLUMN met TO hits;
"""

Seed = Callable[[Tx, float], None]
"""Fills a new store, given the virtual time."""


class Store:
    """The state of one data directory."""

    def __init__(self, data_dir: Path, seed: Seed) -> None:
        """Open the store, making and seeding it where there is none. Raises LocalStoreError."""
        self.path = data_dir / "state.db"
        self._seed = seed
        try:
            self._prepare(data_dir)
        except sqlite3.OperationalError as error:
            raise LocalStoreError(self.path, f"cannot be opened ({error})") from error
        except sqlite3.DatabaseError as error:
            raise LocalStoreError(self.path, f"is damaged or not a database of ours ({error})") from error
        except OSError as error:
            raise LocalStoreError(Path(error.filename or self.path), error.strerror or str(error)) from error

    @contextlib.contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that sees one state of the store and changes nothing."""
        with contextlib.closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield Tx(connection)

    @contextlib.contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that is alone in changing the store; committed on a clean exit, else rolled back."""
        with contextlib.closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            tx = Tx(connection)
            try:
                yield tx
            except BaseException:
                connection.rollback()
                raise
            connection.execute("COMMIT")

    def secret(self) -> bytes:
        """What signs this store's URLs and page tokens."""
        with self.read() as tx:
            found = tx.connection.execute("SELECT value FROM meta WHERE key = 'secret'").fetchone()
        return bytes.fromhex(found[0])

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prepare(self, data_dir: Path) -> None:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        blobs = data_dir / "blobs"
        # The blob directory is made last, so an empty database beside it has lost its contents.
        made_before = os.path.lexists(blobs)
        if made_before and self.path.exists() and self.path.stat().st_size == 0:
            raise LocalStoreError(self.path, "is empty: its contents are lost")
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        with contextlib.closing(self._connect()) as connection:
            # In a transaction, or the halves of the answer come from before and after another process made the store.
            connection.execute("BEGIN")
            version = self._version(connection)
            connection.execute("COMMIT")
            if version != SCHEMA_VERSION:
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("BEGIN IMMEDIATE")
                self._bring_up_to_date(connection)
                connection.execute("COMMIT")
        if not made_before:
            blobs.mkdir(mode=0o700, exist_ok=True)
        if blobs.is_symlink() or not blobs.is_dir():
            raise LocalStoreError(blobs, "is not a directory")

    def _version(self, connection: sqlite3.Connection) -> int:
        """The schema of the store the file holds; 0 where it is new. Raises LocalStoreError."""
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if (version, owner, tables) == (0, 0, 0):
            return 0
        if owner != _APPLICATION_ID:
            raise LocalStoreError(self.path, "is a database of another program", foreign=True)
        if not 1 <= version <= SCHEMA_VERSION:
            raise LocalStoreError(
                self.path, f"has schema {version}, this firectl knows {SCHEMA_VERSION}: made by another version"
            )
        connection.execute("SELECT (SELECT COUNT(*) FROM meta), (SELECT COUNT(*) FROM clock)").fetchone()
        return int(version)

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        """Make what is missing. The version is read again here: another process may have been first."""
        version = self._version(connection)
        if version == 0:
            _run(connection, _SCHEMA)
        if version == 1:
            connection.execute("ALTER TABLE files ADD COLUMN crc32c INTEGER")
        if version < 2:
            _run(connection, _SINCE_2)
        if version < 3:
            _run(connection, _SINCE_3)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        if version == 0:
            self._fill(connection)

    def _fill(self, connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO meta (key, value) VALUES ('secret', ?)", (secrets.token_hex(32),))
        clock.start(connection)
        self._seed(Tx(connection), clock.read(connection).now())
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Not executescript, which would commit what is under way."""
    for statement in script.split(";\n"):
        connection.execute(statement)
