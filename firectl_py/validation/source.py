"""Files of rows: whether they can be read at all, and where they may be cut."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import InvalidDataError
from ..files import io_error
from .piece import Slice

PIECE = 8 * 1024 * 1024
"""Bytes of a piece, about; small enough that two processes end at the same time."""
_BLOCK = 1024 * 1024


def size_of(path: Path) -> int:
    """Bytes of a file that can hold rows. Raises InvalidDataError for any other, LocalIOError."""
    try:
        # Looked at before it is opened: opening a FIFO would wait for ever.
        mode = path.stat()
        if not stat.S_ISREG(mode.st_mode):
            raise InvalidDataError(f"{path} is not a regular file", hint="Name files of rows, *.jsonl.")
        if path.name.endswith((".gz", ".zst", ".bz2", ".xz")):
            raise InvalidDataError(f"{path} is compressed; datasets are .jsonl files", hint="Unpack it first: gunzip.")
        if path.suffix != ".jsonl":
            raise InvalidDataError(
                f"{path}: datasets are .jsonl files", hint="One JSON object a line; name it *.jsonl."
            )
        if mode.st_size == 0:
            raise InvalidDataError(f"{path} is empty")
        return mode.st_size
    except OSError as error:
        raise io_error(path, error) from None


def pieces(path: Path, base: int, size: int) -> Iterator[Slice]:
    """A file cut on the ends of lines; `base` is its offset in the data set. Raises OSError."""
    start = 0
    while start < size:
        end = _line_end(path, start + PIECE, size)
        yield Slice(path, base, start, end)
        start = end


def bases(sizes: Sequence[int]) -> list[int]:
    """The offset of each file in the data set."""
    return [sum(sizes[:index]) for index in range(len(sizes))]


def _line_end(path: Path, offset: int, size: int) -> int:
    """The beginning of the first line at or after `offset`."""
    if offset >= size:
        return size
    with path.open("rb") as file:
        file.seek(offset - 1)
        while block := file.readline(_BLOCK):
            if block[-1] == 10:
                break
        return file.tell()
