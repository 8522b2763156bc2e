"""What storage knows and says of one file: its registration, the headers signed with its URL, its checksums."""

from __future__ import annotations

import hmac

from flask import Request, Response

from firectl_py.contract.wire import HASH_HEADER, LENGTH_RANGE_HEADER, UPLOAD_CONTENT_TYPE

from ..http.context import RequestContext
from ..http.errors import RpcError
from ..store.tx import File
from . import hashes


def registered(call: RequestContext, file: str, generation: str) -> File | None:
    """The file of the call's row, if it is the one a URL was signed for. Raises NOT_FOUND without the row."""
    name = call.row().name
    found = next((stored for stored in call.tx.files(name) if stored.name == file), None)
    return found if found and hmac.compare_digest(found.generation, generation) else None


def check_signed_headers(incoming: Request, size: int, *, with_length: bool) -> None:
    """The signed headers have to come as they were signed. Raises PERMISSION_DENIED.

    Without `with_length` the length header may be absent: what opens a session brings no bytes.
    """
    wanted = {"Content-Type": UPLOAD_CONTENT_TYPE, LENGTH_RANGE_HEADER: f"{size},{size}"}
    for header, value in wanted.items():
        given = incoming.headers.get(header)
        if given != value and (given is not None or with_length or header == "Content-Type"):
            raise RpcError("PERMISSION_DENIED", f"the URL is signed for the header {header}: {value}")


def described(reply: Response, key: str, size: int, crc32c: int, md5: str | None) -> Response:
    """`reply` with the headers that describe an object. `key` is hex, and another one whenever the bytes are."""
    reply.headers[HASH_HEADER] = hashes.stated(crc32c, md5)
    reply.headers["X-Goog-Stored-Content-Length"] = str(size)
    reply.headers["X-Goog-Generation"] = str(int(key[:15], 16))
    reply.set_etag(md5 or key)
    return reply
