"""Resumable uploads, as Google's storage does them on signed URLs.

A POST opens a session; PUTs bring bytes and
ask how many are stored; the one that brings the last makes the object. Three choices where the protocol leaves room:

- Bytes that start past what is stored are answered as by Google: 503 in plain text, with both offsets.
- The object has to have the size the signed URL was made for, so another total is refused at once (400).
- A checksum that does not match ends the session (then 410): what is stored is wrong, and cannot be put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Request, Response

from firectl_py.contract import by_collection
from firectl_py.contract.names import split_name
from firectl_py.contract.wire import RESUMABLE_HEADER

from ..http.body import BLOCK, blocks
from ..http.context import Plane, RequestContext
from ..http.errors import RpcError
from ..store import partial, sessions
from ..store.sessions import UploadSession
from . import hashes
from .errors import StorageError
from .objects import described, registered

_RANGE = re.compile(r"bytes (?:(\d{1,18})-(\d{1,18})|\*)/(\d{1,18}|\*)", re.ASCII)


class Gap(Exception):
    """Bytes came that start past what is stored."""

    def __init__(self, start: int, stored: int) -> None:
        # Word for word Google's, with both spaces: clients are known to look for it.
        super().__init__(
            f"Invalid request.  According to the Content-Range header, the upload offset is {start} byte(s), "
            f"which exceeds already uploaded size of {stored} byte(s)."
        )


class Sent(NamedTuple):
    """What a PUT says of itself."""

    first: int
    bringing: int
    """Bytes it brings; 0 only asks."""
    total: int | None


def start(call: RequestContext, incoming: Request, file: str, generation: str) -> Response:
    """Open a session: 201 with its URI. A body is not looked at, because Google's libraries send an empty object."""
    if incoming.headers.get(RESUMABLE_HEADER) != "start":
        message = f"the URL is signed for the header {RESUMABLE_HEADER}: start"
        raise StorageError(400, "MalformedSecurityHeader", message)
    with call.writing() as tx:
        found = registered(call, file, generation)
        if found is None or call.row().body.get("state") != "UPLOADING":
            raise RpcError("PERMISSION_DENIED", f"{file} is no longer registered for upload; ask for a new URL")
        session = sessions.begin(tx, found)
    reply = Response(status=201)
    reply.headers["Location"] = f"{incoming.host_url.rstrip('/')}{quote(incoming.path)}?upload_id={session.id}"
    return reply


def serve(plane: Plane, incoming: Request) -> Response:
    """Answer a request to a session's URI. Raises NOT_FOUND, and under 410 where the session is over."""
    session_id = incoming.args["upload_id"]
    with plane.store.read() as tx:
        session = sessions.get(tx, session_id)
    if session is None or incoming.path != f"/storage/{session.owner}/{session.file}":
        raise RpcError("NOT_FOUND", "there is no such upload session")
    if session.dead:
        raise RpcError("NOT_FOUND", "the upload session is over; open a new one", http=410)
    account, collection, resource_id = split_name(session.owner) or ("", "", "")
    call = RequestContext(plane, by_collection(collection), account, resource_id, {}, {}, incoming.host_url)
    if incoming.method == "DELETE":
        return _cancel(call, session)
    if incoming.method != "PUT":
        raise RpcError("UNIMPLEMENTED", "a session takes PUT and DELETE", http=405)
    sent = _sent(incoming, session)
    if session.state == "done":
        return _done(session)
    try:
        return _query(call, incoming, session, sent) if sent.bringing == 0 else _take(call, incoming, session, sent)
    except Gap as gap:
        return Response(str(gap), 503, content_type="text/plain; charset=utf-8")


def _cancel(call: RequestContext, session: UploadSession) -> Response:
    if session.state == "open":
        with call.writing() as tx:
            sessions.end(tx, session)
    return Response(status=499)


def _sent(incoming: Request, session: UploadSession) -> Sent:
    """Raises INVALID_ARGUMENT for a range that is none, or that does not fit the body or the file."""
    header, length = incoming.headers.get("Content-Range"), incoming.content_length
    if header is None:
        if length is not None and length > session.size:
            raise RpcError("INVALID_ARGUMENT", f"{length} bytes come, the URL is signed for {session.size}")
        return Sent(0, session.size, session.size)
    match = _RANGE.fullmatch(header)
    if match is None:
        raise RpcError("INVALID_ARGUMENT", f"Content-Range: {header[:80]!r} is not bytes A-B/TOTAL or bytes */TOTAL")
    total = None if match[3] == "*" else int(match[3])
    if total not in (None, session.size):
        raise RpcError(
            "INVALID_ARGUMENT", f"Content-Range: the URL is signed for {session.size} bytes, not for {total}"
        )
    if match[1] is None:
        if length:
            raise RpcError("INVALID_ARGUMENT", f"Content-Range: {header} brings no bytes, and {length} come")
        return Sent(session.size, 0, total)
    first, last = int(match[1]), int(match[2])
    if not first <= last < session.size:
        raise RpcError(
            "INVALID_ARGUMENT", f"Content-Range: {header} is outside of the {session.size} bytes of the file"
        )
    if length is not None and length != last - first + 1:
        raise RpcError("INVALID_ARGUMENT", f"Content-Range: {header} does not fit a body of {length} bytes")
    return Sent(first, last - first + 1, total)


def _query(call: RequestContext, incoming: Request, session: UploadSession, sent: Sent) -> Response:
    """How much is stored; all of it is there and its size is known: the object is made."""
    have = partial.stored(call.plane.blobs.root / session.blob, session.size)
    total = session.total if sent.total is None else sent.total
    if total == have:
        return _take(call, incoming, session, Sent(have, 0, total))
    return _so_far(have)


def _take(call: RequestContext, incoming: Request, session: UploadSession, sent: Sent) -> Response:
    """Store what comes, and make the object once it is whole."""
    wanted = hashes.sent_with(incoming.headers)
    with partial.writing(call.plane.blobs.root / session.blob, session.size) as bytes_:
        fresh = _again(call, session, sent.total)
        if fresh.state == "done":
            return _done(fresh)
        if sent.first > bytes_.stored:
            raise Gap(sent.first, bytes_.stored)
        bytes_.hash_from(fresh.hashed, fresh.crc32c)
        try:
            bytes_.append(_new_bytes(incoming.environ["wsgi.input"], sent, bytes_.stored))
        finally:
            fresh.hashed, fresh.crc32c = bytes_.stored, bytes_.crc32c
            with call.plane.store.write() as tx:
                if sessions.get(tx, fresh.id):
                    sessions.put(tx, fresh)
        if fresh.total != bytes_.stored:
            return _so_far(bytes_.stored)
        md5 = bytes_.md5() if "md5" in wanted else None
        return _finish(call, fresh, wanted, md5)


def _again(call: RequestContext, session: UploadSession, total: int | None) -> UploadSession:
    """The session as it is now that this request is its only writer, with its total where the client stated it."""
    with call.plane.store.read() as tx:
        fresh = sessions.get(tx, session.id)
    if fresh is None or fresh.dead:
        raise RpcError("NOT_FOUND", "the upload session is over; open a new one", http=410)
    fresh.total = fresh.total if total is None else total
    return fresh


def _new_bytes(stream: Any, sent: Sent, stored: int) -> Iterator[bytes]:
    """What of the body is not stored yet. Raises INVALID_ARGUMENT for more than was announced."""
    left, known = sent.bringing, stored - sent.first
    if left == 0:
        return
    while known > 0 and left > 0 and (skipped := stream.read(min(known, left, BLOCK))):
        known, left = known - len(skipped), left - len(skipped)
    for block in blocks(stream):
        if len(block) > left:
            raise RpcError("INVALID_ARGUMENT", "more bytes come than the Content-Range says")
        yield block
        left -= len(block)


def _finish(call: RequestContext, session: UploadSession, wanted: dict[str, bytes], md5: str | None) -> Response:
    """Make the object. Raises INVALID_ARGUMENT, and ends the session, where a checksum is another."""
    try:
        hashes.compare(wanted, session.crc32c, md5)
    except RpcError:
        with call.writing() as tx:
            sessions.end(tx, session)
        raise
    with call.writing() as tx:
        file = registered(call, session.file, session.generation)
        if file is None or call.row().body.get("state") != "UPLOADING":
            raise RpcError("NOT_FOUND", f"{session.file} is no longer registered for upload", http=410)
        file.blob, file.md5, file.crc32c = session.blob, md5, session.crc32c
        tx.put_file(file)
        session.state = "done"
        sessions.put(tx, session)
    return described(Response(status=200), session.blob, session.size, session.crc32c, md5)


def _done(session: UploadSession) -> Response:
    """What was said when the object was made, said again."""
    return described(Response(status=200), session.blob, session.size, session.crc32c, None)


def _so_far(stored: int) -> Response:
    reply = Response(status=308)
    if stored:
        reply.headers["Range"] = f"bytes=0-{stored - 1}"
    return reply
