"""The key goes to its own host and nowhere else."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ..helpers import DEADLINE, eventually
from .bench import NO_KEY, Bench, login
from .canary import ArgvWatch
from .plane import MODEL, error_body
from .server import answer
from .terminal import on_terminal
from .words import ALWAYS, Answer, Fault

BACKENDS = """
import time, json, os
from keyring.backend import KeyringBackend
class Slow(KeyringBackend):
    priority = 5
    def get_password(self, *a): time.sleep(600)
    set_password = delete_password = get_password
class Broken(KeyringBackend):
    priority = 5
    def get_password(self, *a): raise RuntimeError("no bus")
    set_password = delete_password = get_password
class Good(KeyringBackend):
    priority = 5
    path = os.environ["RING"]
    def _all(self):
        return json.load(open(self.path)) if os.path.exists(self.path) else {}
    def _save(self, ring):
        with open(self.path, "w") as file: json.dump(ring, file)
    def get_password(self, service, user): return self._all().get(service + user)
    def set_password(self, service, user, value): self._save({**self._all(), service + user: value})
    def delete_password(self, service, user):
        ring = self._all(); del ring[service + user]; self._save(ring)
"""


@pytest.fixture
def rings(bench: Bench, tmp_path: Path) -> dict[str, str]:
    """Variables for a keyring of our own; `PYTHON_KEYRING_BACKEND` is left to choose."""
    folder = tmp_path / "backends"
    folder.mkdir()
    (folder / "rings.py").write_text(BACKENDS)
    ring = tmp_path / "ring.json"
    bench.may_hold_key.add(ring)
    return {"PYTHONPATH": f"{folder}:{bench.environ()['PYTHONPATH']}", "RING": str(ring)}


def test_sign_in_use_sign_out(bench: Bench) -> None:
    signed_in = login(bench, "--base-url", bench.url)
    assert signed_in.code == 0, signed_in
    file = bench.config / "credentials.json"
    assert (file.stat().st_mode & 0o777, bench.config.stat().st_mode & 0o777) == (0o600, 0o700)
    nothing = {**NO_KEY, "FIREWORKS_BASE_URL": None, "FIREWORKS_ACCOUNT_ID": None}
    assert bench.run("models", "list", **nothing).code == 0
    assert bench.run("whoami", **nothing).code == 0
    assert bench.run("logout", **nothing).code == 0
    assert not bench.canary.is_in(file.read_bytes())
    assert bench.run("models", "list", **nothing).code == 3
    assert bench.run("logout", **nothing).code == 0


def test_born_private_under_any_umask(bench: Bench) -> None:
    bench.may_hold_key.add(bench.config / "credentials.json")
    line = 'umask 000; exec "$@"'
    ran = bench.run("login", "--api-key-stdin", stdin=bench.canary.key, shell=line, **NO_KEY)
    assert ran.code == 0, ran
    for path in [bench.config, *bench.config.iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_key_is_for_its_endpoint_only(bench: Bench) -> None:
    assert login(bench).code == 0
    ran = bench.run("models", "list", **NO_KEY, FIREWORKS_BASE_URL=bench.server.foreign.url)
    assert ran.code == 3
    assert f"the stored key is for {bench.url}" in ran.err
    assert not [seen for seen in bench.requests() if seen.host == "foreign"]


def test_a_key_file_others_can_read_is_not_used(bench: Bench) -> None:
    assert login(bench).code == 0
    (bench.config / "credentials.json").chmod(0o644)
    ran = bench.run("models", "list", **NO_KEY)
    assert ran.code == 17
    assert "chmod 600" in ran.err


@pytest.mark.parametrize(
    "key", ["fw_CAN\nARY1234", "fw_CAN\rARY1234", "fw_CAN ARY1234", "fw_CANÄRY1234", "fw_C\tA1234"]
)
@pytest.mark.parametrize("way", ["environment", "login", "stdin"])
def test_what_no_key_looks_like_is_refused_without_echo(bench: Bench, key: str, way: str) -> None:
    if way == "environment":
        ran = bench.run("models", "list", FIREWORKS_API_KEY=key)
    elif "\n" in key:
        pytest.skip("a line ends there")
    elif way == "login":
        ran = bench.run("login", "--api-key-stdin", stdin=key, **NO_KEY)
    else:
        ran = bench.run("models", "list", "--api-key", "-", stdin=key, **NO_KEY)
    assert ran.code == 17, ran
    assert "1234" not in ran.out + ran.err
    assert bench.requests() == []


@pytest.mark.parametrize("key", ["", "  ", "\n"])
def test_an_empty_key_is_none(bench: Bench, key: str) -> None:
    ran = bench.run("models", "list", FIREWORKS_API_KEY=key)
    assert ran.code == 3
    assert bench.requests() == []
    assert bench.run("models", "list", "--api-key", "-", stdin=key, **NO_KEY).code == 3


@pytest.mark.parametrize("place", ["message", "details", "request id", "page", "field", "retry after", "location"])
@pytest.mark.parametrize("more", [(), ("--debug",), ("-o", "json")])
def test_a_server_that_says_the_key_back(bench: Bench, place: str, more: tuple[str, ...]) -> None:
    key = bench.canary.key
    replies = {
        "message": answer(400, error_body(400, f"bad key {key}")),
        "details": answer(
            429,
            error_body(
                429,
                "no",
                [
                    {
                        "@type": "x/google.rpc.ErrorInfo",
                        "metadata": {"quota_required": key, "quota_available": "1", "quota": key},
                    }
                ],
            ),
        ),
        "request id": answer(403, error_body(403, "no"), X_Request_Id=key, Server=key),
        "page": Answer(200, {"Content-Type": f"text/{key}"}, key.encode()),
        "field": answer(200, {"models": [{"name": f"accounts/acme/models/{key}", "displayName": key}]}),
        "retry after": answer(503, error_body(503, key), Retry_After=key),
        "location": Answer(302, {"Location": f"http://localhost:1/{key}?k={key}"}),
    }
    bench.plant(Fault("GET *", times=ALWAYS, answer=replies[place]))
    bench.run("models", "list", "--request-timeout", "1", *more)


def test_debug_shows_the_traffic_and_not_the_key(bench: Bench) -> None:
    bench.plant(Fault("GET *", "return-503"))
    ran = bench.run("models", "list", "--debug", "--filter", 'name="x"')
    assert ran.code == 0
    said = [line for line in ran.err.splitlines() if line.startswith("debug: ")]
    assert len(said) == 4
    assert said[0].startswith(f"debug: > GET {bench.url}/v1/accounts/acme/models?filter=") and "(attempt 1)" in said[0]
    assert "< 503 in 0." in said[1] and "x-request-id: req-1" in said[1]
    assert "(attempt 2)" in said[2] and "< 200" in said[3]
    assert "uthorization" not in ran.err


def test_debug_says_when_nothing_came(bench: Bench) -> None:
    bench.plant(Fault("GET *", "return-reset-connection"))
    ran = bench.run("models", "list", "--debug", "-o", "json")
    assert ran.code == 0
    import json

    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert "no answer after" in lines[1]["debug"] and "Connection reset" in lines[1]["debug"]


def test_in_no_command_line_and_no_child(bench: Bench) -> None:
    with ArgvWatch(bench.canary) as watch:
        assert login(bench).code == 0
        for argv in (
            ("models", "list"),
            ("whoami",),
            ("sftj", "create", "--base-model", MODEL, "--dataset", "d"),
            ("config", "list"),
            ("models", "list", "--debug"),
            ("logout",),
        ):
            assert bench.run(*argv, **NO_KEY).code == 0
    assert watch.samples > 100
    assert watch.sightings == []


def test_dry_run_and_bugs_show_no_key(bench: Bench) -> None:
    ran = bench.run(
        "sftj",
        "create",
        "--base-model",
        MODEL,
        "--dataset",
        "d",
        "--wandb-api-key",
        bench.canary.key,
        "--wandb-entity",
        "e",
        "--wandb-project",
        "p",
        "--dry-run",
    )
    assert ran.code == 0, ran
    assert "HIDDEN" in ran.out


def test_a_bug_is_one_message_without_values(bench: Bench, tmp_path: Path) -> None:
    plug = tmp_path / "plug"
    plug.mkdir()
    (plug / "sitecustomize.py").write_text(
        "import firectl_py.api.pages as p\n"
        "def boom(sender, *a):\n    key = sender._auth._key.reveal(); raise KeyError(key)\n"
        "p.fetch = boom\nimport firectl_py.api.client as c\nc.fetch = boom\n"
    )
    path = f"{plug}:{bench.environ()['PYTHONPATH']}"
    for output in ("text", "json"):
        ran = bench.run("models", "list", "-o", output, PYTHONPATH=path)
        bench.ran.remove(ran)
        assert ran.code == 1, ran
        assert "unexpected KeyError: this is a bug in firectl-py" in ran.err
        assert not bench.canary.is_in((ran.out + ran.err).encode())
    assert ran.error["exitCode"] == 1


@pytest.mark.parametrize("backend", ["rings.Slow", "rings.Broken", "keyring.backends.null.Keyring", "no.such.Ring"])
def test_a_keyring_that_does_not_answer(bench: Bench, rings: dict[str, str], backend: str) -> None:
    environ = {**rings, "PYTHON_KEYRING_BACKEND": backend}
    signed_in = login(bench, **environ)
    assert signed_in.code == 0, signed_in
    assert "credentials.json" in signed_in.out
    ran = bench.run("models", "list", **environ, **NO_KEY)
    assert ran.code == 0
    assert login(bench, "--store", "keyring", **environ).code == 17


def test_a_keyring_that_answers_and_then_does_not(bench: Bench, rings: dict[str, str]) -> None:
    good = {**rings, "PYTHON_KEYRING_BACKEND": "rings.Good"}
    signed_in = login(bench, **good)
    assert (signed_in.code, "the system keyring" in signed_in.out) == (0, True), signed_in
    assert "cron" in signed_in.err
    assert not bench.canary.is_in((bench.config / "credentials.json").read_bytes())
    assert bench.run("models", "list", **good, **NO_KEY).code == 0
    for backend in ("rings.Slow", "rings.Broken", "keyring.backends.fail.Keyring"):
        ran = bench.run("whoami", **{**rings, "PYTHON_KEYRING_BACKEND": backend}, **NO_KEY)
        assert ran.code == 3
        assert "keyring, which does not answer" in ran.err
    assert bench.run("logout", **good, **NO_KEY).code == 0
    assert not bench.canary.is_in(Path(rings["RING"]).read_bytes())


@pytest.mark.parametrize(
    "argv", [("models", "list"), ("sftj", "create", "--base-model", MODEL, "--dataset", "d"), ("whoami",), ("login",)]
)
def test_no_key_and_nobody_to_ask(bench: Bench, argv: tuple[str, ...]) -> None:
    ran = bench.run(*argv, **NO_KEY)
    assert ran.code == 3
    assert bench.requests() == []
    assert "login" in ran.err


def test_netrc_and_files_of_the_folder_say_nothing(bench: Bench, tmp_path: Path) -> None:
    (bench.home / ".netrc").write_text("machine 127.0.0.1 login thief password other\ndefault login a password b\n")
    (bench.home / ".netrc").chmod(0o600)
    folder = tmp_path / "project"
    folder.mkdir()
    for name in (".env", "firectl.yaml", "config.yaml", "pyproject.toml", "auth.ini", "settings.ini"):
        (folder / name).write_text(
            f"FIREWORKS_BASE_URL={bench.server.foreign.url}\nbase_url: {bench.server.foreign.url}"
        )
    assert bench.run("models", "list", cwd=folder, NETRC=str(bench.home / ".netrc")).code == 0
    (seen,) = bench.requests()
    assert seen.headers["authorization"] == f"Bearer {bench.canary.key}"
    assert seen.host == "api"


@pytest.mark.parametrize("url", ["http://api.example.com", "http://10.0.0.1", "http://127.0.0.1.example.com"])
def test_no_key_over_an_open_line(bench: Bench, url: str) -> None:
    ran = bench.run("models", "list", FIREWORKS_BASE_URL=url)
    assert ran.code == 17
    assert "--insecure" in ran.err
    assert "trying again" not in ran.err


@pytest.mark.parametrize(
    "url",
    [
        "ftp://h",
        "h",
        "",
        "https://",
        "https://u:p@h",
        "http://[::1",
        "https://h:99999",
        "https://h:x",
        "https://h/?k=v",
        "https://h/#f",
        "https://h h",
        "https://h\nX: y",
        "file:///etc/passwd",
        "https://\u0430pi.fireworks.ai",
    ],
)
def test_what_no_endpoint_looks_like(bench: Bench, url: str) -> None:
    ran = bench.run("models", "list", "--base-url", url)
    assert ran.code == (0 if not url else 17), ran
    assert "u:p" not in ran.err


@contextmanager
def proxy(status: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A proxy that answers everything with `status`; its address, and what it was sent."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                heard.append(line.recv(65536))
                line.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}", heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_a_proxy_that_wants_a_password(bench: Bench) -> None:
    with proxy(b"407 Proxy Authentication Required") as (address, heard):
        ran = bench.run(
            "models",
            "list",
            FIREWORKS_BASE_URL="https://api.example.com",
            HTTPS_PROXY=f"http://me:{bench.canary.key[10:20]}secretpw@{address}",
        )
    assert ran.code == 3, ran
    assert "proxy" in ran.err and "407" in ran.err
    assert "secretpw" not in ran.err
    assert heard[0].startswith(b"CONNECT api.example.com:443")


def test_no_proxy_to_loopback_and_none_where_told(bench: Bench) -> None:
    with proxy(b"502 Bad Gateway") as (address, heard):
        ways = {name: f"http://{address}" for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY")}
        assert bench.run("models", "list", **ways).code == 0
        assert heard == []
        ran = bench.run(
            "models",
            "list",
            "--request-timeout",
            "2",
            **ways,
            NO_PROXY="example.invalid",
            FIREWORKS_BASE_URL="https://example.invalid",
        )
        assert (ran.code, heard) == (9, [])


@pytest.mark.parametrize("url", ["socks5://127.0.0.1:1", "nonsense://x", "http://u:secretpw@:99999", "::::"])
def test_a_proxy_that_cannot_be(bench: Bench, url: str) -> None:
    ran = bench.run("models", "list", "--request-timeout", "5", HTTPS_PROXY=url, FIREWORKS_BASE_URL="https://h.invalid")
    assert ran.code == 17, ran
    assert "secretpw" not in ran.err


def test_authorities_that_are_not_there(bench: Bench) -> None:
    ran = bench.run("models", "list", "--cacert", "/no/such.pem", FIREWORKS_BASE_URL="https://127.0.0.1:1")
    assert ran.code == 17, ran
    assert "/no/such.pem" in ran.err
    assert "trying again" not in ran.err


def test_the_official_files_are_read(bench: Bench) -> None:
    folder = bench.home / ".fireworks"
    folder.mkdir()
    (folder / "auth.ini").write_text(f"[fireworks]\napi_key = {bench.canary.key}\naccount_id = acme\n")
    bench.may_hold_key.add(folder / "auth.ini")
    ran = bench.run("config", "list", **NO_KEY, FIREWORKS_BASE_URL=None, FIREWORKS_ACCOUNT_ID=None)
    assert ran.code == 0
    assert "acme" in ran.out and "auth.ini" in ran.out
    elsewhere = bench.run("models", "list", **NO_KEY)
    assert elsewhere.code == 3
    assert bench.requests() == []
    (folder / "auth.ini").write_bytes(b"\xff\xfenonsense")
    assert bench.run("models", "list", **NO_KEY, FIREWORKS_BASE_URL=None).code == 17


def test_a_key_that_was_changed_under_a_wait(bench: Bench) -> None:
    assert login(bench).code == 0
    job = bench.world.plane.put("supervisedFineTuningJobs/night", state="JOB_STATE_RUNNING")
    process = bench.start(
        "sftj", "wait", "night", "--interval", "0.3", "--timeout", "40", stderr=subprocess.PIPE, **NO_KEY
    )
    eventually(lambda: len(bench.requests()) >= 4, process)
    changed = bench.canary.key + "2"
    stored = (bench.config / "credentials.json").read_text()
    (bench.config / "credentials.json").write_text(stored.replace(bench.canary.key, changed))
    bench.world.plane.key = changed
    eventually(lambda: f"Bearer {changed}" in [seen.headers["authorization"] for seen in bench.requests()], process)
    job["state"] = "JOB_STATE_COMPLETED"
    _, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 0, err


def test_the_key_is_asked_for_without_echo(bench: Bench) -> None:
    bench.may_hold_key.add(bench.config / "credentials.json")
    ran = on_terminal(bench, "login", types=bench.canary.key + "\n", **NO_KEY)
    assert ran.code == 0, ran


def test_signing_in_to_an_account_the_key_cannot_see(bench: Bench) -> None:
    ran = login(bench, "somebody-else")
    assert ran.code == 4, ran
    assert not (bench.config / "credentials.json").exists()
