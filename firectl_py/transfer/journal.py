"""The journal of an upload: what is sent so far, written down as it happens, so that the same command can resume it.

One file for each target in the user's state folder, 0600 in 0700, only ever appended to: a
line that a crash cut off is the last one, and is ignored. It holds signed URLs, which are secrets, and is
gone when the upload is complete.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..files import io_error, read, write_atomic

VERSION = 1
SESSION_SECONDS = 6 * 24 * 3600.0
"""Seconds. Google's resumable sessions live a week (cloud.google.com/storage/docs/resumable-uploads); one that may end
under way is not resumed."""


class Done(NamedTuple):
    """A file or part that the storage has whole."""

    size: int
    crc: int


class SessionRecord(NamedTuple):
    """A resumable upload that was begun. `checkpoints` are (offset, crc32c up to it) of what was sent, in order."""

    uri: str
    size: int
    at: float
    """Seconds since 1970."""
    checkpoints: list[tuple[int, int]]


class Addresses(NamedTuple):
    """Signed URLs as they were given out, for which set of sizes, and when (seconds since 1970)."""

    sizes: dict[str, int]
    urls: dict[str, str]
    at: float


class Journal:
    """The record of one upload; safe to use from several threads. Without a path nothing is kept."""

    def __init__(self, path: Path | None, target: str, warn: Callable[[str], None]) -> None:
        self._path, self._lock, self._file = path, threading.Lock(), -1
        self.target = target
        self.known = False
        """Whether an earlier run on this machine left a journal: it made the target."""
        self.done: dict[str, Done] = {}
        self.sessions: dict[str, SessionRecord] = {}
        self.addresses: Addresses | None = None
        if path is not None:
            self._replay(path, warn)

    def begin(self) -> None:
        """Start writing, beginning with what an earlier run left. Raises LocalIOError."""
        if self._path is None:
            return
        lines = [{"version": VERSION, "target": self.target}]
        lines += [{"done": name, "size": it.size, "crc": it.crc} for name, it in self.done.items()]
        for name, session in self.sessions.items():
            lines.append({"session": name, "uri": session.uri, "size": session.size, "at": session.at})
            lines += [{"sent": name, "to": to, "crc": crc} for to, crc in session.checkpoints]
        if self.addresses is not None:
            lines.append(_addresses(self.addresses))
        write_atomic(self._path, b"".join(map(_line, lines)))
        try:
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        except OSError as error:
            raise io_error(self._path, error) from None

    def finish(self, name: str, done: Done) -> None:
        """The storage has `name` whole."""
        with self._lock:
            self.done[name] = done
            self.sessions.pop(name, None)
        self._append({"done": name, "size": done.size, "crc": done.crc}, durable=True)

    def forget(self, name: str) -> None:
        """Drop what is known of `name`."""
        with self._lock:
            self.done.pop(name, None)
            self.sessions.pop(name, None)
        self._append({"forget": name}, durable=False)

    def forget_all(self) -> None:
        """Drop what is known of everything that was sent, and the signed URLs."""
        for name in list(self.done):
            self.forget(name)
        self.addresses = None

    def open_session(self, name: str, uri: str, size: int) -> None:
        """A resumable session was opened; on disk before its first byte is sent."""
        session = SessionRecord(uri, size, time.time(), [])
        with self._lock:
            self.sessions[name] = session
        self._append({"session": name, "uri": uri, "size": size, "at": session.at}, durable=True)

    def add_checkpoint(self, name: str, to: int, crc: int, *, durable: bool = False) -> None:
        """The bytes of `name` up to `to` are about to be handed over, and have this crc32c."""
        self._append({"sent": name, "to": to, "crc": crc}, durable=durable)

    def confirm(self, name: str, to: int) -> None:
        """The storage has the bytes of `name` up to `to`: earlier checkpoints are not needed any more."""
        self._append({"kept": name, "to": to}, durable=True)

    def store_addresses(self, sizes: dict[str, int], urls: dict[str, str]) -> None:
        """Signed URLs were given out."""
        given = Addresses(sizes, urls, time.time())
        with self._lock:
            self.addresses = given
        self._append(_addresses(given), durable=False)

    def close(self) -> None:
        """Stop writing; the file stays."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
            self._file = -1

    def remove(self) -> None:
        """Delete the journal: the upload is complete."""
        self.close()
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _append(self, line: dict[str, Any], durable: bool) -> None:
        with self._lock:
            if self._file < 0:
                return
            try:
                os.write(self._file, _line(line))
                if durable:
                    os.fsync(self._file)
            except OSError as error:
                raise io_error(str(self._path), error) from None

    def _replay(self, path: Path, warn: Callable[[str], None]) -> None:
        data = _own(path)
        if data is None:
            return
        lines = data.split(b"\n")[:-1]
        try:
            if {"version": VERSION, "target": self.target} != json.loads(lines[0]):
                raise ValueError
            self.known = True
        except (ValueError, IndexError, RecursionError):
            warn(f"the journal of an earlier upload ({path}) cannot be used; everything is sent again.")
            return
        for line in lines[1:]:
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                warn(f"the journal of an earlier upload ({path}) is damaged; what it lost is sent again.")
                return

    def _take(self, line: dict[str, Any]) -> None:
        """Apply one line of an earlier run."""
        if "done" in line:
            self.sessions.pop(line["done"], None)
            self.done[line["done"]] = Done(int(line["size"]), int(line["crc"]))
        elif "session" in line:
            if time.time() - float(line["at"]) < SESSION_SECONDS:
                self.sessions[line["session"]] = SessionRecord(
                    str(line["uri"]), int(line["size"]), float(line["at"]), []
                )
        elif "forget" in line:
            self.done.pop(line["forget"], None)
            self.sessions.pop(line["forget"], None)
        elif "urls" in line:
            sizes = {str(name): int(size) for name, size in line["sizes"].items()}
            urls = {str(name): str(url) for name, url in line["urls"].items()}
            self.addresses = Addresses(sizes, urls, float(line["at"]))
        else:
            self._take_checkpoint(line)

    def _take_checkpoint(self, line: dict[str, Any]) -> None:
        name = line["sent"] if "sent" in line else line["kept"]
        session = self.sessions.get(name)
        if session is None:
            return
        to = int(line["to"])
        if "kept" in line:
            session.checkpoints[:] = [known for known in session.checkpoints if known[0] >= to]
            return
        while session.checkpoints and session.checkpoints[-1][0] >= to:  # sent once more
            session.checkpoints.pop()
        session.checkpoints.append((to, int(line["crc"])))


def _own(path: Path) -> bytes | None:
    """The content of the file, b"" where another user wrote it, None where there is none."""
    data = read(path)
    if data is not None and hasattr(os, "geteuid") and path.lstat().st_uid != os.geteuid():
        return b""
    return data


def _addresses(given: Addresses) -> dict[str, Any]:
    return {"sizes": given.sizes, "urls": given.urls, "at": given.at}


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
