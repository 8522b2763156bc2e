"""After a lost reply: what a look may prove, and what it may not. Over a real socket, with a server that lies."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from firectl_py import Client, errors
from firectl_py.http import RetryPolicy, Sender

NAME = "accounts/acme/deployments/d"
Answer = Callable[[int], Any]
"""The number of a look, from 1, to what it is answered."""


@contextmanager
def plane(answer: Answer, redirect: str = "") -> Iterator[tuple[Client, list[str]]]:
    """A control plane that takes every write and says nothing, and answers looks with `answer`; its request log."""
    log: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            log.append(self.command)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.connection.shutdown(socket.SHUT_RDWR)

        do_PATCH = do_DELETE = do_POST

        def do_GET(self) -> None:
            log.append(self.command)
            body = json.dumps(answer(log.count("GET"))).encode()
            self.send_response(302 if redirect else 200)
            if redirect:
                self.send_header("Location", redirect)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sender = Sender(f"http://127.0.0.1:{server.server_port}", None, timeout=5, policy=RetryPolicy(base=0.01))
    try:
        yield Client(account_id="acme", sender=sender), log
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("nonsense", [{}, [], None, "d", {"state": "READY"}], ids=repr)
def test_a_create_whose_look_makes_no_sense_stays_open(nonsense: Any, tmp_path: Path) -> None:
    with plane(lambda look: nonsense) as (client, log):
        client._state_dir = tmp_path
        with pytest.raises(errors.OutcomeUnknownError):
            client.create("deployments", {"baseModel": "accounts/acme/models/m"})
        assert log.count("POST") == 1
        assert len(list(tmp_path.glob("creates/*.json"))) == 1, "the next run asks for the same id"
        with pytest.raises(errors.OutcomeUnknownError):
            client.create("deployments", {"baseModel": "accounts/acme/models/m"})
        assert log.count("POST") == 1, "it looked first, and saw nothing that would allow another"


@pytest.mark.parametrize(
    "change",
    [
        lambda client: client.act("deployments", "d", "scale", {"replicaCount": 0}),
        lambda client: client.update("deployments", "d", {"minReplicaCount": 0}),
    ],
)
def test_a_change_that_a_look_cannot_show_is_not_called_done(change: Callable[[Client], Any]) -> None:
    with plane(lambda look: {}) as (client, log), pytest.raises(errors.OutcomeUnknownError):
        change(client)
    assert log.count("PATCH") == 1


def test_a_secret_never_shows_so_a_lost_update_of_one_is_unknown() -> None:
    with plane(lambda look: {"name": NAME}) as (client, _), pytest.raises(errors.OutcomeUnknownError):
        client.update("deployments", "d", {"directRouteApiKeys": ["sesame-sesame"]})


def test_a_change_that_shows_is_done() -> None:
    with plane(lambda look: {"name": NAME, "minReplicaCount": 2}) as (client, log):
        assert client.update("deployments", "d", {"minReplicaCount": 2})["name"] == NAME
    assert log == ["PATCH", "GET"]


@pytest.mark.parametrize(
    "location",
    ["http://localhost:9\\@127.0.0.1:9/v1/x", "http://[::1", "http://127.0.0.1:9:9/", "http://127.0.0.1:99999/", "\\x"],
)
def test_odd_redirects_are_not_followed(location: str) -> None:
    with plane(lambda look: {}, redirect=location) as (client, log), pytest.raises(errors.ReplyError, match="not foll"):
        client.get("deployments", "d")
    assert log == ["GET"]
