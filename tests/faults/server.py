"""The fault server: an API, a storage and a foreign host on three ports of loopback, with a log of every request."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .plane import Plane, Refused, error_body
from .words import Answer, Deed, Fault, deed

PAGE = b"<!doctype html><html><title>Sign in</title><body><h1>Sign in to the guest network</h1></body></html>"


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    host: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    at: float

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class World:
    """What the three hosts share: the state, the faults that are planted, and the log."""

    plane: Plane = field(default_factory=Plane)
    faults: list[Fault] = field(default_factory=list)
    log: list[Seen] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, seen: Seen) -> Fault | None:
        """Write a request down, and find the fault that has it."""
        with self.lock:
            self.log.append(seen)
            return next((f for f in self.faults if f.takes(seen.method, seen.path)), None)

    def would_stall_unread(self, method: str, path: str) -> bool:
        """Whether the fault that has this request leaves its body on the line."""
        with self.lock:
            return any(f.word == "stall-unread" and f.met < f.times and f.matches(method, path) for f in self.faults)


class Host(ThreadingHTTPServer):
    """One of the three."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, role: str, name: str, world: World) -> None:
        self.role, self.world = role, world
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://{name}:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host
    timeout = 120

    def log_message(self, format: str, *args: object) -> None:
        """The log is a list."""

    def serve(self) -> None:
        """Read, write down, carry out or not, and answer or not."""
        world = self.server.world
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        unread = world.would_stall_unread(self.command, unquote(parts.path))
        first = b"" if unread else self.rfile.read(min(length, 1 << 20))
        seen = Seen(self.server.role, self.command, unquote(parts.path), query, headers, first, time.monotonic())
        fault = world.note(seen)
        what = deed(fault.word) if fault is not None and fault.answer is None else Deed()
        if what.read is None and not unread and length > len(first):
            self.rfile.read(length - len(first))
        if fault is not None and fault.answer is not None:
            return self._write(fault.answer, what)
        self._write(self._answer(seen, what), what)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def _answer(self, seen: Seen, what: Deed) -> Answer:
        usual = self._carry_out(seen) if what.effect else None
        if what.page:
            return Answer(what.status or 200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
        if what.location:
            return Answer(what.status or 302, {"Location": what.location})
        if what.status is not None:
            return answer(what.status, error_body(what.status, f"planted {what.status}"))
        return usual or answer(200, {})

    def _carry_out(self, seen: Seen) -> Answer:
        world = self.server.world
        if self.server.role != "api":
            if seen.method == "PUT":
                world.objects[seen.path] = seen.body
            return Answer(200, {"Content-Type": "application/octet-stream"}, world.objects.get(seen.path, b""))
        if world.plane.key and seen.headers.get("authorization") != f"Bearer {world.plane.key}":
            return answer(401, error_body(401, "the key is not known"))
        try:
            body = json.loads(seen.body) if seen.body else {}
            return answer(200, world.plane.handle(seen.method, seen.path, seen.query, body))
        except Refused as error:
            return answer(error.status, error_body(error.status, str(error)))

    def _write(self, reply: Answer, what: Deed) -> None:
        if reply.raw is not None:
            self.wfile.write(reply.raw)
            self.close_connection = True
            return
        if what.after == -1:
            return self._reset()
        content = b"" if self.command == "HEAD" else reply.content()
        head = self._head(reply, len(content), what)
        if what.drip:
            return self._drip(head + content, what.drip)
        cut = len(content) if what.after is None else min(what.after, len(content))
        sent = _chunk(content[:cut]) if what.framing == "chunks" else content[:cut]
        self.wfile.write(head + sent)
        if what.stall and not self.server.world.stopping.wait(what.stall):
            self.wfile.write(content[cut:])
        if what.reset:
            self._reset()
        elif what.close or what.framing == "close":
            self.close_connection = True

    def _head(self, reply: Answer, length: int, what: Deed) -> bytes:
        headers = {"Date": self.date_time_string(), "X-Request-Id": "req-1", **reply.headers}
        if what.framing == "chunks":
            headers["Transfer-Encoding"] = "chunked"
        elif what.framing == "length" and "Transfer-Encoding" not in headers:
            headers.setdefault("Content-Length", str(length))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        return f"HTTP/1.1 {reply.status} Planned\r\n{lines}\r\n".encode("utf-8", "surrogateescape")

    def _drip(self, data: bytes, every: float) -> None:
        for number in range(len(data)):
            self.wfile.write(data[number : number + 1])
            if self.server.world.stopping.wait(every):
                break
        self.close_connection = True

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())


class FaultServer:
    """Three hosts and the world behind them. A context manager."""

    def __init__(self) -> None:
        self.world = World()
        self.api = Host("api", "127.0.0.1", self.world)
        self.storage = Host("storage", "localhost", self.world)
        self.foreign = Host("foreign", "localhost", self.world)

    def fresh(self) -> World:
        """A new world for the next case; what still hangs in the old one is let go."""
        old, self.world = self.world, World()
        for host in (self.api, self.storage, self.foreign):
            host.world = self.world
        old.stopping.set()
        return self.world

    def close(self) -> None:
        """Stop listening."""
        self.world.stopping.set()
        for host in (self.api, self.storage, self.foreign):
            host.shutdown()
            host.server_close()


def answer(status: int, body: Any, **headers: str) -> Answer:
    """A JSON reply; `headers` with underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"Content-Type": "application/json", **named}, json.dumps(body).encode())


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n" if data else b""
