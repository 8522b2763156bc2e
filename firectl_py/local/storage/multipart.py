"""One file of a multipart form, streamed to disk.

werkzeug parses the form; this module decides where the bytes go.
"""

from __future__ import annotations

from typing import IO, Any, cast

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from ..http.errors import RpcError, invalid
from ..store.blobs import Writer

_FRAMING = 64 * 1024
"""Bytes of boundaries, headers and small fields a form may have beside its file."""
_MEMORY = 1024 * 1024
"""Bytes the parser may hold. It counts what it reads at once, 64 KiB, and what is left of the piece before."""


class _Sink:
    """What the parser writes a file to, and rewinds when it is done."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, data: bytes) -> int:
        return self._writer.write(data)

    def seek(self, offset: int) -> int:
        return 0

    def close(self) -> None:
        pass


def receive(environ: dict[str, Any], writer: Writer, limit: int) -> str:
    """Write the part `file` of the form to `writer`; the file name it came with.

    Raises INVALID_ARGUMENT without exactly that file, and under 413 for more than `limit` bytes.
    """
    names: list[str | None] = []

    def sink(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        names.append(filename)
        if len(names) > 1:
            raise invalid("file", "one file at a time")
        return cast(IO[bytes], _Sink(writer))

    if not environ.get("CONTENT_TYPE", "").startswith("multipart/form-data"):
        raise RpcError("INVALID_ARGUMENT", "the file has to come as multipart/form-data", http=415)
    parser = FormDataParser(stream_factory=sink, max_form_memory_size=_MEMORY, max_content_length=limit + _FRAMING)
    try:
        _, _, files = parser.parse_from_environ(environ)
    except RequestEntityTooLarge as error:
        raise RpcError("INVALID_ARGUMENT", f"a form may carry {limit} bytes; use signed URLs", http=413) from error
    if "file" not in files or writer.size > limit:
        raise invalid("file", f"is larger than {limit} bytes; use signed URLs" if writer.size else "is missing")
    return names[0] or ""
