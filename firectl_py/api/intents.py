"""Wishes written down before they are sent, so that a run that was killed is taken up and not repeated.

One small file for each open wish, in the user's state folder; no key and no body
in it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..contract.names import is_new_id
from ..errors import LocalIOError
from ..files import locked, read, write_atomic


class IdempotencyRecord(NamedTuple):
    """An open wish: the id chosen for it, and whether an earlier run left it."""

    id: str
    adopted: bool
    path: Path | None

    def close(self) -> None:
        """The end is known: forget the wish. One that cannot be removed costs the next run a look and no more."""
        if self.path is not None:
            with suppress(LocalIOError, OSError), locked(_all(self.path)):
                self.path.unlink(missing_ok=True)


def open_intent(
    folder: Path | None, endpoint: str, account: str, collection: str, spec: Any, chosen_id: str
) -> IdempotencyRecord:
    """Write the wish down, synced, and return it; an open one of the same spec is adopted with its id.

    `spec` is everything that makes two commands the same one. Without a folder nothing is written.
    Raises LocalIOError where it cannot be written.
    """
    if folder is None:
        return IdempotencyRecord(chosen_id, False, None)
    digest = hashlib.sha256(json.dumps([endpoint, account, collection, spec], sort_keys=True).encode()).hexdigest()
    path = folder / "intents" / f"{digest}.json"
    with locked(_all(path)):
        left = _read(path)
        if left is not None:
            return IdempotencyRecord(left, True, path)
        entry = {"endpoint": endpoint, "account": account, "collection": collection, "spec": digest, "id": chosen_id}
        write_atomic(path, json.dumps(entry).encode())
    return IdempotencyRecord(chosen_id, False, path)


def _all(path: Path) -> Path:
    """What is locked: all wishes at once, so that one file serves and none has to be removed while it is held."""
    return path.with_name("open")


def _read(path: Path) -> str | None:
    """The id of an open wish; a file that says nothing counts as none."""
    data = read(path)
    if data is None:
        return None
    try:
        found = json.loads(data)
        return found["id"] if is_new_id(found["id"]) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
