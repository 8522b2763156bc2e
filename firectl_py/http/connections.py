"""The connections under requests' sessions: where a failure to connect ends, and which reply is the final one.

requests and urllib3 report a connection that broke and one that was never made by the same classes of exceptions, or
by English text. Here the one place that knows, `connect`, raises a type of its own.
"""

from __future__ import annotations

import http.client
import socket
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import PoolManager

from .stall import StallGuard

_MAX_INTERIM = 20
"""Interim replies before the final one; servers send one or two."""
_HEADER_SECONDS = 60.0
"""For a whole header, where the socket has no timeout: each byte of a dripping one renews that anyway."""


class ConnectError(Exception):
    """No connection was made, so no byte of the request left this machine.

    `cause` is what urllib3, ssl or the system raised. `proxy` is the "host:port" of the proxy on the way, None where
    there is none, and `past_proxy` whether the proxy itself was reached.
    """

    def __init__(self, cause: Exception, connection: HTTPConnection) -> None:
        super().__init__(str(cause))
        proxy = connection.proxy
        self.cause, self.past_proxy = cause, connection.has_connected_to_proxy
        self.proxy = None if proxy is None else f"{proxy.host}:{proxy.port}" if proxy.port else str(proxy.host)


class _FinalResponse(http.client.HTTPResponse):
    """A reply that is never an interim one, and whose header came whole and in time.

    http.client skips 100 alone and takes 103 (Early Hints) for the answer; the real one would then be read as the
    answer to the next request. A connection that ends inside the header is the end of the header to it.
    """

    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self._header_sock = sock

    def begin(self) -> None:
        lines = _HeaderLines(self.fp)
        self.fp = cast(Any, lines)
        seconds = self._header_sock.gettimeout() or _HEADER_SECONDS
        try:
            with StallGuard(seconds, lambda: self._header_sock.shutdown(socket.SHUT_RDWR)) as guard:
                self._begin_final()
        finally:
            if cast(Any, self.fp) is lines:
                self.fp = lines.file
        if guard.stalled:
            raise TimeoutError(f"no whole header within {seconds:g} s")
        if not lines.last:
            raise http.client.HTTPException("the reply ended inside its header")

    def _begin_final(self) -> None:
        for _ in range(_MAX_INTERIM):
            super().begin()
            if self.status == http.client.SWITCHING_PROTOCOLS:
                raise http.client.BadStatusLine("101: the server switches to a protocol that was not asked for")
            if self.status >= 200:
                return
            self.headers = self.msg = None  # type: ignore[assignment]  # how http.client marks a reply not begun
        raise http.client.BadStatusLine(f"more than {_MAX_INTERIM} interim replies")


class _HeaderLines:
    """The file a reply is read from, while its header is; `last` is the last line that came, b"" at the end."""

    def __init__(self, file: Any) -> None:
        self.file, self.last = file, b"\n"

    def readline(self, limit: int = -1) -> bytes:
        """The next line."""
        self.last = self.file.readline(limit)
        return self.last

    def close(self) -> None:
        """Close the file itself."""
        self.file.close()


class _Connection(HTTPConnection):
    response_class = _FinalResponse

    def connect(self) -> None:
        try:
            super().connect()
        except (OSError, HTTPError, http.client.HTTPException) as error:
            raise ConnectError(error, self) from error


class _TLSConnection(HTTPSConnection):
    response_class = _FinalResponse

    def connect(self) -> None:
        try:
            super().connect()
        except (OSError, HTTPError, http.client.HTTPException) as error:
            raise ConnectError(error, self) from error


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class ConnectionAdapter(HTTPAdapter):
    """requests' own adapter over the connections above. `blocksize` is the bytes handed to the socket at once."""

    def __init__(self, *, pool_maxsize: int = 10, blocksize: int = 16384) -> None:
        self._blocksize = blocksize
        super().__init__(pool_maxsize=pool_maxsize)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, blocksize=self._blocksize, **more)
        _use_our_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **more)
        if not known and not proxy.lower().startswith("socks"):
            _use_our_pools(manager)
        return manager


def _use_our_pools(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}
