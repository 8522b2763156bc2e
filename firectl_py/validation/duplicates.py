"""Rows, or keys of rows, that occur twice.

For each row 8 bytes are kept: its CRC-32 and where it is. Rows with equal checksums are then read and compared, so that
only true duplicates are reported.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import NamedTuple
from zlib import crc32

MOST_ROWS = 3_000_000
"""Rows that are looked at, and so 24 MB at most: what a data set may have."""
MOST_LOOKED_UP = 10_000
"""Duplicates that are compared byte for byte; of the others the checksums count."""
_BUCKETS = 64
_OFFSET_BITS = 38
_OFFSET = (1 << _OFFSET_BITS) - 1

Keys = dict[int, "array[int]"]
KeyOf = Callable[[bytes], bytes]
LineAt = Callable[[int], bytes]
"""The line that begins at an offset of the data set."""


class Duplicate(NamedTuple):
    """A row that occurred before."""

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


class KeyTable:
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

    def find(self, line_at: LineAt, key_of: KeyOf) -> Iterator[Duplicate]:
        """Every duplicate, bucket by bucket. Raises OSError."""
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
                same = known[0] if looked_up > MOST_LOOKED_UP else _same(line_at, known, offset, key_of)
                if same is None:
                    known.append(offset)
                else:
                    yield Duplicate(offset, same)


def _same(line_at: LineAt, known: list[int], offset: int, key_of: KeyOf) -> int | None:
    """The one of the known offsets that has the same key."""
    key = key_of(line_at(offset))
    return next((first for first in known if key_of(line_at(first)) == key), None)
