"""Rows, or keys of rows, that are there twice.

For each row 8 bytes are kept: its CRC-32 and where it is. Equal checksums are then looked up in the file, so that
nothing is called a repeat that is none.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

MOST_ROWS = 3_000_000
"""Rows that are looked at, and so 24 MB at most: what a data set may have."""
MOST_LOOKED_UP = 10_000
"""Repeats that are compared byte for byte; behind them equal checksums count as equal."""
_BUCKETS = 64
_OFFSET_BITS = 38
_OFFSET = (1 << _OFFSET_BITS) - 1

Keys = dict[int, "array[int]"]
KeyOf = Callable[[bytes], bytes]
Files = Sequence[tuple[int, Path]]
"""(offset in the data set, path), in order."""


class Repeat(NamedTuple):
    """A row that was there before."""

    offset: int
    """Of its line, in the data set."""
    first: int
    """Of the line that was first."""


def note(keys: Keys, key: bytes, offset: int) -> None:
    """Keep a key; `offset` is that of its line in the data set: the files one behind the other."""
    crc = crc32(key)
    bucket = keys.get(crc % _BUCKETS)
    if bucket is None:
        bucket = keys[crc % _BUCKETS] = array("Q")
    bucket.append(crc // _BUCKETS << _OFFSET_BITS | offset & _OFFSET)


def row_of(data: bytes) -> bytes:
    """What makes two lines the same row: all but how they end."""
    return data.rstrip(b"\r\n")


def field_of(name: str) -> KeyOf:
    """The key of a line whose row has a field that no other may share."""
    import msgspec

    def key(data: bytes) -> bytes:
        value: str = msgspec.json.decode(data)[name]
        return value.encode("utf-8", "replace")

    return key


class Table:
    """The keys of a data set, part after part; behind MOST_ROWS no more are taken."""

    def __init__(self) -> None:
        self._keys: dict[int, list[bytes]] = {}
        """Each bucket in pieces: an array that grows would leave holes behind."""
        self._room = MOST_ROWS

    def take(self, keys: Keys) -> None:
        """Take in the keys of the next part."""
        for bucket, entries in keys.items():
            if self._room > 0:
                self._keys.setdefault(bucket, []).append(entries.tobytes())
                self._room -= len(entries)

    def find(self, files: Files, key_of: KeyOf) -> Iterator[Repeat]:
        """Every repeat, bucket by bucket. Raises OSError."""
        looked_up = 0
        for parts in self._keys.values():
            bucket = array("Q", b"".join(parts))
            if len({entry >> _OFFSET_BITS for entry in bucket}) == len(bucket):
                continue
            firsts: dict[int, list[int]] = {}
            for entry in bucket:  # in the order of the rows
                crc, offset = entry >> _OFFSET_BITS, entry & _OFFSET
                known = firsts.setdefault(crc, [offset])
                if known[0] == offset:
                    continue
                looked_up += 1
                same = known[0] if looked_up > MOST_LOOKED_UP else _same(files, known, offset, key_of)
                if same is None:
                    known.append(offset)
                else:
                    yield Repeat(offset, same)


def _same(files: Files, known: list[int], offset: int, key_of: KeyOf) -> int | None:
    """The one of the known offsets that has the same key."""
    key = key_of(_line_at(files, offset))
    return next((first for first in known if key_of(_line_at(files, first)) == key), None)


def _line_at(files: Files, offset: int) -> bytes:
    base, path = next((base, path) for base, path in reversed(files) if base <= offset)
    with path.open("rb") as file:
        file.seek(offset - base)
        return file.readline()


def places(files: Files, found: Sequence[Repeat]) -> dict[int, tuple[str, int]]:
    """(file, line) of each offset of some repeats, in one pass over the files."""
    wanted = sorted({offset for repeat in found for offset in repeat})
    out: dict[int, tuple[str, int]] = {}
    for base, path in reversed(files):
        mine = [offset for offset in wanted if offset >= base]
        wanted = wanted[: len(wanted) - len(mine)]
        with path.open("rb") as file:
            at, line = 0, 1
            for offset in mine:
                line += _newlines(file, offset - base - at)
                at = offset - base
                out[offset] = (str(path), line)
    return out


def _newlines(file: BinaryIO, count: int) -> int:
    """Newlines in the next `count` bytes."""
    found = 0
    while count > 0 and (block := file.read(min(count, 1024 * 1024))):
        found += block.count(b"\n")
        count -= len(block)
    return found
