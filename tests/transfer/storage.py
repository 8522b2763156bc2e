"""A control plane and its storage in one, small enough to be looked through, that misbehaves when told to.

Data sets and models of one account; signed URLs, plain PUT, resumable sessions, downloads in ranges. Everything that
was asked for is written down. Bytes of a request that is cut off are kept as real storage keeps them: in a session
they count, of a plain PUT they are lost.
"""

from __future__ import annotations

import base64
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google_crc32c

from ..helpers import DEADLINE

ACCOUNT = "acme"
SIGNED = ("content-type", "x-goog-content-length-range")
BLOCK = 64 * 1024


def crc32c(data: bytes) -> str:
    """As in x-goog-hash."""
    return base64.b64encode(google_crc32c.value(data).to_bytes(4, "big")).decode()


@dataclass
class Fault:
    """`word` for the next `times` requests that match. Words: "503" (a status), "reset", "cut-N" (N bytes of the body
    are read, then the line is cut; of a reply, sent), "lose" (carried out, no reply), "range TEXT" (308 with that
    Range, "" for none), "short-N" (the session keeps N bytes of the body), "hang", "raw TEXT" (that is the reply, and
    the connection ends), "drip" (header lines, one after the other, without an end)."""

    match: str
    word: str
    times: int = 1
    skip: int = 0
    met: int = 0


@dataclass
class Seen:
    """A request, and how many bytes of its body were read."""

    method: str
    path: str
    headers: dict[str, str]
    body: int = 0


@dataclass
class Session:
    """A resumable upload."""

    owner: str
    file: str
    data: bytearray = field(default_factory=bytearray)
    done: bool = False
    gone: bool = False


class World:
    """What there is, and what goes wrong."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.rows: dict[str, dict[str, Any]] = {}
        self.sizes: dict[str, dict[str, int]] = {}
        self.objects: dict[tuple[str, str], bytes] = {}
        self.generation: dict[tuple[str, str], int] = {}
        self.sessions: dict[str, Session] = {}
        self.faults: list[Fault] = []
        self.seen: list[Seen] = []
        self.rate = 0.0
        """Bytes a second of each body, 0 for as fast as it goes."""
        self.states_hash = True
        self.resumable = True
        self.drops = False
        """Whether a new registration drops what was stored."""
        self.signature = 1
        """URLs of another one are expired."""
        self.url = ""
        self._steps = 0
        self._stall_at: int | None = None
        self.stalled = threading.Event()
        """Set once the planted stall is reached."""
        self._go_on = threading.Event()

    def stall_after(self, steps: int) -> None:
        """Plant a stall: so many requests and blocks from now on, everything that arrives or is sent stands still."""
        with self.lock:
            self.stalled.clear()
            self._go_on.clear()
            self._stall_at = self._steps + steps

    def go_on(self) -> None:
        """End the stall."""
        with self.lock:
            self._stall_at = None
            self._go_on.set()

    def step(self) -> None:
        """Count a request or a block, and stand still where a stall is planted."""
        with self.lock:
            self._steps += 1
            stalls = self._stall_at is not None and self._steps > self._stall_at
        if stalls:
            self.stalled.set()
            self._go_on.wait(DEADLINE)

    def fail(self, match: str, word: str, times: int = 1, skip: int = 0) -> Fault:
        """Plant a fault."""
        self.faults.append(Fault(match, word, times, skip))
        return self.faults[-1]

    def taken(self, method: str, path: str) -> str:
        """The fault word for a request, "" for none."""
        with self.lock:
            for fault in self.faults:
                if re.search(fault.match, f"{method} {path}") and fault.met < fault.times:
                    if fault.skip:
                        fault.skip -= 1
                        continue
                    fault.met += 1
                    return fault.word
        return ""

    def count(self, match: str) -> int:
        """How many requests matched."""
        return sum(bool(re.search(match, f"{it.method} {it.path}")) for it in self.seen)

    def bytes_of(self, match: str) -> int:
        """Bytes of the bodies of requests that matched."""
        return sum(it.body for it in self.seen if re.search(match, f"{it.method} {it.path}"))

    def store(self, owner: str, file: str, data: bytes) -> None:
        """An object, as it is from now on."""
        with self.lock:
            self.objects[owner, file] = data
            self.generation[owner, file] = self.generation.get((owner, file), 0) + 1

    def add(self, collection: str, name: str, files: dict[str, bytes]) -> str:
        """A READY resource with files; its name."""
        owner = f"accounts/{ACCOUNT}/{collection}/{name}"
        self.rows[owner] = {"name": owner, "state": "READY"}
        for file, data in files.items():
            self.store(owner, file, data)
        return owner

    def files(self, owner: str) -> dict[str, bytes]:
        """What is stored of a resource."""
        with self.lock:
            return {file: data for (name, file), data in self.objects.items() if name == owner}

    def whole(self, owner: str) -> bytes:
        """The files of a resource, one behind the other."""
        return b"".join(data for _, data in sorted(self.files(owner).items()))


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def _serve(self, method: str) -> None:
        self.left = int(self.headers.get("Content-Length") or 0)
        self.query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        path = urlsplit(self.path).path
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.seen = Seen(method, path, headers)
        with self.world.lock:
            self.world.seen.append(self.seen)
        self.world.step()
        self.word = self.world.taken(method, path)
        try:
            if re.fullmatch(r"\d{3}", self.word):
                self._read()
                self._status(int(self.word))
            elif self.word == "reset":
                self._reset()
            elif self.word == "hang":
                b"".join(self._blocks(100_000))
                time.sleep(2.0)
                self._reset()
            elif self.word.startswith("raw "):
                self._read()
                self._raw(self.word[4:].encode("latin-1"))
            elif self.word == "drip":
                self._read()
                self._drip()
            elif path.startswith("/s/"):
                self._storage(method, path)
            elif path.startswith("/r/"):
                self._session(path.rpartition("/")[2])
            else:
                self._plane(method, path)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _raw(self, reply: bytes) -> None:
        """Send just these bytes, and end the connection."""
        self.wfile.write(reply)
        self.close_connection = True

    def _drip(self) -> None:
        """Send header lines for as long as somebody reads them."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            self.wfile.write(b"X-Drip: %d\r\n" % number)
            time.sleep(0.05)

    def _blocks(self, most: int | None = None) -> Iterator[bytes]:
        """The body, or the first `most` bytes of it."""
        left = self.left if most is None else min(most, self.left)
        while left:
            data = self.rfile.read(min(BLOCK, left))
            if not data:
                raise ConnectionError
            left, self.left = left - len(data), self.left - len(data)
            self.seen.body += len(data)
            self.world.step()
            if self.world.rate:
                time.sleep(len(data) / self.world.rate)
            yield data

    def _read(self) -> bytes:
        return b"".join(self._blocks())

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
        raise ConnectionError

    def _status(self, status: int, headers: dict[str, str] | None = None, body: bytes | None = None) -> None:
        if self.word == "lose":
            self._reset()
        code = {400: 3, 403: 7, 404: 5, 409: 6, 412: 9, 501: 12}.get(status, 2)
        content = json.dumps({"code": code, "message": f"no ({status})"}).encode() if body is None else body
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        cut = re.fullmatch(r"cut-(\d+)", self.word)
        if cut and self.command == "GET":
            self.wfile.write(content[: int(cut[1])])
            self.close_connection = True  # without a reset, which would take back what was not read yet
            return
        for at in range(0, len(content), BLOCK):
            self.wfile.write(content[at : at + BLOCK])
            self.world.step()
            if self.world.rate and self.path.startswith("/s/"):
                time.sleep(min(BLOCK, len(content) - at) / self.world.rate)

    def _json(self, value: Any) -> None:
        self._status(200, body=json.dumps(value).encode())

    # --- the control plane ---

    def _plane(self, method: str, path: str) -> None:
        data, world = self._read(), self.world
        name, _, verb = path.removeprefix("/v1/").partition(":")
        body = json.loads(data) if data and "json" in self.headers.get("Content-Type", "") else {}
        with world.lock:
            if method == "POST" and not verb:
                collection = name.rpartition("/")[2]
                new = f"{name}/{body.get('datasetId') or body.get('modelId')}"
                if new in world.rows:
                    return self._status(409)
                inner = body.get("dataset") or body.get("model") or {}
                world.rows[new] = {**inner, "name": new, "state": "UPLOADING"}
                assert collection in ("datasets", "models")
                return self._json(world.rows[new])
            if name not in world.rows:
                return self._status(404)
            if not verb:
                return self._json(world.rows[name])
            return self._act(name, verb, body, data)

    def _act(self, name: str, verb: str, body: dict[str, Any], data: bytes) -> None:
        world, row = self.world, self.world.rows[name]
        if verb == "upload":
            found = re.search(rb'filename="([^"]+)".*?\r\n\r\n(.*)\r\n--', data, re.DOTALL)
            assert found is not None
            world.store(name, found[1].decode(), found[2])
            row["state"] = "READY"
            return self._json({})
        if verb == "getUploadEndpoint":
            if body.get("enableResumableUpload") and not world.resumable:
                return self._status(501)
            sizes = {file: int(size) for file, size in body["filenameToSize"].items()}
            for file in [file for file in world.files(name) if world.drops or file not in sizes]:
                world.objects.pop((name, file), None)
            world.sizes[name] = sizes
            return self._json({"filenameToSignedUrls": {file: self._url("PUT", name, file) for file in sizes}})
        if verb == "getDownloadEndpoint":
            return self._json(
                {"filenameToSignedUrls": {file: self._url("GET", name, file) for file in world.files(name)}}
            )
        assert verb == "validateUpload", verb
        if row["state"] == "READY":
            return self._json({})
        stored = {file: len(data) for file, data in world.files(name).items()}
        if stored != world.sizes.get(name):
            return self._status(400, body=b'{"code": 9, "message": "bytes are missing"}')
        row["state"] = "READY"
        return self._json({})

    def _url(self, method: str, owner: str, file: str) -> str:
        return f"{self.world.url}/s/{owner}/{file}?m={method}&SIGNATURE={self.world.signature}"

    # --- the storage ---

    def _storage(self, method: str, path: str) -> None:
        assert "authorization" not in self.seen.headers
        owner, file = path.removeprefix("/s/").split("/", 4)[:4], path.removeprefix("/s/").split("/", 4)[4]
        name = "/".join(owner)
        if self.query.get("SIGNATURE") != str(self.world.signature):
            self._read()
            return self._status(403)
        if method == "GET":
            return self._get(name, file)
        size = self.world.sizes[name][file]
        wanted = {"content-type": "application/octet-stream", "x-goog-content-length-range": f"{size},{size}"}
        if any(self.seen.headers.get(key) != wanted[key] for key in SIGNED):
            self._read()
            return self._status(403)
        if method == "POST":
            if not self.world.resumable or self.seen.headers.get("x-goog-resumable") != "start":
                return self._status(405)
            key = f"upload-{len(self.world.sessions)}-SESSION"
            self.world.sessions[key] = Session(name, file)
            return self._status(201, {"Location": f"{self.world.url}/r/{key}"}, b"")
        if set(self.seen.headers) & {"x-goog-hash", "content-range"}:
            return self._status(403)
        if cut := re.fullmatch(r"cut-(\d+)", self.word):
            b"".join(self._blocks(int(cut[1])))
            self._reset()
        data = self._read()
        if len(data) != size:
            return self._status(400)
        self.world.store(name, file, data)
        return self._status(200, self._hash(data), b"")

    def _hash(self, data: bytes) -> dict[str, str]:
        return {"x-goog-hash": f"crc32c={crc32c(data)}"} if self.world.states_hash else {}

    def _session(self, key: str) -> None:
        session = self.world.sessions.get(key)
        if session is None or session.gone:
            self._read()
            return self._status(410)
        if self.word.startswith("range"):
            self._read()
            text = self.word[6:]
            return self._status(308, {"Range": text} if text else {}, b"")
        match = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)", self.seen.headers.get("content-range", ""))
        assert match is not None
        total = int(match[3])
        if session.done:
            self._read()
            return self._status(200, self._hash(self.world.objects[session.owner, session.file]), b"")
        if match[1] is not None:
            start, end = int(match[1]), int(match[2]) + 1
            assert start == len(session.data), "bytes that are stored are not sent again, none are left out"
            assert end == total or (end - start) % (256 * 1024) == 0
            limit = re.fullmatch(r"(cut|short)-(\d+)", self.word)
            for block in self._blocks(int(limit[2]) if limit else None):
                session.data += block
            if limit and limit[1] == "cut":
                self._reset()
            self._read()
        if len(session.data) < total:
            stored = {"Range": f"bytes=0-{len(session.data) - 1}"} if session.data else {}
            return self._status(308, stored, b"")
        stated = self.seen.headers.get("x-goog-hash")
        if stated and stated != f"crc32c={crc32c(bytes(session.data))}":
            session.gone = True
            return self._status(400)
        if match[1] is not None:
            assert stated, "the last window states the checksum"
        session.done = True
        self.world.store(session.owner, session.file, bytes(session.data))
        return self._status(200, self._hash(bytes(session.data)), b"")

    def _get(self, name: str, file: str) -> None:
        data = self.world.objects.get((name, file))
        if data is None:
            return self._status(404)
        etag = f'"{self.world.generation[name, file]}-{crc32c(data)}"'
        headers = {**self._hash(data), "ETag": etag, "Content-Type": "application/octet-stream"}
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", self.seen.headers.get("range", ""))
        if found is None or self.seen.headers.get("if-range", etag) != etag or self.word == "ignore-range":
            return self._status(200, headers, data)
        start = int(found[1]) + (7 if self.word == "wrong-range" else 0)
        if start >= len(data):
            return self._status(416, {**headers, "Content-Range": f"bytes */{len(data)}"}, b"")
        end = int(found[2]) if found[2] else len(data) - 1
        if self.word != "no-range":
            headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
        return self._status(206, headers, data[start : end + 1])


class Server(ThreadingHTTPServer):
    """Says nothing of clients that are killed."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """They are part of the game."""


@contextmanager
def serving() -> Iterator[World]:
    """A world that answers on loopback."""
    world = World()
    handler = type("Bound", (Handler,), {"world": world})
    server = Server(("127.0.0.1", 0), handler)
    world.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
