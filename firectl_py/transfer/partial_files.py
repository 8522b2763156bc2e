"""The partial files of downloads: one process writes each, and the next run resumes what a stopped one left.

Beside each `.part` stand a `.claim`, which says what the part holds, and a `.lock`, which the process that writes the
part holds until it ends, however it ends. That the bytes are right never rests on them: they are checked at the end.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ..errors import LocalIOError
from ..files import HeldLock, hold, io_error

_STALE_SECONDS = 24 * 3600.0
"""A part that cannot be used is cleared away after so long."""
_NAME = re.compile(r"\..+\.[0-9a-f]{12}\.claim(\.tmp)?")


class Segment(NamedTuple):
    """One object that a part holds some of, in the order they stand in it."""

    name: str
    etag: str
    generation: str
    size: int | None
    kind: str
    """How its checksum is made: "crc32c" or "md5"."""
    digest: str = ""
    """What the storage stated it to be, in base64; "" where it stated none."""


class PartialFile:
    """A part that this process writes. `claim` is the file that says what is in it."""

    def __init__(self, claim: Path, segments: list[Segment], lock: HeldLock | None) -> None:
        self._claim, self._lock = claim, lock
        self.part, self.segments = claim.with_suffix(".part"), segments

    def save(self) -> None:
        """Write down what the part holds. Raises LocalIOError. Not synced: after a power cut it is begun anew."""
        temporary = self._claim.with_suffix(".claim.tmp")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        try:
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
                file.write(json.dumps([segment._asdict() for segment in self.segments]).encode())
            os.replace(temporary, self._claim)
        except OSError as error:
            raise io_error(self._claim, error) from None

    def release(self) -> None:
        """Leave the part to the next run."""
        if self._lock is not None:
            self._lock.release()

    def remove(self) -> None:
        """Take the part away, and all that stands beside it."""
        _unlink(self.part, self._claim.with_suffix(".claim.tmp"), self._claim, self._claim.with_suffix(".lock"))
        self.release()


class StalePartials:
    """What stopped processes left in the folders of one download; each folder is looked through once."""

    def __init__(self) -> None:
        self._seen: dict[Path, dict[str, list[Path]]] = {}

    def take(self, target: Path, names: list[str]) -> PartialFile:
        """A part for `target`, made of the objects `names`: the largest that was left, or a new one.

        The others that were left are removed.
        """
        best: PartialFile | None = None
        for claim in self._in(target.parent).pop(target.name, []):
            taken = _take(claim, target, names)
            if taken is not None and best is not None:
                smaller, best = sorted((taken, best), key=lambda partial: _size(partial.part))
                smaller.remove()
            best = best or taken
        if best is not None:
            return best
        claim = target.with_name(f".{target.name}.{secrets.token_hex(6)}.claim")
        return PartialFile(claim, [], _lock(claim))

    def _in(self, folder: Path) -> dict[str, list[Path]]:
        if folder not in self._seen:
            found: dict[str, list[Path]] = {}
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if _NAME.fullmatch(entry.name):
                        claim = Path(entry.path.removesuffix(".tmp"))
                        claims = found.setdefault(claim.name[1:].rpartition(".")[0].rpartition(".")[0], [])
                        claims += [claim] if claim not in claims else []
            self._seen[folder] = found
        return self._seen[folder]


def _take(claim: Path, target: Path, names: list[str]) -> PartialFile | None:
    """The part of `claim`, ours from now on.

    None where the process that writes it lives or file locks do not work here, and where the part is of no use: then it
    is removed.
    """
    lock = _lock(claim)
    if lock is None:
        if _is_old(claim):
            _unlink(claim.with_suffix(".part"), claim.with_suffix(".claim.tmp"), claim)
        return None
    try:
        segments = [Segment(**segment) for segment in json.loads(claim.read_bytes())]
        usable = [segment.name for segment in segments] == names[: len(segments)]
    except (OSError, ValueError, TypeError):
        usable, segments = False, []
    partial = PartialFile(claim, segments, lock)
    if not usable or partial.part.is_symlink() or not partial.part.is_file():
        partial.remove()
        return None
    return partial


def _lock(claim: Path) -> HeldLock | None:
    """The lock of a part; None where another process holds it, or no lock can be had."""
    try:
        return hold(claim.with_suffix(".lock"))
    except LocalIOError:
        return None


def _unlink(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return -1


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > _STALE_SECONDS
    except OSError:
        return False
