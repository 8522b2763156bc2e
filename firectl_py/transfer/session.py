"""Sending one file through a resumable session: does what `resumable` decides.

The journal gets checkpoints: an offset in the file and the crc32c of all bytes before it, written before those bytes
are handed over. So a later run can tell, from the file as it is then, whether the server holds the beginning of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..errors import ApiError, FirectlError, IntegrityError, ReplyError, UnreachableError
from ..http.retry import RETRY_STATUSES
from ..http.storage import Storage, StorageReply, is_expired
from . import checksum, pool, resumable, source
from .checkpoints import Checkpoints
from .journal import Done, Journal, SessionRecord
from .plain import verify
from .resumable import State, UploadStep
from .source import ProgressCallback, Window


class NoSessions(Exception):
    """The signed URL cannot open a session: a plain PUT is needed."""


class Upload(NamedTuple):
    """One file on its way, and what sending it needs. `headers(size)` are those the URL was signed with."""

    storage: Storage
    journal: Journal
    name: str
    path: Path
    size: int
    address: Callable[[str | None], str]
    """The signed URL, another one than that given."""
    headers: Callable[[int], dict[str, str]]
    report: ProgressCallback
    stop: threading.Event


def send(to: Upload) -> bool:
    """Send the file, as often as it takes; whether the storage stated its checksum, which then was the same.

    Raises NoSessions, IntegrityError, UnreachableError, or what the storage refused with.
    """
    checkpoints = Checkpoints(to.path, to.name, to.journal, to.report)
    uri, error = "", None
    left = _left_by_an_earlier_run(to)
    state, step = State(to.size), UploadStep("open")
    if left is not None:
        uri, (state, step) = left.uri, resumable.resumed(to.size, left.checkpoints[-1][0])
    while True:
        if step.wait:
            pool.pause(step.wait, error, to.stop)
        if step.kind == "open":
            checkpoints.reset()
            uri, left = _open(to), None
            state, step = resumable.opened(state)
        answer, error = _request(to, uri, step, checkpoints)
        state, step = resumable.after(state, step, _facts(answer))
        if left is not None and step.kind in ("send", "done"):
            stored = to.size if step.kind == "done" else state.stored
            if not _can_resume(to, left, stored, checkpoints):
                state, step = State(to.size), UploadStep("open")
            left = None
        if step.kind == "done" and answer is not None:
            return _complete(to, answer, checkpoints)
        if step.kind == "fail":
            raise _failure(to, step, error)
        if step.kind == "send":
            to.journal.confirm(to.name, state.stored)
            checkpoints.reported(state.stored)


def _left_by_an_earlier_run(to: Upload) -> SessionRecord | None:
    left = to.journal.sessions.get(to.name)
    return left if left is not None and left.size == to.size and left.checkpoints else None


def _can_resume(to: Upload, left: SessionRecord, stored: int, checkpoints: Checkpoints) -> bool:
    """Whether the first `stored` bytes of the file are those an earlier run sent, by the first checkpoint behind them.

    Then `checkpoints` begins there.
    """
    covering = next((known for known in left.checkpoints if known[0] >= stored), None)
    if covering is None or covering[0] > to.size:
        return False
    crc = checksum.crc_of(source.blocks(to.path, 0, stored))
    if checksum.crc_of(source.blocks(to.path, stored, covering[0] - stored), crc) != covering[1]:
        return False
    checkpoints.begin(stored, crc)
    return True


def _complete(to: Upload, answer: StorageReply, checkpoints: Checkpoints) -> bool:
    """Note that the storage has the file; whether it stated the checksum."""
    crc = checkpoints.at(to.size)
    try:
        verified = verify(to.name, crc, answer.headers)
    except IntegrityError:
        to.journal.forget(to.name)
        raise
    to.journal.finish(to.name, Done(to.size, crc))
    checkpoints.reported(to.size)
    return verified


def _open(to: Upload) -> str:
    """A new session's URI, written down.

    Raises NoSessions where the URL opens none, UnreachableError, PermissionDeniedError.
    """
    stale, failed = None, 0
    while True:
        url, answer, error = to.address(stale), None, None
        try:
            headers = {**to.headers(to.size), "x-goog-resumable": "start", "Content-Length": "0"}
            answer = to.storage.exchange("POST", url, headers)
            error = answer.error
        except UnreachableError as broken:
            error = broken
        if answer is not None and answer.status in (200, 201) and answer.headers.get("location"):
            uri = answer.headers["location"]
            to.journal.open_session(to.name, uri, to.size)
            return uri
        failed += 1
        if answer is None or answer.status in RETRY_STATUSES:
            if failed >= resumable.MAX_UNCLEAR:
                raise error or UnreachableError(f"no session for {to.name}")
            pool.pause(failed, error, to.stop)
        elif is_expired(error) and stale is None:
            stale = url  # it may have expired
        else:
            raise NoSessions


def _request(
    to: Upload, uri: str, step: UploadStep, checkpoints: Checkpoints
) -> tuple[StorageReply | None, FirectlError | None]:
    """Send a window, or ask how much there is; the answer, and the error where there is none or it is one."""
    try:
        if step.kind == "ask":
            answer = to.storage.exchange("PUT", uri, {"Content-Length": "0", "Content-Range": f"bytes */{to.size}"})
            return answer, answer.error
        answer = _send_window(to, uri, step, checkpoints)
        return answer, answer.error
    except UnreachableError as error:
        return None, error


def _send_window(to: Upload, uri: str, step: UploadStep, checkpoints: Checkpoints) -> StorageReply:
    crc, headers = checkpoints.at(step.start), {"Content-Length": str(step.end - step.start)}
    whole: int | None = None
    headers["Content-Range"] = f"bytes {step.start}-{step.end - 1}/{to.size}" if to.size else "bytes */0"
    if step.end == to.size:
        # The server compares this with what it has, so the last window is read once before it is sent.
        whole = checksum.crc_of(source.blocks(to.path, step.start, step.end - step.start), crc)
        headers["X-Goog-Hash"] = f"crc32c={checksum.encoded(whole)}"
    with source.open_file(to.path, empty=True) as file:
        window = Window(
            file,
            to.path,
            step.start,
            step.end - step.start,
            crc=crc,
            expected=whole,
            report=checkpoints.count,
            stop=to.stop,
            before=checkpoints.add,
        )
        return to.storage.exchange("PUT", uri, headers, window)


def _facts(answer: StorageReply | None) -> resumable.SessionReply | None:
    return None if answer is None else resumable.SessionReply(answer.status, answer.headers.get("range"))


def _failure(to: Upload, step: UploadStep, error: FirectlError | None) -> FirectlError:
    """The error that says why an upload was given up."""
    if step.reason == "protocol":
        return IntegrityError(f"{to.name}: the storage says it holds what it cannot hold", hint="Run it again later.")
    if step.reason in ("idle", "unclear", "lost") or error is None:
        why = f": {error.message}" if error is not None else ""
        return UnreachableError(
            f"{to.name}: the storage takes no more bytes{why}", hint="Run it again: it resumes there."
        )
    if isinstance(error, ApiError | ReplyError | IntegrityError):
        to.journal.forget(to.name)
    return error
