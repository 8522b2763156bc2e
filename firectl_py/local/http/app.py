"""The WSGI application: Flask around the contract's collections and the storage endpoints.

A call's path is judged first, then its method, its query and its body. Every answer of the API is JSON with its keys in
the order of the alphabet, and every error a google.rpc.Status; the storage speaks XML. No header lets a web page in.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import json
import logging
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.wire import LOCAL_HEADER

from ..inference import endpoints
from ..resources.collection import answer, check_method
from ..resources.registry import behaviour_of
from ..storage import signed_urls
from ..storage.errors import xml_of
from ..storage.signing import Signer
from ..store import seed
from ..store.blobs import CHUNK, Blobs
from ..store.store import Store
from . import params, routes
from .body import Input, blocks
from .context import Plane, RequestContext
from .errors import MethodNotAllowedError, RpcError, UnknownFieldError, WrongKeyError
from .fault_injection import Faulty

BODY_LIMIT = 10 * 1024 * 1024
"""Bytes a JSON body may have."""
LOCAL_VERSION = "1"
"""Sent with every reply, so that a client knows a rehearsal from the real thing."""

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_HTTP_CODES = {404: "NOT_FOUND", 405: "UNIMPLEMENTED", 403: "PERMISSION_DENIED", 416: "OUT_OF_RANGE"}
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class _AnyPath(BaseConverter):
    """The whole path, newlines and all: it is read by our own routes."""

    regex = r"[\s\S]*"
    part_isolating = False


def open_app(data_dir: Path, *, api_key: str | None = None) -> Callable[..., Any]:
    """The control plane on `data_dir`, which is made and seeded where it is new. Raises LocalStoreError.

    With an `api_key` every call has to carry it; storage endpoints are protected by their signatures instead.
    """
    store = Store(data_dir, seed.seed)
    plane = Plane(store, Blobs(data_dir / "blobs"), Signer(store.secret()), api_key, behaviour_of)
    seed.refresh(plane)
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.converters["any_path"] = _AnyPath
    app.add_url_rule("/<any_path:path>", "dispatch", _view(plane), methods=_METHODS, provide_automatic_options=False)
    app.register_error_handler(RpcError, _refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected(data_dir))
    app.after_request(_drain)
    app.after_request(_mark)
    app.wsgi_app = Faulty(app.wsgi_app, store)  # type: ignore[method-assign]  # as Flask's own manual has it
    return app


def _view(plane: Plane) -> Callable[[str], Response]:
    def dispatch(path: str) -> Response:
        request.environ["wsgi.input"] = Input(request.environ["wsgi.input"])
        method = "GET" if request.method == "HEAD" else request.method
        if path.startswith("storage/"):
            return signed_urls.serve(plane, request)
        if path.startswith(endpoints.PREFIX) or path in endpoints.SDK_PATHS:
            return _infer(plane, path, method)
        _check_key(plane, request)
        raw_path = str(request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or "")
        route = routes.parse(path, raw_path.partition("?")[0])
        check_method(route.resource, method, route.action, one=route.id is not None)
        call = RequestContext(
            plane,
            route.resource,
            route.account,
            route.id,
            params.parse(params.declared(route, method), request.args.items(multi=True)),
            {},
            request.host_url,
            request.environ,
        )
        text = ""
        if method in ("POST", "PATCH"):
            call.body, text = _body(request, multipart=route.action is not None and route.action.verb == "upload")
        try:
            return _reply(answer(call, method, route.action))
        except UnknownFieldError as error:
            raise error.at(text) from None

    return dispatch


def _infer(plane: Plane, path: str, method: str) -> Response:
    """Inference has its own form of errors."""
    try:
        _check_key(plane, request)
        said = endpoints.serve(plane, path, method, _body(request, multipart=False)[0] if method == "POST" else {})
    except endpoints.InferenceError as error:
        return _reply(error.body(), error.status)
    except WrongKeyError as error:
        return _reply(error.body(), 401)
    except RpcError as error:
        return _reply(endpoints.InferenceError(error.http, error.code, error.message).body(), error.http)
    return _reply(said) if isinstance(said, dict) else Response(said, content_type="text/event-stream")


def _check_key(plane: Plane, incoming: Request) -> None:
    if plane.api_key is None:
        return
    scheme, _, bearer = incoming.headers.get("Authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else incoming.headers.get("X-Api-Key", "")
    if not hmac.compare_digest(given.encode(), plane.api_key.encode()):
        raise WrongKeyError


def _body(incoming: Request, *, multipart: bool) -> tuple[JsonObject, str]:
    """The JSON object of a request and its text; empty without a body. Raises INVALID_ARGUMENT, or under 413 or 415."""
    length = incoming.content_length
    if multipart and incoming.mimetype == "multipart/form-data":
        return {}, ""
    if length == 0 or (length is None and not incoming.environ.get("wsgi.input_terminated")):
        return {}, ""
    if incoming.mimetype != "application/json":
        raise RpcError("INVALID_ARGUMENT", "a body has to come as Content-Type: application/json", http=415)
    data = b"" if length is not None and length > BODY_LIMIT else b"".join(blocks(incoming.stream, BODY_LIMIT + 1))
    if len(data) > BODY_LIMIT or (not data and length):
        raise RpcError("INVALID_ARGUMENT", f"a body may have {BODY_LIMIT} bytes", http=413)
    try:
        text = (data or b"{}").decode()
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RpcError("INVALID_ARGUMENT", f"the body is not JSON: {str(error)[:200]}") from error
    if not isinstance(value, dict):
        raise RpcError("INVALID_ARGUMENT", "the body has to be a JSON object")
    return value, text


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _reply(value: JsonObject, status: int = 200) -> Response:
    layout: dict[str, Any] = {"separators": (",", ":")} if status < 400 else {"indent": 2}
    return Response(json.dumps(value, sort_keys=True, **layout) + "\n", status, content_type="application/json")


def _refusal(error: RpcError) -> Response:
    """An error as the half of the API that was asked states it."""
    # A full disk is this machine's affair and not the storage's: the client reads it in one form.
    if request.path.startswith("/storage/") and error.http != 507:
        return Response(xml_of(error), error.http, content_type="application/xml; charset=UTF-8")
    reply = _reply(error.body(), error.http)
    if isinstance(error, MethodNotAllowedError):
        reply.headers["Allow"] = error.allowed
    if error.http == 501:
        # The official SDK tries every answer of 500 and above again, unless it is told not to.
        reply.headers["X-Should-Retry"] = "false"
    return reply


def _http_error(error: HTTPException) -> Response:
    """Errors of werkzeug itself, such as 404, 405, 413 and 416, in the API's form."""
    status = error.code or 500
    code = _HTTP_CODES.get(status, "INVALID_ARGUMENT" if status < 500 else "INTERNAL")
    reply = _refusal(RpcError(code, f"{error.name}: {error.description}", http=status))
    allowed = dict(error.get_headers()).get("Allow")
    if allowed:
        reply.headers["Allow"] = allowed
    content_range = dict(error.get_headers()).get("Content-Range")
    if content_range:
        reply.headers["Content-Range"] = content_range
    return reply


def _unexpected(data_dir: Path) -> Callable[[Exception], Response]:
    def handle(error: Exception) -> Response:
        known = _storage_trouble(error, data_dir)
        if known is None:
            _log.error("unexpected failure", exc_info=error)
            known = RpcError("INTERNAL", "the local control plane failed unexpectedly; this is a bug in firectl")
        return _refusal(known)

    return handle


def _storage_trouble(error: Exception, data_dir: Path) -> RpcError | None:
    """What a full disk, a busy or a damaged database look like to a client; None for anything else."""
    text = str(error)
    full = isinstance(error, OSError) and error.errno in _NO_SPACE
    if isinstance(error, sqlite3.OperationalError):
        cramped = "disk I/O" in text or "unable to open" in text
        full = "full" in text or (cramped and shutil.disk_usage(data_dir).free < 1 << 20)
        if "locked" in text:
            return RpcError("UNAVAILABLE", "the store is busy; try again")
    if full:
        return RpcError("RESOURCE_EXHAUSTED", f"no space is left on the disk that holds {data_dir}", http=507)
    if isinstance(error, sqlite3.DatabaseError):
        return RpcError("DATA_LOSS", f"the database in {data_dir} cannot be used: {text}")
    return None


def _drain(reply: Response) -> Response:
    """Read what is left of the body: cheroot would take all of it into memory at once."""
    if reply.status_code != 413:
        with contextlib.suppress(RpcError):
            while request.environ["wsgi.input"].read(CHUNK):
                pass
    return reply


def _mark(reply: Response) -> Response:
    reply.headers["X-Request-Id"] = uuid.uuid4().hex
    reply.headers[LOCAL_HEADER] = LOCAL_VERSION
    return reply
