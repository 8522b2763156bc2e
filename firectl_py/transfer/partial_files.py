"""Who writes which part of a download, so that what a killed process left is gone on with and never written by two.

Beside each `.part` stands a `.claim` that names its process; whoever finds that process gone
takes the claim over by renaming it, which only one of several can. That the bytes are right never rests on it: they are
checked at the end.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..files import io_error

_STALE_SECONDS = 24 * 3600.0
"""A claim that cannot be read, or is of another machine, is cleared away after so long."""
_SUFFIX, _HALF = ".claim", ".tmp"
_NAME = re.compile(rf"\..+\.[0-9a-f]{{12}}({_SUFFIX}|{_HALF})")


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
    """A part that this process writes."""

    def __init__(self, path: Path, part: Path, segments: list[Segment]) -> None:
        self._path, self.part, self.segments = path, part, segments

    def save(self) -> None:
        """Write down what the part holds. Raises LocalIOError. Not synced: after a power cut it is begun anew."""
        self._write({**_me(), "target": _target(self._path), "part": self.part.name})

    def release(self) -> None:
        """Leave the part to whoever comes next."""
        with suppress(OSError):
            self._write({"pid": 0, "target": _target(self._path), "part": self.part.name})

    def remove(self) -> None:
        """Take part and claim away."""
        for path in (self.part, self._path):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _write(self, owner: dict[str, Any]) -> None:
        value = {**owner, "segments": [segment._asdict() for segment in self.segments]}
        temporary = self._path.with_suffix(_HALF)
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(json.dumps(value).encode())
            os.replace(temporary, self._path)
        except OSError as error:
            raise io_error(self._path, error) from None


class StalePartials:
    """What dead processes left in the folders of one download; each folder is looked through once."""

    def __init__(self) -> None:
        self._seen: dict[Path, dict[str, list[Path]]] = {}

    def claim(self, target: Path, names: list[str]) -> PartialFile:
        """A claim for `target`, made of these objects: the largest that was left, or a new one. Others are removed."""
        best: PartialFile | None = None
        for path in self._in(target.parent).pop(target.name, []):
            taken = _take(path, target, names)
            if taken is None:
                continue
            if best is not None and _size(best.part) >= _size(taken.part):
                taken.remove()
                continue
            if best is not None:
                best.remove()
            best = taken
        if best is not None:
            return best
        return PartialFile(_new(target, _SUFFIX), _new(target, ".part"), [])

    def _in(self, folder: Path) -> dict[str, list[Path]]:
        if folder not in self._seen:
            found: dict[str, list[Path]] = {}
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if _NAME.fullmatch(entry.name):
                        path = Path(entry.path)
                        found.setdefault(_target(path), []).append(path)
            self._seen[folder] = found
        return self._seen[folder]


def _take(path: Path, target: Path, names: list[str]) -> PartialFile | None:
    """The claim at `path`, ours from now on; None where its process lives, or it is of no use and was cleared away."""
    try:
        value = json.loads(path.read_bytes())
        part = target.with_name(str(value["part"]))
        segments = [Segment(**segment) for segment in value["segments"]]
        free = _is_gone(value)
        usable = part.parent == target.parent and [s.name for s in segments] == names[: len(segments)]
    except (OSError, ValueError, KeyError, TypeError):
        free, usable, part, segments = _is_old(path), False, path.with_suffix(".part"), []
    if not free:
        return None
    if path.suffix == _HALF:  # a claim that was just being written: the one it was to replace says as much
        path.unlink(missing_ok=True)
        return None
    mine = _new(target, _SUFFIX)
    try:
        os.rename(path, mine)
    except OSError:  # somebody else was first
        return None
    claim = PartialFile(mine, part, segments)
    if not usable or part.is_symlink() or not part.is_file():
        claim.remove()
        return None
    claim.save()
    return claim


def _new(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(6)}{suffix}")


def _target(path: Path) -> str:
    """The name a claim or part is for: between the first dot and the random part."""
    return path.name[1:].rpartition(".")[0].rpartition(".")[0]


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return -1


def _me() -> dict[str, Any]:
    return {"pid": os.getpid(), "host": socket.gethostname(), "boot": _boot(), "started": _started(os.getpid())}


def _is_gone(value: dict[str, Any]) -> bool:
    """Whether the process that a claim names does not run any more. Of another machine nobody can tell."""
    pid = int(value["pid"])
    if pid == 0:
        return True
    if value.get("host") != socket.gethostname():
        return False
    if value.get("boot") != _boot():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return value.get("started") != _started(pid)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > _STALE_SECONDS
    except OSError:
        return False


def _boot() -> str:
    """Something that changes with each boot, "" where the system has no such thing."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process started, so that one which got the number of a dead one is not taken for it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
