"""Bytes on disk, under keys of our own making.

The blobs are in `blobs/` of the data directory. No name a user gave is ever a path here, links are never followed, and
a blob that a file refers to is complete: written under a temporary name, synced, then renamed. Bytes of a session that
is still open are in `partial`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import google_crc32c

CHUNK = 1 << 18
"""Bytes moved at a time."""
ORPHAN_SECONDS = 3600.0
"""Real seconds after which bytes that no row refers to are swept; an upload under way is younger."""

_KEY = re.compile(r"[0-9a-f]{32}(?:\.part)?", re.ASCII)


def new_key() -> str:
    """A key no other blob has."""
    return secrets.token_hex(16)


def is_key(name: str) -> bool:
    """Whether a file in the blob directory is one of ours, complete or not."""
    return _KEY.fullmatch(name) is not None


class Writer:
    """A blob being written."""

    def __init__(self, root: Path, *, md5: bool) -> None:
        self.key = new_key()
        self.size = 0
        self.crc32c = 0
        self._md5 = hashlib.md5(usedforsecurity=False) if md5 else None
        self._root = root
        self._part = root / f"{self.key}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._file = os.fdopen(os.open(self._part, flags, 0o600), "wb")

    def write(self, data: bytes) -> int:
        """Append `data`."""
        if self._md5 is not None:
            self._md5.update(data)
        self.crc32c = google_crc32c.extend(self.crc32c, data)
        self.size += len(data)
        return self._file.write(data)

    @property
    def md5(self) -> str | None:
        """MD5 of what was written so far, as hex; None where it was not asked for."""
        return self._md5.hexdigest() if self._md5 is not None else None

    def commit(self) -> str:
        """Make the blob durable; its key."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.rename(self._part, self._root / self.key)
        sync_directory(self._root)
        return self.key

    def abort(self) -> None:
        """Leave nothing behind, unless the blob was committed."""
        # A full disk makes the flush of close() fail as well; the file is removed all the same.
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(FileNotFoundError):
            self._part.unlink()


class Blobs:
    """The blob directory of one store."""

    def __init__(self, root: Path) -> None:
        """`root` exists and is a directory."""
        self.root = root

    @contextlib.contextmanager
    def writer(self, *, md5: bool = True) -> Iterator[Writer]:
        """A new blob; gone again unless committed inside."""
        writer = Writer(self.root, md5=md5)
        try:
            yield writer
        finally:
            writer.abort()

    def open(self, key: str) -> BinaryIO:
        """The bytes of a blob. Raises FileNotFoundError, and OSError where a link was planted in its place."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(self.root / key, flags), "rb")

    def modified(self, key: str) -> float:
        """When a blob was written, in real seconds since 1970."""
        return (self.root / key).stat().st_mtime

    def remove(self, keys: list[str]) -> None:
        """Delete blobs; one that is missing is skipped."""
        for key in keys:
            with contextlib.suppress(FileNotFoundError):
                (self.root / key).unlink()

    def sweep(self, live: set[str]) -> int:
        """Delete what no row refers to and is too old to be an upload under way; how many were deleted."""
        horizon = time.time() - ORPHAN_SECONDS
        swept = 0
        with os.scandir(self.root) as entries:
            for entry in entries:
                if not is_key(entry.name) or entry.name in live or entry.is_dir(follow_symlinks=False):
                    continue
                if entry.stat(follow_symlinks=False).st_mtime < horizon:
                    os.unlink(entry.path)
                    swept += 1
        return swept


def sync_directory(path: Path) -> None:
    """Make a rename durable; Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
