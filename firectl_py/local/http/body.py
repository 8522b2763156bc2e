"""The bytes of a request, as they arrive.

A server raises what it likes when a body is malformed, cut short or stops coming;
that is the sender's fault and has to be answered as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import RpcError

BLOCK = 1 << 20
"""Bytes of a large upload that are held at a time."""


class Input:
    """A WSGI input stream whose failures are INVALID_ARGUMENT."""

    def __init__(self, stream: Any) -> None:
        """`stream` is the server's `wsgi.input`."""
        self._stream = stream
        self._failed = False

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, all that is left without it, and none at the end or after a failure."""
        if self._failed:
            return b""
        try:
            data: bytes = self._stream.read(size)
        except (ValueError, OSError) as error:
            self._failed = True
            raise RpcError("INVALID_ARGUMENT", "the body is malformed or did not arrive whole") from error
        return data


class Direct:
    """A body of known length, read past cheroot's own buffer: that one is Python, and halves the rate over TLS."""

    def __init__(self, source: Any) -> None:
        """`source` is cheroot's file for the body; what it says is left to read is kept true."""
        self._source = source
        self._failure: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        """`size` bytes, fewer only at the end or before a failure. Raises OSError when nothing came before it."""
        if self._failure is not None:
            raise self._failure
        left: int = self._source.remaining
        wanted = left if size < 0 else min(size, left)
        buffered: Any = self._source.rfile
        head: bytes = buffered.read1(wanted) if buffered.has_data() else b""
        data = self._receive(buffered.raw, wanted, head) if len(head) < wanted else head
        self._source.remaining -= len(data)
        return data

    def _receive(self, raw: Any, wanted: int, head: bytes) -> bytes:
        view, have = memoryview(bytearray(wanted)), len(head)
        view[:have] = head
        while have < wanted:
            try:
                count = raw.readinto(view[have:])
            except OSError as error:
                if not have:
                    raise
                self._failure = error
                break
            if not count:
                break
            have += count
        return bytes(view[:have])


def blocks(stream: Any, limit: int | None = None) -> Iterator[bytes]:
    """The body in blocks of BLOCK bytes and a rest. Where it fails, what came before is given first.

    A body of more than `limit` bytes ends there. Raises what the stream raises.
    """
    while limit is None or limit > 0:
        wanted = BLOCK if limit is None else min(BLOCK, limit)
        block, failure = _fill(stream, wanted)
        if block:
            yield block
        if failure is not None:
            raise failure
        if len(block) < wanted:
            return
        limit = None if limit is None else limit - wanted


def _fill(stream: Any, wanted: int) -> tuple[bytes, RpcError | None]:
    pieces: list[bytes] = []
    have = 0
    while have < wanted:
        try:
            piece = stream.read(wanted - have)
        except RpcError as error:
            return b"".join(pieces), error
        if not piece:
            break
        pieces.append(piece)
        have += len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces), None
