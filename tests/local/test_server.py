"""The served control plane: many clients at once, peers that misbehave, stopping."""

from __future__ import annotations

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from firectl_py.local import make_server, serve

from ..helpers import DEADLINE
from .plane import HOME, KEY, Plane

HEADERS = {"Authorization": f"Bearer {KEY}"}


def address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def test_many_clients_at_once(served: str, data_dir: Path) -> None:
    """24 clients make, change and read; one of them wins each contested id, and nobody sees a failure of ours."""

    def client(number: int) -> list[int]:
        codes = []
        with requests.Session() as session:
            session.headers.update(HEADERS)
            for step in range(5):
                body = {"datasetId": f"shared-{step}", "dataset": {"exampleCount": "1"}}
                codes.append(session.post(f"{served}{HOME}/datasets", json=body).status_code)
                own = {"datasetId": f"own-{number}-{step}", "dataset": {"exampleCount": "1"}}
                assert session.post(f"{served}{HOME}/datasets", json=own).status_code == 200
                assert session.get(f"{served}{HOME}/datasets?pageSize=5").status_code == 200
                patched = session.patch(f"{served}{HOME}/datasets/own-{number}-{step}", json={"displayName": "x"})
                assert patched.status_code == 200
        return codes

    with ThreadPoolExecutor(24) as pool:
        results = list(pool.map(client, range(24)))
    for column in zip(*results, strict=True):
        assert sorted(column) == [200] + [409] * 23
    assert Plane(data_dir).ok("GET", "datasets")["totalSize"] == 5 + 24 * 5


def test_half_sent_requests_stop_nobody(served: str) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(300):
            peer = stack.enter_context(socket.create_connection(address(served)))
            peer.sendall(b"GET /v1/accounts HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert requests.get(f"{served}/v1/accounts", headers=HEADERS, timeout=DEADLINE).status_code == 200


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /v1/accounts/local/datasets HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /v1/accounts HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
)
def test_garbage_is_answered_or_dropped(served: str, garbage: bytes) -> None:
    with socket.create_connection(address(served), timeout=5) as peer, contextlib.suppress(OSError):
        peer.sendall(garbage)
        peer.shutdown(socket.SHUT_WR)
        answer = peer.recv(4096)
        assert answer == b"" or answer.split()[1].startswith(b"4") or b"505" in answer
    assert requests.get(f"{served}/v1/accounts", headers=HEADERS, timeout=10).status_code == 200


def test_a_malformed_body_is_the_senders_fault(served: str) -> None:
    head = f"POST {HOME}/datasets HTTP/1.1\r\nHost: {served.removeprefix('http://')}\r\nAuthorization: Bearer {KEY}\r\n"
    head += "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    with socket.create_connection(address(served), timeout=5) as peer:
        peer.sendall(head.encode())
        assert peer.recv(4096).split()[1] == b"400"


def test_stopping_waits_for_no_slow_peer(data_dir: Path) -> None:
    server = make_server(data_dir, api_key=KEY)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            peer = stack.enter_context(socket.create_connection(address(server.url)))
            peer.sendall(b"GET /v1/accounts HTTP/1.1\r\nX-Slow: ")
        server.stop()
        thread.join(DEADLINE)
        assert not thread.is_alive(), "the peers say no more, so that only a deadline ends it"


def test_serve_says_where_and_stops_when_told(data_dir: Path) -> None:
    heard: list[str] = []
    stop, listening = threading.Event(), threading.Event()

    def on_listening(url: str) -> None:
        heard.append(url)
        listening.set()

    def run() -> None:
        serve(data_dir, port=0, api_key=KEY, on_listening=on_listening, stop=stop)

    thread = threading.Thread(target=run)
    thread.start()
    assert listening.wait(DEADLINE)
    assert requests.get(f"{heard[0]}/v1/accounts", headers=HEADERS, timeout=10).status_code == 200
    stop.set()
    thread.join(DEADLINE)
    assert not thread.is_alive()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{heard[0]}/v1/accounts", timeout=2)
