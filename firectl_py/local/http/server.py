"""The same application over HTTP, for the official SDK and curl. Other web pages get no answer: see `own_host`."""

from __future__ import annotations

import contextlib
import logging
import queue
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from cheroot.server import HTTPConnection, KnownLengthRFile
from cheroot.wsgi import Gateway_10
from cheroot.wsgi import Server as CherootServer

from .app import open_app
from .body import Direct
from .connection import KEY, ClientConnection
from .own_host import OwnHostOnly

THREADS = 16
"""Threads at the start; more come while all are busy, for a peer that sends slowly holds one."""
MORE_THREADS = 64
MAX_THREADS = 400
SHRINK_SECONDS = 10.0
"""Real seconds between two looks at how many threads have nothing to do."""
KEPT_CONNECTIONS = 200
"""Idle connections that are kept open."""
IDLE_SECONDS = 15
"""Real seconds after which a peer that says nothing is dropped."""
DRAIN_SECONDS = 5
"""Real seconds requests under way are given when the server stops."""
HEADER_LIMIT = 64 * 1024
"""Bytes of request line and headers."""


_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class _CherootConnection(HTTPConnection):
    """A connection that may be broken off."""

    broken = False

    def close(self) -> None:
        """Close the socket; where it is to be a reset, without the farewell that cheroot sends first."""
        if self.broken:
            self.socket.close()
        else:
            super().close()


class _ServedConnection(ClientConnection):
    """A connection of this server."""

    def __init__(self, connection: _CherootConnection, stopping: threading.Event) -> None:
        self._connection, self._stopping = connection, stopping

    def reset(self) -> NoReturn:
        """Reset the connection when it is closed. Raises ConnectionResetError."""
        self._connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.broken = True
        super().reset()

    def pause(self, seconds: float) -> None:
        """Send nothing, until the server stops at the latest."""
        self._stopping.wait(seconds)


class _Gateway(Gateway_10):
    """What a request's environment has beside the usual."""

    def get_environ(self) -> Any:
        """With the connection, and with a faster body where its length is known."""
        environ = super().get_environ()  # type: ignore[no-untyped-call]
        environ[KEY] = _ServedConnection(self.req.conn, self.req.server.stopping)
        if isinstance(self.req.rfile, KnownLengthRFile):
            environ["wsgi.input"] = Direct(self.req.rfile)
        return environ


class _GrowingServer(CherootServer):
    """Cheroot, which would otherwise let everybody wait for as many slow peers as it has threads."""

    ConnectionClass = _CherootConnection

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.gateway = _Gateway
        self.stopping = threading.Event()

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """To whoever listens to the log; cheroot would write peers' failures to our stderr."""
        _log.log(level, msg, exc_info=traceback)

    def process_conn(self, conn: Any) -> None:
        """Hand a connection to a free thread, making some where there is none."""
        if self.requests.idle <= self.requests.qsize:
            self.requests.grow(MORE_THREADS)
        super().process_conn(conn)

    def shrink_when_idle(self) -> None:
        """Let the threads beyond THREADS end that had nothing to do for a while; until the server stops."""
        idle = 0
        while not self.stopping.wait(SHRINK_SECONDS):
            idle, before = self.requests.idle, idle
            extra = min(idle, before, len(self.requests._threads) - THREADS)  # cheroot tells their number nowhere else
            if extra > 0:
                self.requests.shrink(extra)

    def stop(self) -> None:
        """Drop who has not been listened to yet, and give the others time to end."""
        self.stopping.set()
        # Only the first call may: the next one would find what tells the threads to end, and take it from them.
        with contextlib.suppress(queue.Empty):
            while self.ready:
                waiting = self.requests.get(block=False)
                if waiting is not None:  # or it tells a thread that is not needed any more to end
                    waiting.close()
        super().stop()


class LocalServer:
    """A control plane that listens. Bound when made, so `url` is known and can be connected to."""

    def __init__(self, app: Callable[..., Any], host: str, port: int, tls: Any = None) -> None:
        """Port 0 takes any free one; `tls` is an adapter. Raises OSError where the address cannot be had."""
        self._server = _GrowingServer(
            (host, port),
            app,
            numthreads=THREADS,
            max=MAX_THREADS,
            request_queue_size=128,
            timeout=IDLE_SECONDS,
            shutdown_timeout=DRAIN_SECONDS,
        )
        self._server.max_request_header_size = HEADER_LIMIT
        self._server.keep_alive_conn_limit = KEPT_CONNECTIONS
        self._server.ssl_adapter = tls
        self._server.prepare()
        bound, scheme = self._server.bind_addr[1], "https" if tls else "http"
        self._server.wsgi_app = OwnHostOnly(app, scheme, host, bound)
        self.url = f"{scheme}://[{host}]:{bound}" if ":" in host else f"{scheme}://{host}:{bound}"

    def serve_forever(self) -> None:
        """Answer until `stop`, or until a signal handler raises; then let requests under way end."""
        threading.Thread(target=self._server.shrink_when_idle, name="firectl-shrink", daemon=True).start()
        try:
            self._server.serve()
        finally:
            self._server.stop()

    def stop(self) -> None:
        """Stop answering; from any thread but the one that serves, where a signal handler raises instead."""
        self._server.stop()


def make_server(
    data_dir: Path, *, host: str = "127.0.0.1", port: int = 0, api_key: str, tls: bool = False
) -> LocalServer:
    """A server on `data_dir` that demands `api_key`. Raises LocalStoreError and OSError."""
    app, adapter = open_app(data_dir, api_key=api_key), None
    if tls:
        from .tls import adapter as tls_adapter

        adapter = tls_adapter(data_dir)
    return LocalServer(app, host, port, adapter)


def serve(
    data_dir: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    api_key: str,
    on_listening: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve until `stop` is set or the caller's signal handler raises; `on_listening` gets the URL once it accepts."""
    server = make_server(data_dir, host=host, port=port, api_key=api_key)
    if stop is not None:
        threading.Thread(target=_stop_when, args=(stop, server), daemon=True).start()
    on_listening(server.url)
    server.serve_forever()


def _stop_when(stop: threading.Event, server: LocalServer) -> None:
    stop.wait()
    server.stop()
