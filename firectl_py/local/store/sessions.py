"""Resumable sessions as the store keeps them.

The bytes of a session are in `partial`.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import astuple, dataclass
from typing import Literal

from firectl_py.contract.wire import SESSION_SECONDS

from .blobs import new_key
from .tx import File, Tx

_COLUMNS = "id, owner, file, generation, size, blob, expires, state, total, hashed, crc32c"


@dataclass
class UploadSession:
    """One attempt to bring one registered file."""

    id: str
    """Whoever knows it may write: it stands in the session's URI."""
    owner: str
    file: str
    generation: str
    """Of the file's registration."""
    size: int
    """Bytes the signed URL was made for."""
    blob: str
    expires: float
    """Real seconds since 1970."""
    state: Literal["open", "done", "gone"] = "open"
    total: int | None = None
    """Bytes in all, once the client has said so."""
    hashed: int = 0
    """Bytes from the start that `crc32c` is of; more may be stored."""
    crc32c: int = 0

    @property
    def dead(self) -> bool:
        """Whether it was cancelled, refused or left alone too long."""
        return self.state == "gone" or self.expires < time.time()


def begin(tx: Tx, file: File) -> UploadSession:
    """A new session for a registered file."""
    session = UploadSession(
        secrets.token_urlsafe(48),
        file.owner,
        file.name,
        file.generation,
        file.size,
        new_key(),
        time.time() + SESSION_SECONDS,
    )
    put(tx, session)
    return session


def get(tx: Tx, session_id: str) -> UploadSession | None:
    """The session of that id, or None."""
    found = tx.connection.execute(f"SELECT {_COLUMNS} FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return UploadSession(*found) if found else None


def put(tx: Tx, session: UploadSession) -> None:
    """Write a session, new or not."""
    marks = ", ".join("?" * len(_COLUMNS.split(", ")))
    tx.connection.execute(f"INSERT OR REPLACE INTO sessions ({_COLUMNS}) VALUES ({marks})", astuple(session))


def end(tx: Tx, session: UploadSession) -> None:
    """Let a session be gone and, after the commit, its bytes."""
    session.state = "gone"
    put(tx, session)
    tx.dropped.append(session.blob)


def forget_expired(tx: Tx) -> None:
    """Remove the sessions whose time is up; the sweep of the blobs takes the bytes no file refers to."""
    tx.connection.execute("DELETE FROM sessions WHERE expires < ?", (time.time(),))
