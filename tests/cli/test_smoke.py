"""READY is no proof: deployments smoke-test asks one small question, and says what came of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from firectl_py.api.experiments import names
from firectl_py.api.inference import smoke_test
from firectl_py.commands.deployments import smoke_test as smoke_command
from firectl_py.commands.experiments import run as experiment_command

from ..helpers import Run

BOX = ("deployments", "create", "llama-v3p1-8b-instruct", "--name", "box", "--gpu-type", "h100")
NAME = "accounts/local/deployments/box"


def test_a_ready_deployment_answers(local: Run) -> None:
    local(*BOX).ok()
    local("local", "clock", "advance", "10m").ok()
    done = local("deployments", "smoke-test", "box", "--prompt", "What is 2 + 2?", "-o", "json").ok().json
    assert done["answer"] in ("4", "5") and done["completionTokens"] == 1 and done["attempts"] == 1
    assert done["model"] == f"accounts/fireworks/models/llama-v3p1-8b-instruct#{NAME}"
    assert done["simulated"] is True
    shown = local("smoke-test", "deployment", "box").ok().out
    assert "box answers: " in shown and "Simulated: the stand-in of the local control plane answered" in shown


def test_one_that_sleeps_is_woken_and_asked_again(local: Run) -> None:
    local(*BOX).ok()
    local("local", "clock", "advance", "3h").ok()
    done = local("deployments", "smoke-test", "box", "--timeout", "1s")
    assert done.code == 9 and "coming up" in done.err and "gave up after " in done.err
    local("local", "clock", "speed", "1000").ok()
    assert local("deployments", "smoke-test", "box", "--timeout", "60s", "-o", "json").ok().json["answer"]


def test_create_waits_and_proves_it(local: Run) -> None:
    local("local", "clock", "speed", "1000").ok()
    made = local(*BOX, "--smoke-test", "-o", "json").ok().json
    assert (made["state"], made["smokeTest"]["finishReason"]) == ("READY", "stop")


def test_a_dry_run_shows_request_and_price(local: Run) -> None:
    local(*BOX).ok()
    shown = local("deployments", "smoke-test", "box", "--dry-run").ok()
    assert "POST http://firectl-local.invalid/inference/v1/chat/completions" in shown.out
    assert "one replica costs USD 5.80 an hour" in shown.out and "nothing was sent" in shown.err


def test_one_that_is_not_there_or_gone(local: Run) -> None:
    assert local("deployments", "smoke-test", "none").code == 4
    local(*BOX).ok()
    local("deployments", "delete", "box").ok()
    assert local("deployments", "smoke-test", "box").code == 6


@contextmanager
def hostile(answer: bytes, kind: str = "text/event-stream", status: int = 200) -> Iterator[str]:
    """A server with one deployment, which answers every completion with `answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(200, "application/json", b'{"name": "%s", "state": "READY", "baseModel": "m"}' % NAME.encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.reply(status, kind, answer)

        def reply(self, status: int, kind: str, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "http://198.51.100.1/")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


PIECE = b'data: {"choices": [{"delta": {"content": "%s"}}]}\n\n'


@pytest.mark.parametrize(
    ("answer", "kind", "status", "code"),
    [
        (PIECE % b"\\u001b[31mred" + b"data: [DONE]\n\n", "text/event-stream", 200, 0),
        (PIECE % b"half", "text/event-stream", 200, 9),
        (b"data: [DONE]\n\n", "text/event-stream", 200, 1),
        (b"data: [1, 2]\n\ndata: [DONE]\n\n", "text/event-stream", 200, 1),
        (b"data: {nonsense\n\n", "text/event-stream", 200, 1),
        (b"data: " + b"x" * (5 << 20), "text/event-stream", 200, 1),
        (b'data: {"error": {"message": "out of memory"}}\n\n', "text/event-stream", 200, 9),
        (b"<html>", "text/html", 200, 9),
        (b'{"error": {"message": "no", "code": "UNAUTHORIZED"}}', "application/json", 401, 3),
        (b"", "text/plain", 302, 1),
    ],
)
def test_answers_of_every_kind(
    run: Run, monkeypatch: pytest.MonkeyPatch, answer: bytes, kind: str, status: int, code: int
) -> None:
    monkeypatch.setenv("FIREWORKS_API_KEY", "fw_secret")
    monkeypatch.setenv("FIREWORKS_ACCOUNT_ID", "local")
    with hostile(answer, kind, status) as url:
        done = run("--base-url", url, "deployments", "smoke-test", "box", "--timeout", "60s")
    assert done.code == code, done.err
    assert "\x1b" not in done.out + done.err and "fw_secret" not in done.out + done.err


def test_the_help_shows_the_defaults_of_the_library() -> None:
    """Help must not load the library, so the commands repeat three of its numbers."""
    assert (smoke_command._PROMPT, smoke_command._MAX_TOKENS) == (smoke_test.PROMPT, smoke_test.MAX_TOKENS)
    assert experiment_command._MOST_RUNS == names.MOST_RUNS
