"""What was changed from this machine: a line when a change is begun, and one when it ended.

A run that was killed in between leaves a change that is known to have been begun.
One file of JSON lines, 0600, appended to under a lock and moved aside when it is full: LIMIT bytes twice is all it
takes. No library serves: the rotating handlers of logging lose lines when several processes rotate.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..errors import FirectlError, LocalIOError
from ..files import io_error, locked, read

LIMIT = 1024 * 1024
"""Bytes of the file after which it is moved aside, in place of the one moved aside before."""
_LONGEST = 1000
"""Characters kept of a command line, and of a message."""

AuditRecord = dict[str, Any]


class AuditLog:
    """The file in one state folder. `command` gives the command line, without secrets, when it is first needed.

    A history that cannot be written keeps nothing from being changed: `warn` is told once.
    """

    def __init__(self, folder: Path, command: Callable[[], str], warn: Callable[[str], None]) -> None:
        self._path, self._command, self._warn = folder / "history.log", command, warn
        self._broken = False

    def begin(self, change: str, name: str) -> str:
        """A change is about to be sent; what `end` is to be called with."""
        number = secrets.token_hex(6)
        self._append({"id": number, "time": _now(), "change": change, "name": name, "command": self._command()})
        return number

    def end(
        self, number: str, outcome: str, *, name: str = "", request_id: str | None = None, message: str = ""
    ) -> None:
        """How it ended: done, found, refused or unknown."""
        more = {"name": name, "requestId": request_id, "message": message}
        self._append({"id": number, "ended": _now(), "outcome": outcome, **{k: v for k, v in more.items() if v}})

    def _append(self, entry: AuditRecord) -> None:
        if self._broken:
            return
        short = {k: v[:_LONGEST] if isinstance(v, str) else v for k, v in entry.items()}
        try:
            append(self._path, json.dumps(short).encode() + b"\n")
        except LocalIOError as error:
            self._broken = True
            self._warn(f"the history of changes cannot be written: {error.message}")


class ChangeOutcome:
    """How a change ended, filled in by the code that makes it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found = False
        """Whether the resource existed already as asked."""
        self.request_id: str | None = None
        """The server's id of the request."""

    def settle(self, name: str, found: bool, request_id: str | None) -> None:
        """Say how it ended."""
        self.name, self.found, self.request_id = name, found, request_id


@contextmanager
def recorded(audit_log: AuditLog | None, change: str, name: str) -> Iterator[ChangeOutcome]:
    """Write down that a change is sent, and how it ended. What is raised inside goes on; None writes nothing."""
    outcome = ChangeOutcome(name)
    if audit_log is None:
        yield outcome
        return
    number = audit_log.begin(change, name)
    try:
        yield outcome
    except FirectlError as error:
        from .creates import is_clear

        word = "refused" if is_clear(error) else "unknown"
        request = getattr(error, "request_id", None)
        audit_log.end(number, word, request_id=request, message=error.message)
        raise
    word = "found" if outcome.found else "done"
    audit_log.end(number, word, name=outcome.name, request_id=outcome.request_id)


def append(path: Path, line: bytes) -> None:
    """Add a line to a file that others add to as well. Raises LocalIOError."""
    with locked(path):
        try:
            if path.exists() and path.stat().st_size + len(line) > LIMIT:
                os.replace(path, _older(path))
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            with open(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - 1))
                torn = size > 0 and file.read(1) != b"\n"  # somebody was killed in the middle of a line
                file.write(b"\n" * torn + line)
        except OSError as error:
            raise io_error(path, error) from None


def entries(folder: Path) -> list[AuditRecord]:
    """Every change that is kept, oldest first; one without an end says so.

    Lines that cannot be read are left out. Raises LocalIOError.
    """
    path = folder / "history.log"
    found: dict[str, AuditRecord] = {}
    for data in (read(_older(path)), read(path)):
        for record in _records(data or b""):
            if "change" in record:
                found[record["id"]] = {"outcome": "no end known", **record}
            elif record["id"] in found:
                found[record["id"]] |= record
    for entry in found.values():
        del entry["id"]
    return list(found.values())


def _records(data: bytes) -> Iterator[AuditRecord]:
    for line in data.splitlines():
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            yield record


def _older(path: Path) -> Path:
    return path.with_name("history.1.log")


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
