"""One file as multipart form data, read as it is sent.

requests and urllib3 build the whole body in memory; requests-toolbelt would, for this one part, be a dependency.
"""

from __future__ import annotations

import secrets
from typing import Protocol


class Source(Protocol):
    """Bytes of a known length, readable once."""

    def __len__(self) -> int: ...

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; b"" at the end."""


class MultipartFile:
    """A readable body with a known length, holding the single part `file`."""

    def __init__(self, filename: str, source: Source) -> None:
        boundary = secrets.token_hex(16)
        quoted = filename.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._source = source
        self._length = len(self._head) + len(source) + len(self._tail)
        self._at_end = False

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; b"" at the end."""
        if self._head:
            piece, self._head = self._head, b""
            return piece
        piece = self._source.read(size) if not self._at_end else b""
        if piece:
            return piece
        self._at_end = True
        piece, self._tail = self._tail, b""
        return piece
