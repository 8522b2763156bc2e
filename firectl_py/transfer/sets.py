"""A whole set of files: what is missing of it, and sending that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..errors import FirectlError, InvalidDataError
from . import checksum, pool, shards, source
from .journal import Done, Journal
from .shards import ShardPart
from .source import FileStat


def plan(files: Mapping[str, Path], shard_size: int) -> list[ShardPart]:
    """The pieces of a set of files, by the names they are stored as. Raises InvalidDataError for names that meet."""
    pieces: list[ShardPart] = []
    for name, path in files.items():
        with source.open_file(path) as file:
            size = source.look(path).size
            pieces += shards.pieces_of(path, name, size, shard_size, file)
    names = [piece.name for piece in pieces]
    if twice := next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None:
        raise InvalidDataError(f"two files would be stored as {twice}")
    return pieces


def missing(
    pieces: Sequence[ShardPart], done: Mapping[str, Done], crc_of: Callable[[ShardPart], int]
) -> list[ShardPart]:
    """The pieces that are still to be sent: not done, or of other content than what was sent. Reads what is done."""
    return [
        piece
        for piece in pieces
        if piece.name not in done or done[piece.name].size != piece.length or done[piece.name].crc != crc_of(piece)
    ]


def local_crc(piece: ShardPart) -> int:
    """The crc32c of a piece as its file is now."""
    return checksum.crc_of(source.blocks(piece.path, piece.start, piece.length))


def demand_unchanged(looks: Mapping[Path, FileStat], pieces: Sequence[ShardPart], journal: Journal) -> None:
    """Raises IntegrityError where a file is not what it was when `looks` were taken.

    One that merely looks different, because it was touched or linked, is compared with what was sent.
    """
    for path, before in looks.items():
        now = source.look(path)
        if now.size != before.size:
            raise source.changed(path)
        if now != before:
            own = [piece for piece in pieces if piece.path == path]
            if missing(own, journal.done, local_crc):
                raise source.changed(path)


def send(
    todo: Sequence[ShardPart], journal: Journal, put: Callable[[ShardPart], None], parallel: int, stop: threading.Event
) -> list[tuple[str, FirectlError]]:
    """Send what is `missing`; the pieces the storage refused, with why. Raises as pool.each does."""
    for piece in todo:
        # What changed since it was sent must not count as sent, whatever becomes of this run.
        if piece.name in journal.done:
            journal.forget(piece.name)
    failures = pool.each(todo, put, parallel, stop)
    return [(failure.item.name, failure.error) for failure in failures]
