"""The bytes of an open session: a file that grows, and that is a blob once it is whole.

What is stored is what the file holds, not what the store remembers: a server that is killed in
mid-upload loses nothing the system has taken. It is synced before anybody is told how long it is, and it has only one
writer at a time, in whichever process, because a client that reconnects may meet its own former connection.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import google_crc32c

from firectl_py.contract.wire import RESUMABLE_UNIT

from ..http.body import BLOCK
from ..http.errors import RpcError
from .blobs import sync_directory

WAIT_SECONDS = 5.0
"""Real seconds a writer waits for the one before it."""
_POLL_SECONDS = 0.02


class PartialBlob:
    """Opened by `reading` or `writing`. `size` is what the file is to have in the end."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self.stored = self._kept(os.fstat(file.fileno()).st_size)
        """Bytes that count."""
        self.crc32c = 0
        """Of those; right once `hash_from` was called."""

    def hash_from(self, hashed: int, crc32c: int) -> None:
        """Work out the checksum of what is stored, given that of its first `hashed` bytes."""
        at, self.crc32c = (hashed, crc32c) if hashed <= self.stored else (0, 0)
        for block in self._read(at):
            self.crc32c = google_crc32c.extend(self.crc32c, block)

    def append(self, blocks: Iterable[bytes]) -> None:
        """Add what comes, and keep it also where it ends in a failure. Raises what `blocks` raises, and OSError.

        A rest that is no multiple of RESUMABLE_UNIT is dropped, unless it completes the file.
        """
        self._file.truncate(self.stored)
        self._file.seek(self.stored)
        try:
            for block in blocks:
                kept = block[: self._kept(self.stored + len(block)) - self.stored]
                self._file.write(kept)
                self.stored += len(kept)
                self.crc32c = google_crc32c.extend(self.crc32c, kept)
        finally:
            self.sync()

    def sync(self) -> None:
        """Let what is stored outlive this machine's next crash."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def md5(self) -> str:
        """MD5 of all of it, in hex; it has to be read again for that."""
        digest = hashlib.md5(usedforsecurity=False)
        for block in self._read(0):
            digest.update(block)
        return digest.hexdigest()

    def _kept(self, length: int) -> int:
        """How much of `length` bytes from the start counts."""
        return length if length == self._size else max(0, min(length, self._size)) // RESUMABLE_UNIT * RESUMABLE_UNIT

    def _read(self, start: int) -> Iterator[bytes]:
        self._file.seek(start)
        while start < self.stored and (block := self._file.read(min(BLOCK, self.stored - start))):
            start += len(block)
            yield block


def stored(path: Path, size: int) -> int:
    """Bytes that count and are synced, whoever may be adding to them."""
    try:
        with open(os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            partial = PartialBlob(file, size)
            os.fsync(file.fileno())
            return partial.stored
    except FileNotFoundError:
        return 0


@contextlib.contextmanager
def writing(path: Path, size: int) -> Iterator[PartialBlob]:
    """The file for its one writer, made where it is new. Raises UNAVAILABLE where another one does not end."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    is_new = not path.exists()
    with open(os.open(path, flags, 0o600), "r+b") as file:
        if is_new:
            sync_directory(path.parent)
        _lock(file)
        yield PartialBlob(file, size)


def _lock(file: BinaryIO) -> None:
    """A lock of the system's, which a killed process does not keep. Windows has none: writers are not kept apart."""
    if sys.platform == "win32":
        return
    import fcntl

    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise RpcError(
                    "UNAVAILABLE", "another request is writing to this session; ask for its offset"
                ) from None
            time.sleep(_POLL_SECONDS)
