"""The checkpoints of a file that is being sent: offsets, and the crc32c of all bytes before each."""

from __future__ import annotations

from pathlib import Path

from . import checksum, source
from .journal import Journal
from .source import ProgressCallback


class Checkpoints:
    """The crc32c of a file up to offsets in it, and how many of its bytes were reported as progress."""

    def __init__(self, path: Path, name: str, journal: Journal, report: ProgressCallback) -> None:
        self._path, self._name, self._journal, self._report = path, name, journal, report
        self._known = [(0, 0)]
        self._reported = 0

    def reset(self) -> None:
        """Start over at the first byte."""
        self.begin(0, 0)
        self.reported(0)

    def begin(self, offset: int, crc: int) -> None:
        """The first `offset` bytes have this crc32c; nothing is known of the others."""
        self._known = [(offset, crc)]

    def add(self, offset: int, crc: int) -> None:
        """The bytes up to `offset` are about to be handed over."""
        self._known.append((offset, crc))
        self._journal.add_checkpoint(self._name, offset, crc)

    def at(self, offset: int) -> int:
        """The crc32c of the first `offset` bytes: from the last checkpoint before, the rest from the file."""
        start, crc = max(known for known in self._known if known[0] <= offset)
        crc = checksum.crc_of(source.blocks(self._path, start, offset - start), crc)
        self.begin(offset, crc)
        return crc

    def count(self, count: int) -> None:
        """`count` more bytes were handed over."""
        self._reported += count
        self._report(count)

    def reported(self, offset: int) -> None:
        """Report as much progress as `offset` bytes are."""
        self._report(offset - self._reported)
        self._reported = offset
