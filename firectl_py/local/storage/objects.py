"""What storage knows and says of one file: its registration, the headers signed with its URL, its checksums."""

from __future__ import annotations

import hmac
import re

from flask import Request, Response

from firectl_py.contract.wire import (
    GENERATION_HEADER,
    GENERATION_MATCH_HEADER,
    HASH_HEADER,
    LENGTH_RANGE_HEADER,
    UPLOAD_CONTENT_TYPE,
)

from ..http.context import RequestContext
from ..store.tx import File
from . import hashes
from .errors import StorageError


def registered(call: RequestContext, file: str, generation: str) -> File | None:
    """The file of the call's row, if it is the one a URL was signed for. Raises NOT_FOUND without the row."""
    name = call.row().name
    found = next((stored for stored in call.tx.files(name) if stored.name == file), None)
    return found if found and hmac.compare_digest(found.generation, generation) else None


def check_signed_headers(incoming: Request, size: int, *, with_length: bool) -> None:
    """The signed headers have to come as they were signed. Raises StorageError.

    Without `with_length` the length header may be absent: what opens a session brings no bytes.
    """
    wanted = {"Content-Type": UPLOAD_CONTENT_TYPE, LENGTH_RANGE_HEADER: f"{size},{size}"}
    for header, value in wanted.items():
        given = incoming.headers.get(header)
        if given != value and (given is not None or with_length or header == "Content-Type"):
            raise StorageError(400, "MalformedSecurityHeader", f"the URL is signed for the header {header}: {value}")


def generation_of(key: str) -> int:
    """The generation of an object: `key` is hex, and another one whenever the bytes are."""
    return int(key[:13], 16) + 1


def check_generation(incoming: Request, key: str | None) -> None:
    """The object has to be the one the request names; `key` None: there is none. Raises StorageError under 412."""
    text = incoming.headers.get(GENERATION_MATCH_HEADER, incoming.args.get("ifGenerationMatch"))
    if text is None:
        return
    if not re.fullmatch(r"\d{1,19}", text, re.ASCII):
        raise StorageError(400, "InvalidArgument", f"{GENERATION_MATCH_HEADER}: {text[:40]!r} is not a number")
    if int(text) != (0 if key is None else generation_of(key)):
        message = "At least one of the pre-conditions you specified did not hold."
        raise StorageError(412, "PreconditionFailed", message)


def described(reply: Response, key: str, size: int, crc32c: int, md5: str | None) -> Response:
    """`reply` with the headers that describe an object."""
    reply.headers[HASH_HEADER] = hashes.stated(crc32c, md5)
    reply.headers["X-Goog-Stored-Content-Length"] = str(size)
    reply.headers[GENERATION_HEADER] = str(generation_of(key))
    reply.headers["X-Goog-Metageneration"] = "1"
    reply.set_etag(md5 or key)
    return reply
