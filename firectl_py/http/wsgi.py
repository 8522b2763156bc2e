"""A transport adapter that calls a WSGI application in this process: no port, no daemon, the same requests.

No library serves: requests-wsgi-adapter is abandoned and holds whole bodies in memory.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from ..errors import LocalIOError

NO_SPACE = 507
"""Insufficient Storage (RFC 4918): inside this process the full disk is this machine's."""


class WSGIAdapter(BaseAdapter):
    """Mount it on a session for the base URL of an in-process control plane."""

    def __init__(self, app: Any) -> None:
        super().__init__()
        self._app = app

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Run the application and answer as a server would."""
        started: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started.update(status=status, headers=headers)
            return lambda data: None

        chunks = self._app(_environ(request), start_response)
        code, _, reason = started["status"].partition(" ")
        if int(code) == NO_SPACE:
            raise LocalIOError(_message(b"".join(chunks)), hint="Make room, and run the same command again.")
        raw = HTTPResponse(
            body=io.BufferedReader(_Pieces(chunks)),
            headers=HTTPHeaderDict(started["headers"]),
            status=int(code),
            reason=reason,
            preload_content=False,
        )
        response = Response()
        response.status_code, response.reason, response.raw = int(code), reason, raw
        response.headers.update(dict(started["headers"]))
        response.request, response.url = request, request.url or ""
        return response

    def close(self) -> None:
        """Nothing is held open."""


def _message(data: bytes) -> str:
    """The sentence of an error of the API."""
    return str(json.loads(data)["message"])


class _Pieces(io.RawIOBase):
    """An iterable of byte strings as a readable stream: the body of a request, or the answer of an application."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source, self._pieces, self._rest = source, iter(source), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def close(self) -> None:
        closer = getattr(self._source, "close", None)
        if closer is not None and not self.closed:
            closer()
        super().close()


def _input(body: Any) -> Any:
    if body is None:
        return io.BytesIO()
    if isinstance(body, str | bytes):
        return io.BytesIO(body.encode() if isinstance(body, str) else body)
    return body if hasattr(body, "read") else io.BufferedReader(_Pieces(body))


def _environ(request: PreparedRequest) -> dict[str, Any]:
    url = urlsplit(request.url or "")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(url.path).decode("latin-1"),
        "QUERY_STRING": url.query,
        "REQUEST_URI": url.path,
        "SERVER_NAME": url.hostname,
        "SERVER_PORT": str(url.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": _input(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "HTTP_HOST": url.netloc,
    }
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = text
    return environ
