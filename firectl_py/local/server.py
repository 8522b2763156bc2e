"""The same application over HTTP, for the official SDK, curl and browsers of nobody.

May bind one socket. Imports cheroot: it streams bodies, speaks TLS and drops peers that say nothing.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cheroot.wsgi import Server as CherootServer

from .app import open_app

THREADS = 16
"""Threads at the start; more come while all are busy, for a peer that sends slowly holds one."""
MORE_THREADS = 64
MAX_THREADS = 400
KEPT_CONNECTIONS = 200
"""Idle connections that are kept open."""
IDLE_SECONDS = 15
"""Real seconds after which a peer that says nothing is dropped."""
DRAIN_SECONDS = 5
"""Real seconds requests under way are given when the server stops."""
HEADER_LIMIT = 64 * 1024
"""Bytes of request line and headers."""


class _GrowingServer(CherootServer):
    """Cheroot, which would otherwise let everybody wait for as many slow peers as it has threads."""

    def process_conn(self, conn: Any) -> None:
        """Hand a connection to a free thread, making some where there is none."""
        if self.requests.idle <= self.requests.qsize:
            self.requests.grow(MORE_THREADS)
        super().process_conn(conn)

    def stop(self) -> None:
        """Drop who has not been listened to yet, and give the others time to end."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.requests.get(block=False).close()
        super().stop()


class LocalServer:
    """A control plane that listens. Bound when made, so `url` is known and can be connected to."""

    def __init__(self, app: Callable[..., Any], host: str, port: int) -> None:
        """Port 0 takes any free one. Raises OSError where the address cannot be had."""
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
        self._server.prepare()
        bound = self._server.bind_addr[1]
        self.url = f"http://[{host}]:{bound}" if ":" in host else f"http://{host}:{bound}"

    def serve_forever(self) -> None:
        """Answer until `stop`, or until a signal handler raises; then let requests under way end."""
        try:
            self._server.serve()
        finally:
            self._server.stop()

    def stop(self) -> None:
        """Stop answering; from any thread but the one that serves, where a signal handler raises instead."""
        self._server.stop()


def make_server(data_dir: Path, *, host: str = "127.0.0.1", port: int = 0, api_key: str) -> LocalServer:
    """A server on `data_dir` that demands `api_key`. Raises LocalStoreError and OSError."""
    return LocalServer(open_app(data_dir, api_key=api_key), host, port)


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
