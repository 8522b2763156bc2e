"""Where a large file is cut, what its parts are called, and which belong together. Pure: imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

SHARD_SIZE = 32 * 1024 * 1024
"""Bytes of a part, about: it ends with the line that reaches it."""
_SCAN = 256 * 1024
_NAME = re.compile(r"(?P<stem>.+)\.part-(?P<number>\d{5,})-of-(?P<of>\d{5,})(?P<suffix>\.[^.]+)")


class ShardPart(NamedTuple):
    """Part of a file, or all of it, under the name it is stored as."""

    name: str
    path: Path
    start: int
    length: int


class ShardedFile(NamedTuple):
    """A file as it was before it was cut: its name, and the names of its parts in order."""

    name: str
    parts: tuple[str, ...]


def cut(size: int, shard_size: int, line_end: Callable[[int], int]) -> list[tuple[int, int]]:
    """(start, length) of each part of a file; `line_end(offset)` is the next offset where a line ends."""
    parts: list[tuple[int, int]] = []
    start = 0
    while start < size:
        wanted = start + shard_size
        end = size if wanted >= size else line_end(wanted)
        parts.append((start, end - start))
        start = end
    return parts


def line_end(file: BinaryIO, offset: int, size: int) -> int:
    """The offset after the first newline at or after byte `offset` - 1; `size` where there is none."""
    at = offset - 1
    file.seek(at)
    while block := file.read(_SCAN):
        found = block.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(block)
    return size


def parts_of(path: Path, name: str, size: int, shard_size: int, file: BinaryIO) -> list[ShardPart]:
    """The parts of one open file; a file of up to two shards stays whole."""
    if size <= 2 * shard_size:
        return [ShardPart(name, path, 0, size)]
    spans = cut(size, shard_size, lambda offset: line_end(file, offset, size))
    if len(spans) == 1:
        return [ShardPart(name, path, 0, size)]
    return [ShardPart(part_name(name, number, len(spans)), path, *span) for number, span in enumerate(spans, 1)]


def part_name(name: str, number: int, of: int) -> str:
    """`rows.jsonl` as `rows.part-00001-of-00032.jsonl`."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.part-{number:05}-of-{of:05}{dot}{suffix}"


def joined(names: Iterable[str]) -> list[ShardedFile]:
    """Stored names as the files they were cut from. Pieces that are not all there stay files of their own."""
    groups: dict[tuple[str, int], dict[int, str]] = {}
    names = list(names)
    for name in names:
        if match := _NAME.fullmatch(name):
            whole = match["stem"] + match["suffix"]
            groups.setdefault((whole, int(match["of"])), {})[int(match["number"])] = name
    found: dict[str, ShardedFile] = {}
    for (whole, of), numbered in groups.items():
        taken = whole in names or any(other.name == whole for other in found.values())
        if not taken and sorted(numbered) == list(range(1, of + 1)):
            ordered = tuple(numbered[number] for number in sorted(numbered))
            found |= {part: ShardedFile(whole, ordered) for part in ordered}
    return list(dict.fromkeys(found.get(name) or ShardedFile(name, (name,)) for name in names))
