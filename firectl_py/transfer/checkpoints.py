"""Places in a file that is being sent, and the crc32c of all before them."""

from __future__ import annotations

from pathlib import Path

from . import checksum, source
from .journal import Journal
from .source import ProgressCallback


class Checkpoints:
    """The crc32c of the file up to places in it, and how much of it was reported to the progress."""

    def __init__(self, path: Path, name: str, journal: Journal, report: ProgressCallback) -> None:
        self._path, self._name, self._journal, self._report = path, name, journal, report
        self._marks = [(0, 0)]
        self._shown = 0

    def reset(self) -> None:
        """Begin at the beginning."""
        self.begin(0, 0)
        self.reported(0)

    def begin(self, offset: int, crc: int) -> None:
        """The first `offset` bytes have this crc32c; nothing is known of the others."""
        self._marks = [(offset, crc)]

    def add(self, offset: int, crc: int) -> None:
        """The bytes up to `offset` are about to be handed over."""
        self._marks.append((offset, crc))
        self._journal.mark(self._name, offset, crc)

    def at(self, offset: int) -> int:
        """The crc32c of the first `offset` bytes: from the last mark before, with the rest read from the file."""
        start, crc = max(mark for mark in self._marks if mark[0] <= offset)
        crc = checksum.crc_of(source.blocks(self._path, start, offset - start), crc)
        self.begin(offset, crc)
        return crc

    def count(self, count: int) -> None:
        """So many bytes more were handed over."""
        self._shown += count
        self._report(count)

    def reported(self, offset: int) -> None:
        """Make the progress say `offset`."""
        self._report(offset - self._shown)
        self._shown = offset
