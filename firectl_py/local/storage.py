"""The endpoints signed URLs lead to: PUT of registered files, GET of stored ones and of those that are worked out.

May touch the store and the blobs. The signature in the URL is the only key here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
from typing import BinaryIO, cast

from flask import Request, Response
from werkzeug.wsgi import wrap_file

from firectl_py.contract import by_collection
from firectl_py.contract._wire import LENGTH_RANGE_HEADER, UPLOAD_CONTENT_TYPE

from .behaviour import behaviour_of
from .blobs import CHUNK
from .call import Call, Plane
from .errors import ApiError
from .tx import File


def serve(plane: Plane, incoming: Request, method: str) -> Response:
    """Answer a request below `/storage/`. Raises PERMISSION_DENIED where its signature does not hold."""
    plane.signer.check_url(method, incoming.path, incoming.args)
    _, _, accounts, account, collection, resource_id, file = incoming.path.split("/", 6)
    assert accounts == "accounts"
    call = Call(plane, by_collection(collection), account, resource_id, {}, {}, incoming.host_url)
    generation = incoming.args.get("generation", "")
    return _put(call, incoming, file, generation) if method == "PUT" else _get(call, incoming, file, generation)


def _put(call: Call, incoming: Request, file: str, generation: str) -> Response:
    """Store the bytes of one registered file: first the blob, then the row that refers to it."""
    size = int(incoming.args["size"])
    _check_headers(incoming, size)
    with call.plane.blobs.writer() as writer:
        while data := incoming.stream.read(CHUNK):
            writer.write(data)
            if writer.size > size:
                break
        if writer.size != size:
            raise ApiError("INVALID_ARGUMENT", f"{file}: {writer.size} bytes came, {size} were announced")
        with call.writing() as tx:
            stored = _registered(call, file, generation)
            if stored is None or call.row().body.get("state") != "UPLOADING":
                raise ApiError("PERMISSION_DENIED", f"{file} is no longer registered for upload; ask for a new URL")
            stored.blob, stored.md5 = writer.commit(), writer.md5
            tx.put_file(stored)
    reply = Response(status=200)
    _describe(reply, writer.md5)
    return reply


def _get(call: Call, incoming: Request, file: str, generation: str) -> Response:
    with call.reading():
        row = call.row()
        stored = _registered(call, file, generation)
        made = behaviour_of(row.collection).made_files(call, row).get(file) if stored is None else None
    stream: BinaryIO
    if stored is not None and stored.blob and stored.md5:
        size, md5 = stored.size, stored.md5
        stream = call.plane.blobs.open(stored.blob)
    elif made is not None:
        size, md5 = len(made), hashlib.md5(made, usedforsecurity=False).hexdigest()
        stream = io.BytesIO(made)
    else:
        raise ApiError("NOT_FOUND", f"{file} is not stored any more")
    reply = Response(wrap_file(incoming.environ, stream, CHUNK), direct_passthrough=True)
    reply.content_type, reply.content_length = UPLOAD_CONTENT_TYPE, size
    _describe(reply, md5)
    reply.call_on_close(stream.close)
    try:
        return cast(Response, reply.make_conditional(incoming, accept_ranges=True, complete_length=size))
    except BaseException:
        reply.close()
        raise


def _registered(call: Call, file: str, generation: str) -> File | None:
    name = call.row().name
    found = next((stored for stored in call.tx.files(name) if stored.name == file), None)
    return found if found and hmac.compare_digest(found.generation, generation) else None


def _check_headers(incoming: Request, size: int) -> None:
    """The two signed headers have to come as they were signed."""
    wanted = {"Content-Type": UPLOAD_CONTENT_TYPE, LENGTH_RANGE_HEADER: f"{size},{size}"}
    for header, value in wanted.items():
        if incoming.headers.get(header) != value:
            raise ApiError("PERMISSION_DENIED", f"the URL is signed for the header {header}: {value}")
    if incoming.content_length is not None and incoming.content_length != size:
        raise ApiError("INVALID_ARGUMENT", f"{incoming.content_length} bytes come, {size} were announced")


def _describe(reply: Response, md5: str) -> None:
    digest = base64.b64encode(bytes.fromhex(md5)).decode()
    reply.headers["x-goog-hash"] = f"md5={digest}"
    reply.set_etag(md5)
