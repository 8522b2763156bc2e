"""One record for each target, and one process at a time that writes it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import BusyError, LocalIOError
from ..files import make_private_dir, read, try_locked, write_atomic
from .journal import Journal


@contextmanager
def record(folder: Path | None, target: str, warn: Callable[[str], None]) -> Iterator[Journal]:
    """The record of the upload to `target` (endpoint and resource), held by this process alone.

    Raises BusyError where another process holds it. Where the folder cannot be written, it warns and keeps nothing.
    """
    if folder is None:
        yield Journal(None, target, warn)
        return
    path = folder / "uploads" / f"{hashlib.sha256(target.encode()).hexdigest()[:32]}.jsonl"
    try:
        make_private_dir(path.parent)
        if not os.access(path.parent, os.W_OK):
            raise LocalIOError(f"{path.parent} cannot be written")
    except LocalIOError as error:
        warn(f"{error.message}; this upload could not be taken up again if it were stopped.")
        yield Journal(None, target, warn)
        return
    with _alone(path):
        journal = Journal(path, target, warn)
        try:
            yield journal
        finally:
            journal.close()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock of a record; a killed holder frees it. Raises BusyError at once where another process has it."""
    holder = path.with_suffix(".pid")
    with try_locked(path.with_suffix(".lock")) as ours:
        if not ours:
            pid = (read(holder) or b"of another firectl").decode("ascii", "replace")[:20]
            raise BusyError(f"this upload is locked by pid {pid}", hint="Wait for it to end, then run this again.")
        write_atomic(holder, str(os.getpid()).encode())
        try:
            yield
        finally:
            with suppress(OSError):
                holder.unlink(missing_ok=True)
