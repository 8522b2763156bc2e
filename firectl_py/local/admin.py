"""Looking after a data directory: what it holds, starting over, moving the clock.

It needs neither the web framework nor a running server.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from firectl_py.contract.rfc3339 import format_time

from .http import faults
from .http.context import OWNER
from .http.errors import LocalStoreError
from .store import clock, seed
from .store.blobs import is_key
from .store.clock import VirtualClock
from .store.store import Store

_COUNTS = "SELECT collection, COUNT(*) FROM resources WHERE account = ? GROUP BY collection ORDER BY collection"
_FILES = ("state.db", "state.db-journal", "state.db-wal", "state.db-shm")


def status(data_dir: Path) -> dict[str, Any]:
    """Path, size in bytes, virtual time (RFC 3339), speed, what the account holds, which faults are injected.

    Raises LocalStoreError.
    """
    store = Store(data_dir, seed.seed)
    with store.read() as tx:
        counts = tx.connection.execute(_COUNTS, (OWNER,))
        resources = dict(counts.fetchall())
        now = clock.read(tx.connection)
        from .simulation import billing

        bill = billing.bill(tx, now.now())
        injected = [fault.shown() for fault in faults.injected(tx)]
    found = {"path": str(data_dir), "size": _size(data_dir), **_shown(now), "resources": resources, "bill": bill}
    return {**found, "faults": injected} if injected else found


def advance_clock(data_dir: Path, seconds: float) -> dict[str, Any]:
    """Skip virtual seconds; the new time and speed. Raises ValueError and LocalStoreError."""
    with Store(data_dir, seed.seed).write() as tx:
        return _shown(clock.advance(tx.connection, seconds))


def set_clock_speed(data_dir: Path, n: float) -> dict[str, Any]:
    """Virtual seconds to a real one; the new time and speed. Raises ValueError and LocalStoreError."""
    with Store(data_dir, seed.seed).write() as tx:
        return _shown(clock.set_speed(tx.connection, n))


def virtual_time(data_dir: Path) -> float:
    """The virtual clock, in seconds since the epoch. Raises LocalStoreError."""
    with Store(data_dir, seed.seed).read() as tx:
        return clock.read(tx.connection).now()


def reset(data_dir: Path) -> None:
    """Start over: every resource and blob goes, and a store that cannot be opened is thrown away.

    Raises LocalStoreError where something in the directory is not ours or cannot be removed.
    """
    try:
        try:
            store = Store(data_dir, seed.seed)
        except LocalStoreError as error:
            if error.foreign:
                raise
            _throw_away(data_dir)
            Store(data_dir, seed.seed)
        else:
            _empty(store, data_dir)
    except OSError as error:
        raise LocalStoreError(Path(error.filename or data_dir), error.strerror or str(error)) from error


def _empty(store: Store, data_dir: Path) -> None:
    """Empty and seed a store others may have open: they see it before or after, never in between."""
    with store.write() as tx:
        dropped = [*tx.blobs(), *_unfinished(data_dir)]
        for table in ("resources", "files", "sessions", "faults", "scheduled_events", "clock"):
            tx.connection.execute(f"DELETE FROM {table}")
        clock.start(tx.connection)
        seed.seed(tx, clock.read(tx.connection).now())
    for key in dropped:
        with suppress(FileNotFoundError):
            (data_dir / "blobs" / key).unlink()


def _unfinished(data_dir: Path) -> list[str]:
    """Bytes that were on their way, of processes that live or were killed."""
    return [name for name in os.listdir(data_dir / "blobs") if is_key(name) and name.endswith(".part")]


def _throw_away(data_dir: Path) -> None:
    """Remove our own files and no others; a link is removed, not what it leads to."""
    for name in _FILES:
        with suppress(FileNotFoundError):
            (data_dir / name).unlink()
    blobs = data_dir / "blobs"
    if blobs.is_symlink():
        blobs.unlink()
    elif blobs.is_dir():
        for entry in list(os.scandir(blobs)):
            if is_key(entry.name):
                os.unlink(entry.path)
        blobs.rmdir()


def _size(data_dir: Path) -> int:
    total = 0
    for directory in (data_dir, data_dir / "blobs"):
        with os.scandir(directory) as entries:
            total += sum(entry.stat(follow_symlinks=False).st_size for entry in entries if entry.is_file())
    return total


def _shown(now: VirtualClock) -> dict[str, Any]:
    return {"time": format_time(now.now()), "speed": now.speed}
