"""Creates written down before they are sent, so that a run that was killed is resumed and not repeated.

One small file for each open create, in the user's state folder, without key and body. The process that wrote it holds
a lock beside it for as long as it lives: only a record whose process is gone is resumed, and a neighbour that is alive
makes the same command a create of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..contract.names import may_be_accepted
from ..errors import LocalIOError
from ..files import HeldLock, hold, locked, read, write_atomic

FOLDER = "creates"
"""Below the state folder."""


class IdempotencyRecord:
    """An open create: the id chosen for it, and whether it is resumed from a run that is gone."""

    def __init__(self, chosen_id: str, resumed: bool = False, path: Path | None = None, lock: HeldLock | None = None):
        self.id, self.resumed = chosen_id, resumed
        self._path, self._lock = path, lock

    def close(self) -> None:
        """The outcome is known and was told: forget the create.

        A record that cannot be removed costs the next run a look and no more.
        """
        if self._path is not None:
            with suppress(LocalIOError), locked(_all(self._path.parent)):
                self.remove()
        self.release()

    def remove(self) -> None:
        """Remove its files. The caller holds the lock of all records."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
                _lock_of(self._path).unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Leave the record for the next run."""
        if self._lock is not None:
            self._lock.release()


def digest_of(spec: Any) -> str:
    """The digest of everything that makes two creates of one collection the same command."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


def open_record(
    folder: Path | None, endpoint: str, account: str, collection: str, spec_digest: str, chosen_id: str
) -> IdempotencyRecord:
    """Write the create down, synced, and hold it; one of the same spec that a gone process left is resumed.

    `spec_digest` is that of `digest_of`. Without a folder nothing is written.
    Raises LocalIOError where it cannot be written.
    """
    if folder is None:
        return IdempotencyRecord(chosen_id)
    home = folder / FOLDER
    digest = digest_of([endpoint, account, collection, spec_digest])
    with locked(_all(home)):
        for path in sorted(home.glob(f"{digest}.*.json")):
            lock = hold(_lock_of(path))
            left = _read(path)
            if lock is not None and left is not None:
                return IdempotencyRecord(left, True, path, lock)
            if lock is not None:  # a record that cannot be read says nothing
                IdempotencyRecord("", path=path, lock=lock).remove()
        path = home / f"{digest}.{secrets.token_hex(4)}.json"
        lock = hold(_lock_of(path))
        entry = {"endpoint": endpoint, "account": account, "collection": collection, "id": chosen_id}
        write_atomic(path, json.dumps({**entry, "spec": digest, "pid": os.getpid()}).encode())
    return IdempotencyRecord(chosen_id, False, path, lock)


def _all(home: Path) -> Path:
    """What is locked while records are looked through: all at once."""
    return home / "open"


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _read(path: Path) -> str | None:
    """The id of an open create; a file that says nothing counts as none."""
    data = read(path)
    if data is None:
        return None
    try:
        entry = json.loads(data)
        return entry["id"] if may_be_accepted(entry["id"]) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
