"""The endpoints signed URLs lead to: PUT of registered files, GET of stored ones and of those that are worked out.

The signature in the URL is the only key here.
"""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime, timezone
from typing import Any, BinaryIO, cast

import google_crc32c
from flask import Request, Response
from werkzeug.wsgi import wrap_file

from firectl_py.contract import by_collection
from firectl_py.contract.wire import UPLOAD_CONTENT_TYPE

from ..http.body import blocks
from ..http.context import Plane, RequestContext
from ..http.errors import RpcError
from ..store.blobs import CHUNK, Writer
from ..store.tx import File, Row
from . import hashes, resumable
from .errors import StorageError
from .objects import check_generation, check_signed_headers, described, registered

_ONE_RANGE = re.compile(r"bytes=(?:\d+-\d*|-\d+)", re.ASCII)
_IGNORED = {"HTTP_IF_MATCH", "HTTP_RANGE"}
MD5_LIMIT = 64 * 1024 * 1024
"""Bytes up to which an object gets an MD5 without being asked: it is three times as slow as all the rest together."""


def serve(plane: Plane, incoming: Request) -> Response:
    """Answer a request below `/storage/`. Raises StorageError where its signature does not hold."""
    if "upload_id" in incoming.args:
        return resumable.serve(plane, incoming)
    method = "GET" if incoming.method == "HEAD" else incoming.method
    plane.signer.check_url(method, incoming.path, incoming.args)
    _, _, accounts, account, collection, resource_id, file = incoming.path.split("/", 6)
    assert accounts == "accounts"
    call = RequestContext(plane, by_collection(collection), account, resource_id, {}, {}, incoming.host_url)
    generation = incoming.args.get("generation", "")
    if method == "GET":
        return _get(call, incoming, file, generation)
    size = int(incoming.args["size"])
    check_signed_headers(incoming, size, with_length=method == "PUT")
    if method == "POST":
        return resumable.start(call, incoming, file, generation)
    return _put(call, incoming, file, generation, size)


def _put(call: RequestContext, incoming: Request, file: str, generation: str, size: int) -> Response:
    """Store the bytes of one registered file: first the blob, then the row that refers to it."""
    if incoming.content_length not in (None, size):
        raise RpcError("INVALID_ARGUMENT", f"{incoming.content_length} bytes come, {size} were announced")
    wanted = hashes.sent_with(incoming.headers)
    with call.plane.blobs.writer(md5=size <= MD5_LIMIT or "md5" in wanted) as writer:
        _receive(incoming, writer, file, size)
        hashes.compare(wanted, writer.crc32c, writer.md5)
        with call.writing() as tx:
            stored = registered(call, file, generation)
            if stored is None or call.row().body.get("state") != "UPLOADING":
                raise RpcError("PERMISSION_DENIED", f"{file} is no longer registered for upload; ask for a new URL")
            check_generation(incoming, stored.blob)
            stored.blob, stored.md5, stored.crc32c = writer.commit(), writer.md5, writer.crc32c
            tx.put_file(stored)
    return described(Response(status=200), writer.key, size, writer.crc32c, writer.md5)


def _receive(incoming: Request, writer: Writer, file: str, size: int) -> None:
    for block in blocks(incoming.environ["wsgi.input"]):
        writer.write(block)
        if writer.size > size:
            break
    if writer.size != size:
        raise RpcError("INVALID_ARGUMENT", f"{file}: {writer.size} bytes came, {size} were announced")


def _get(call: RequestContext, incoming: Request, file: str, generation: str) -> Response:
    with call.reading():
        row = call.row()
        stored = registered(call, file, generation)
        made = call.behaviour(row.collection).made_files(call, row).get(file) if stored is None else None
    stream: BinaryIO
    if stored is not None and stored.blob:
        key, size, md5 = stored.blob, stored.size, stored.md5
        check_generation(incoming, key)
        stream = call.plane.blobs.open(key)
        crc32c = _crc32c(stream) if stored.crc32c is None else stored.crc32c
    elif made is not None:
        key = md5 = hashlib.md5(made, usedforsecurity=False).hexdigest()
        check_generation(incoming, key)
        size, crc32c = len(made), google_crc32c.value(made)
        stream = io.BytesIO(made)
    else:
        raise StorageError(404, "NoSuchKey", "The specified key does not exist.")
    reply = Response(wrap_file(incoming.environ, stream, CHUNK), direct_passthrough=True)
    reply.content_type, reply.content_length = UPLOAD_CONTENT_TYPE, size
    described(reply, key, size, crc32c, md5)
    reply.last_modified = datetime.fromtimestamp(_modified(call, row, stored), timezone.utc)
    reply.call_on_close(stream.close)
    try:
        environ = _matched(incoming, reply)
        return cast(Response, reply.make_conditional(environ, accept_ranges=True, complete_length=size))
    except BaseException:
        reply.close()
        raise


def _crc32c(stream: BinaryIO) -> int:
    """Of an object that was stored before checksums were kept."""
    crc32c = 0
    while block := stream.read(CHUNK):
        crc32c = google_crc32c.extend(crc32c, block)
    stream.seek(0)
    return crc32c


def _matched(incoming: Request, reply: Response) -> dict[str, Any]:
    """The environment of the request as werkzeug should see it. Raises StorageError under 412.

    If-Match held and is left out: werkzeug lets Range go before it, and does not know `*`. Several ranges and ranges in
    other units are left out, too: Google's storage answers them with the whole object.
    """
    etag, _ = reply.get_etag()
    if incoming.if_match and not incoming.if_match.star_tag and not incoming.if_match.contains(etag or ""):
        message = "At least one of the pre-conditions you specified did not hold."
        raise StorageError(412, "PreconditionFailed", message)
    ignored = {"HTTP_IF_MATCH"} if _ONE_RANGE.fullmatch(incoming.headers.get("Range", "")) else _IGNORED
    return {name: value for name, value in incoming.environ.items() if name not in ignored}


def _modified(call: RequestContext, row: Row, stored: File | None) -> float:
    """When the bytes of an object were stored, in seconds since 1970; what is worked out is as old as its row."""
    if stored is None or stored.blob is None:
        return row.created
    return call.plane.blobs.modified(stored.blob)
