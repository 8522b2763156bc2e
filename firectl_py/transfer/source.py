"""Local files as request bodies: their state, parts of them, and bytes counted while they are read."""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..errors import IntegrityError, InvalidDataError
from ..files import io_error
from . import checksum

BLOCK = 512 * 1024
"""Bytes held at once for each file under way. Larger ones gain nothing under TLS, and cost memory for every thread."""
_SMALLEST = 16 * 1024
_SLOW, _QUICK = 5.0, 0.5
"""Seconds for one block: above, the next is half as large; below, twice."""

ProgressCallback = Callable[[int], None]


class TransferStoppedError(Exception):
    """The run is being stopped; raised in the threads that send."""


class FileStat(NamedTuple):
    """Size and identity of a file: other values say that it may have changed, equal ones prove nothing."""

    size: int
    identity: tuple[int, ...]


def stat_file(path: Path) -> FileStat:
    """`path` as it is now. Raises LocalIOError."""
    try:
        found = path.stat()
    except OSError as error:
        raise io_error(path, error) from None
    return FileStat(found.st_size, (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns))


def stats_of(paths: Iterable[Path]) -> dict[Path, FileStat]:
    """Files as they are now. Raises LocalIOError."""
    return {path: stat_file(path) for path in paths}


def require_same_stats(stats: Mapping[Path, FileStat]) -> None:
    """Raises IntegrityError where a file is not as it was when it was judged; nothing of it was sent yet."""
    for path, before in stats.items():
        if stat_file(path) != before:
            raise IntegrityError(
                f"{path} changed while it was being checked; nothing was sent",
                hint="Run it again when nobody writes to it.",
            )


def open_file(path: Path, *, empty: bool = False) -> BinaryIO:
    """`path` opened for reading. Raises InvalidDataError for one that is not regular, or empty without `empty`."""
    try:
        # Looked at before it is opened: opening a FIFO would wait for ever.
        mode = path.stat()
        if not stat.S_ISREG(mode.st_mode):
            raise InvalidDataError(f"{path} is not a regular file")
        if mode.st_size == 0 and not empty:
            raise InvalidDataError(f"{path} is empty")
        return path.open("rb", buffering=0)
    except OSError as error:
        raise io_error(path, error) from None


def blocks(path: Path, start: int, length: int) -> Iterator[bytes]:
    """`length` bytes from `start`, in blocks. Raises IntegrityError where the file ends before, LocalIOError."""
    with open_file(path, empty=True) as file:
        file.seek(start)
        while length > 0:
            block = file.read(min(BLOCK, length))
            if not block:
                raise changed(path)
            length -= len(block)
            yield block


def crc_of(path: Path, start: int, length: int) -> int:
    """The crc32c of part of a file as it is now. Raises as `blocks` does."""
    return checksum.crc_of(blocks(path, start, length))


def changed(path: Path) -> IntegrityError:
    """The error for a file that is not what it was."""
    return IntegrityError(f"{path} changed while it was being sent", hint="Run it again when nobody writes to it.")


def next_block(block: int, seconds: float) -> int:
    """Bytes to hand over after a block that took `seconds`: few on a slow line, so that it never seems silent."""
    if seconds > _SLOW:
        return max(_SMALLEST, block // 2)
    return min(BLOCK, block * 2) if seconds < _QUICK else block


class Window:
    """Part of a file as the body of one request: its length is known, and only one block of it is ever held.

    `before(offset, crc)` is called with the end of each block, and the crc32c up to it, before that is handed over.
    The last block is handed over only where all of it has the crc32c `expected`: of a file that changed meanwhile the
    storage gets a request that ends too early, and keeps nothing.
    """

    def __init__(
        self,
        file: BinaryIO,
        path: Path,
        start: int,
        length: int,
        *,
        crc: int = 0,
        expected: int | None = None,
        report: ProgressCallback | None = None,
        stop: threading.Event | None = None,
        before: Callable[[int, int], None] | None = None,
    ) -> None:
        self._file, self._path, self._length = file, path, length
        self._offset, self._left = start, length
        self._expected, self._report, self._stop, self._before = expected, report, stop, before
        self._block, self._since = BLOCK // 8, time.monotonic()
        self.crc = crc
        """The crc32c of all before `start`, with what was handed over so far after it."""
        file.seek(start)

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes. Raises IntegrityError where the file ends early, TransferStoppedError when the run is."""
        if self._stop is not None and self._stop.is_set():
            raise TransferStoppedError
        if not self._left:
            return b""
        now = time.monotonic()
        self._block, self._since = next_block(self._block, now - self._since), now
        wanted = min(self._left, self._block if size < 0 else min(size, self._block))
        block = self._file.read(wanted)
        if not block:
            raise changed(self._path)
        self.crc = checksum.extend(self.crc, block)
        self._offset, self._left = self._offset + len(block), self._left - len(block)
        if not self._left and self._expected not in (None, self.crc):
            raise changed(self._path)
        if self._before is not None:
            self._before(self._offset, self.crc)
        if self._report is not None:
            self._report(len(block))
        return block
