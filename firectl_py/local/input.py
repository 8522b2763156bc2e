"""The body of a request as it arrives.

Touches the stream it is given. A server raises what it likes when a body is malformed, cut short or stops coming;
that is the sender's fault and has to be answered as such.
"""

from __future__ import annotations

from typing import Any

from .errors import ApiError


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
            raise ApiError("INVALID_ARGUMENT", "the body is malformed or did not arrive whole") from error
        return data
