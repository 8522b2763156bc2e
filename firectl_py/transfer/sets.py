"""A set of files: which parts are still to be sent, and sending them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..errors import FirectlError, InvalidDataError
from . import pool, shards, source
from .journal import Done, Journal
from .shards import ShardPart
from .source import FileStat


def plan(files: Mapping[str, Path], shard_size: int) -> list[ShardPart]:
    """The parts of a set of files, by the names they are stored as. Raises InvalidDataError for two of one name."""
    parts: list[ShardPart] = []
    for name, path in files.items():
        with source.open_file(path) as file:
            size = source.stat_file(path).size
            parts += shards.parts_of(path, name, size, shard_size, file)
    names = [part.name for part in parts]
    if twice := next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None:
        raise InvalidDataError(f"two files would be stored as {twice}")
    return parts


def missing(
    parts: Sequence[ShardPart], done: Mapping[str, Done], crc_of: Callable[[ShardPart], int]
) -> list[ShardPart]:
    """The parts that are still to be sent: not done, or of other content than what was sent. Reads what is done."""
    return [
        part
        for part in parts
        if part.name not in done or done[part.name].size != part.length or done[part.name].crc != crc_of(part)
    ]


def local_crc(part: ShardPart) -> int:
    """The crc32c of a part as its file is now."""
    return source.crc_of(part.path, part.start, part.length)


def require_unchanged(stats: Mapping[Path, FileStat], parts: Sequence[ShardPart], journal: Journal) -> None:
    """Raises IntegrityError where a file is not what it was when `stats` were taken.

    A file that was only touched or linked has other stats too: it is compared with what was sent.
    """
    for path, before in stats.items():
        now = source.stat_file(path)
        if now.size != before.size:
            raise source.changed(path)
        if now != before:
            own = [part for part in parts if part.path == path]
            if missing(own, journal.done, local_crc):
                raise source.changed(path)


def send(
    todo: Sequence[ShardPart], journal: Journal, put: Callable[[ShardPart], None], parallel: int, stop: threading.Event
) -> list[tuple[str, FirectlError]]:
    """Send what is `missing`; the parts the storage refused, with why. Raises as pool.each does."""
    for part in todo:
        # What changed since it was sent must not count as sent, whatever becomes of this run.
        if part.name in journal.done:
            journal.forget(part.name)
    failures = pool.each(todo, put, parallel, stop)
    return [(failure.item.name, failure.error) for failure in failures]
