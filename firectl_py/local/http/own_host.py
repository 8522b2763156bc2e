"""Only requests that name this server as their host, and come from no other web page, get an answer.

A page of another site could otherwise reach the server of this machine under a name of its own (DNS rebinding). The
key does not help there: a browser extension or a leaked key would be enough.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

WsgiApp = Callable[..., Iterable[bytes]]
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ANY = ("0.0.0.0", "::", "")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class OwnHostOnly:
    """A WSGI application around another one, which serves `scheme` on `port` of `host`."""

    def __init__(self, app: WsgiApp, scheme: str, host: str, port: int) -> None:
        self._app, self._scheme, self._port = app, scheme, port
        self._any = host in _ANY
        names = {host, *_LOOPBACK} if host in _LOOPBACK or self._any else {host}
        self._names = {name.lower() for name in names | ({socket.gethostname()} if self._any else set())}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer, or refuse with 421 (another host) or 403 (a page of another site)."""
        origin = environ.get("HTTP_ORIGIN")
        if not self._is_own(f"{self._scheme}://{environ.get('HTTP_HOST', '')}"):
            return _refuse(start_response, "421 Misdirected Request", "the Host header does not name this server")
        if origin is not None and not self._is_own(origin):
            return _refuse(start_response, "403 Forbidden", "the request comes from a page of another site")
        return self._app(environ, start_response)

    def _is_own(self, origin: str) -> bool:
        try:
            parts = urlsplit(origin)
            port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
        except ValueError:
            return False
        plain = f"{parts.scheme}://{parts.netloc}" == origin and "@" not in parts.netloc
        named = (parts.hostname or "") in self._names or (self._any and _is_address(parts.hostname or ""))
        return plain and parts.scheme == self._scheme and port == self._port and named


def _is_address(host: str) -> bool:
    """Whether a host is an address: no name of another site can lead there under an address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refuse(start_response: Any, status: str, message: str) -> list[bytes]:
    body = json.dumps({"code": 7, "details": [], "message": message}, indent=2).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Connection", "close")]
    start_response(status, headers)
    return [body]
