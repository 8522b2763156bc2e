"""The application with its injected faults: each happens here, around a request, and is counted.

A request without a fault passes through untouched.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from firectl_py.contract.wire import RPC_CODES

from ..store.blobs import CHUNK
from ..store.store import Store
from .connection import KEY, ClientConnection
from .errors import RpcError
from .faults import JOB_KEY, Fault, FaultSpec, find, parse_fault, take

WsgiApp = Callable[..., Iterable[bytes]]


class Faulty:
    """A WSGI application around another one."""

    def __init__(self, app: WsgiApp, store: Store) -> None:
        self._app, self._store = app, store

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer, or do not. Raises ConnectionResetError where the connection is to break."""
        fault = self._find(environ)
        if fault is None:
            return self._app(environ, start_response)
        what, connection = parse_fault(fault.spec), environ.get(KEY) or ClientConnection()
        if what.kind == "return-status":
            return self._refuse(environ, start_response, fault, what)
        if what.kind in ("return-reset", "lose-reply", "delay"):
            return self._at_once(environ, start_response, fault, what, connection)
        if what.kind in ("stall-job", "fail-job"):
            environ[JOB_KEY] = fault
            return self._app(environ, start_response)
        return self._midway(environ, start_response, fault, what, connection)

    def _find(self, environ: dict[str, Any]) -> Fault | None:
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
        try:
            with self._store.read() as tx:
                return find(tx, environ["REQUEST_METHOD"], path)
        except sqlite3.Error:
            return None  # the application meets the same error, and can say so

    def _take(self, fault: Fault) -> bool:
        with self._store.write() as tx:
            return take(tx, fault)

    def _refuse(self, environ: dict[str, Any], start_response: Any, fault: Fault, what: FaultSpec) -> Iterable[bytes]:
        error = _error(fault, what.status)
        if what.after is not None:

            def refuse() -> None:
                if self._take(fault):
                    raise error

            environ["wsgi.input"] = _Watched(environ["wsgi.input"], what.after, refuse)
            return self._app(environ, start_response)
        if not self._take(fault):
            return self._app(environ, start_response)
        while environ["wsgi.input"].read(CHUNK):  # or the sender would see a reset instead of the status
            pass
        body = json.dumps(error.body()).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(f"{what.status} Injected", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _at_once(
        self, environ: dict[str, Any], start_response: Any, fault: Fault, what: FaultSpec, connection: ClientConnection
    ) -> Iterable[bytes]:
        happens = self._take(fault)
        if happens and what.kind == "return-reset":
            connection.reset()
        if happens and what.kind == "delay":
            connection.pause(what.seconds)
        reply = self._app(environ, start_response)
        if happens and what.kind == "lose-reply":
            _close(reply)
            connection.reset()
        return reply

    def _midway(
        self, environ: dict[str, Any], start_response: Any, fault: Fault, what: FaultSpec, connection: ClientConnection
    ) -> Iterable[bytes]:
        def act() -> None:
            if not self._take(fault):
                return
            if what.kind == "broken":
                connection.reset()
            connection.pause(what.seconds)

        after = what.after or 0
        if what.kind == "stall" and environ["REQUEST_METHOD"] == "PUT":
            environ["wsgi.input"] = _Watched(environ["wsgi.input"], after, act)
            return self._app(environ, start_response)
        return _watched(self._app(environ, start_response), after, act)


class _Watched:
    """A body during which something happens, once more than `after` bytes of it are asked for."""

    def __init__(self, stream: Any, after: int, act: Callable[[], None]) -> None:
        self._stream, self._left, self._act = stream, after, act
        self._happened = False

    def read(self, size: int = -1) -> bytes:
        if self._happened:
            return bytes(self._stream.read(size))
        if self._left == 0:
            self._happened = True
            self._act()
            return bytes(self._stream.read(size))
        data = bytes(self._stream.read(self._left if size < 0 else min(size, self._left)))
        self._left -= len(data)
        return data


def _watched(reply: Iterable[bytes], after: int, act: Callable[[], None]) -> Iterator[bytes]:
    """A reply during which something happens, once it has more than `after` bytes."""
    left, happened = after, False
    try:
        for piece in reply:
            if not happened and len(piece) > left:
                yield piece[:left]
                happened = True
                act()
                piece = piece[left:]
            left -= len(piece)
            yield piece
    finally:
        _close(reply)


def _close(reply: Iterable[bytes]) -> None:
    close = getattr(reply, "close", None)
    if close is not None:
        close()


def _error(fault: Fault, status: int) -> RpcError:
    code = next((name for name, code in RPC_CODES.items() if code.http == status), "UNKNOWN")
    return RpcError(code, f"injected fault: {fault.spec}", http=status)
