"""Numbered lines of a part of a file.

Lines are held one at a time. One of more than ROW_LIMIT bytes is measured and passed over, never held.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from ..contract.rows import ROW_LIMIT

_BLOCK = 1024 * 1024


class RowLine(NamedTuple):
    """One line with its end."""

    number: int
    """From 1, within the part."""
    offset: int
    """Of its first byte, in the file."""
    data: bytes
    """Only the beginning where it is too long."""
    length: int


class LineReader:
    """The lines that begin at or after `start` and before `end`; both have to be the beginning of a line."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._end = file, end
        self._next, self._number = start, 0
        self._pushed: deque[RowLine] = deque()
        self.barren = 0
        """Up to this line no object over several lines begins: `parse` has looked."""
        file.seek(start)

    @property
    def count(self) -> int:
        """Lines read so far."""
        return self._number - len(self._pushed)

    def push_back(self, lines: Iterable[RowLine]) -> None:
        """Have these lines come again, next."""
        self._pushed.extendleft(reversed(list(lines)))

    def __iter__(self) -> Iterator[RowLine]:
        while True:
            while self._pushed:
                yield self._pushed.popleft()
            if self._next >= self._end:
                return
            data = self._file.readline(_BLOCK)
            if not data:
                return
            length = len(data)
            if length == _BLOCK and data[-1] != 10:
                data, length = self._long(data)
            self._number += 1
            offset, self._next = self._next, self._next + length
            yield RowLine(self._number, offset, data, length)

    def _long(self, begun: bytes) -> tuple[bytes, int]:
        """(line, its length) of a line longer than a block, measured before it is read as a whole."""
        length = len(begun)
        while block := self._file.readline(_BLOCK):
            length += len(block)
            if block[-1] == 10:
                break
        if length > ROW_LIMIT:
            return begun[:64], length
        self._file.seek(self._next)
        return self._file.read(length), length
