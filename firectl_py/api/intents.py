"""Wishes written down before they are sent, so that a run that was killed is taken up and not repeated.

Imports files and errors. One small file for each open wish, in the user's state folder; no key and no body in it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..files import io_error, locked, read, write_atomic


class Intent(NamedTuple):
    """An open wish: the id chosen for it, and whether an earlier run left it."""

    id: str
    adopted: bool
    path: Path | None

    def close(self) -> None:
        """The end is known: forget the wish."""
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
                with suppress(OSError):
                    Path(f"{self.path}.lock").unlink(missing_ok=True)
            except OSError as error:
                raise io_error(self.path, error) from None


def open_intent(folder: Path | None, endpoint: str, account: str, collection: str, spec: Any, chosen_id: str) -> Intent:
    """Write the wish down, synced, and return it; an open one of the same spec is adopted with its id.

    `spec` is everything that makes two commands the same one. Without a folder nothing is written.
    Raises LocalIOError where it cannot be written.
    """
    if folder is None:
        return Intent(chosen_id, False, None)
    digest = hashlib.sha256(json.dumps([endpoint, account, collection, spec], sort_keys=True).encode()).hexdigest()
    path = folder / "intents" / f"{digest}.json"
    with locked(path):
        left = _read(path)
        if left is not None:
            return Intent(left, True, path)
        entry = {"endpoint": endpoint, "account": account, "collection": collection, "spec": digest, "id": chosen_id}
        write_atomic(path, json.dumps(entry).encode())
    return Intent(chosen_id, False, path)


def _read(path: Path) -> str | None:
    """The id of an open wish; a file that says nothing counts as none."""
    data = read(path)
    if data is None:
        return None
    try:
        found = json.loads(data)
        return str(found["id"])
    except (ValueError, KeyError, TypeError):
        return None
