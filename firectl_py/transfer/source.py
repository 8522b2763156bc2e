"""A local file as something to send. Imports errors and files only."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ..errors import InvalidData
from ..files import io_error

_BLOCK = 1024 * 1024


def open_file(path: Path) -> BinaryIO:
    """`path` opened for reading. Raises InvalidData for what is no regular file or empty, LocalIOError."""
    try:
        # Looked at before it is opened: opening a FIFO would wait for ever.
        mode = path.stat()
        if not stat.S_ISREG(mode.st_mode):
            raise InvalidData(f"{path} is not a regular file")
        if mode.st_size == 0:
            raise InvalidData(f"{path} is empty")
        return path.open("rb")
    except OSError as error:
        raise io_error(path, error) from None


def count_rows(path: Path) -> tuple[int, str]:
    """(rows that are not blank, SHA-256 of the content) in one pass."""
    digest, rows = hashlib.sha256(), 0
    with open_file(path) as file:
        for line in file:
            digest.update(line)
            rows += bool(line.strip())
    return rows, digest.hexdigest()


class Counted:
    """A file whose reading is reported; its length is known, so that it is not sent in chunks."""

    def __init__(self, file: BinaryIO, report: Callable[[int], None]) -> None:
        self._file, self._report = file, report
        self._size = os.fstat(file.fileno()).st_size

    def __len__(self) -> int:
        return self._size

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes."""
        block = self._file.read(min(size, _BLOCK) if size > 0 else _BLOCK)
        self._report(len(block))
        return block
