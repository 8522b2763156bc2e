"""One journal for each target, and one process at a time that writes it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import LocalIOError
from ..files import make_private_dir, try_locked
from .journal import Journal

_PAUSE = 0.2
"""Seconds between two attempts to take a lock that another process holds."""


@contextmanager
def record(folder: Path | None, target: str, warn: Callable[[str], None]) -> Iterator[Journal]:
    """The journal of the upload to `target` (endpoint and resource), held by this process alone.

    It is waited for where another process holds it. Where the folder cannot be written, it warns and keeps nothing.
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
        warn(f"{error.message}; this upload could not be resumed if it were stopped.")
        yield Journal(None, target, warn)
        return
    with _alone(path, warn):
        journal = Journal(path, target, warn)
        try:
            yield journal
        finally:
            journal.close()


@contextmanager
def _alone(path: Path, warn: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a journal; a killed holder frees it. Where another process has it, warn and wait for its end."""
    warned = False
    while True:
        with try_locked(path.with_suffix(".lock")) as ours:
            if ours:
                yield
                return
        if not warned:
            warn("another firectl is at work on this upload; this one goes on when that has ended.")
            warned = True
        time.sleep(_PAUSE)
