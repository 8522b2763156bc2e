"""Transfers over a port, by clients of others: curl, Google's library, the official SDK; TLS; a server that dies."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from fireworks import Fireworks
from fireworks.lib.dataset_upload import upload_dataset_shards
from google.resumable_media.requests import ResumableUpload

from firectl_py.local import authority, make_server

from ..helpers import DEADLINE, eventually
from .gcs import TYPE, UNIT, hash_header, signed_url_of
from .plane import KEY, Plane, chat_rows

LONG_KEY = "fw_test_key"
START = ("-H", "x-goog-resumable: start", "-H", f"Content-Type: {TYPE}")


@pytest.fixture
def served_tls(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The base URL of a control plane that speaks TLS, and that clients trust by the environment."""
    server = make_server(data_dir, api_key=KEY, tls=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority(data_dir)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join()


@contextlib.contextmanager
def server_process(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`firectl local serve --tls` as a process, and its URL once it listens."""
    argv = [sys.executable, "-m", "firectl_py", "local", "serve", "--tls"]
    key = data_dir.parent / "key"
    key.parent.mkdir(parents=True, exist_ok=True)
    key.write_text(LONG_KEY)
    argv += ["--data-dir", str(data_dir), "--api-key-file", str(key)]
    process = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        lines = []
        for line in process.stderr:
            lines.append(line)
            if line.startswith("listening on "):
                break
        else:
            pytest.fail("".join(lines))
        trusted = authority(data_dir)
        clients = ("FIRECTL_CACERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        assert "export " + " ".join(f"{name}={trusted}" for name in clients) + "\n" in lines
        yield process, lines[-1].split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def curl(*words: str) -> tuple[int, dict[str, str]]:
    """Status and headers (in lower case) of one run of curl."""
    done = subprocess.run(["curl", "-sS", "-D", "-", "-o", os.devnull, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    head = done.stdout.strip().split("\n\n")[-1].splitlines()
    pairs = (line.split(": ", 1) for line in head[1:])
    return int(head[0].split()[1]), {name.lower(): value.strip() for name, value in pairs}


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_resumes(served_tls: str, data_dir: Path, tmp_path: Path) -> None:
    size = 3 * UNIT + 5
    whole, first, rest = (tmp_path / name for name in ("whole", "first", "rest"))
    whole.write_bytes(os.urandom(size))
    first.write_bytes(whole.read_bytes()[: 2 * UNIT + 77])
    rest.write_bytes(whole.read_bytes()[2 * UNIT :])
    trust = ("--cacert", str(authority(data_dir)))
    url = signed_url_of(served_tls, size, str(authority(data_dir)))
    status, headers = curl(*trust, *START, "-X", "POST", "-d", "", url)
    assert (status, headers["location"].startswith(f"{served_tls}/storage/")) == (201, True)
    to = (*trust, headers["location"])
    status, headers = curl("-T", str(first), "-H", f"Content-Range: bytes 0-{2 * UNIT + 76}/{size}", *to)
    assert (status, headers["range"]) == (308, f"bytes=0-{2 * UNIT - 1}")
    status, headers = curl("-X", "PUT", "-d", "", "-H", f"Content-Range: bytes */{size}", *to)
    assert (status, headers["range"]) == (308, f"bytes=0-{2 * UNIT - 1}")
    digest = hash_header(whole.read_bytes())["X-Goog-Hash"]
    last = ("-H", f"Content-Range: bytes {2 * UNIT}-{size - 1}/{size}", "-H", f"X-Goog-Hash: {digest}")
    status, headers = curl("-T", str(rest), *last, *to)
    assert (status, headers["x-goog-hash"]) == (200, digest)
    (path,) = (data_dir / "blobs").iterdir()
    assert path.read_bytes() == whole.read_bytes()


def test_googles_own_library(served: str, data_dir: Path, tmp_path: Path) -> None:
    """It resumes, and it takes up again what a cut line left."""
    data = os.urandom(4 * UNIT + 100)
    make: Any = ResumableUpload  # the library is not typed
    upload = make(signed_url_of(served, len(data)), UNIT, headers={"x-goog-resumable": "start"})
    path = tmp_path / "data"
    path.write_bytes(data)
    with path.open("rb") as stream, requests.Session() as transport:
        upload.initiate(transport, stream, {}, TYPE)
        upload.transmit_next_chunk(transport)
        break_off(upload.resumable_url, data, UNIT, 2 * UNIT + 4321)
        upload._make_invalid()

        def recovered() -> bool:
            upload.recover(transport)
            return bool(upload.bytes_uploaded == 3 * UNIT)

        eventually(recovered)  # what came before the line broke is kept, in whole units
        while not upload.finished:
            upload.transmit_next_chunk(transport)
    (blob,) = (data_dir / "blobs").iterdir()
    assert blob.read_bytes() == data


def break_off(uri: str, data: bytes, first: int, count: int) -> None:
    """Announce the rest of `data`, send some of it, and vanish."""
    parts = urlsplit(uri)
    head = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(data) - first}\r\n"
    head += f"Content-Range: bytes {first}-{len(data) - 1}/{len(data)}\r\n\r\n"
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as peer:
        peer.sendall(head.encode() + data[first : first + count])


def test_the_sdks_shards(served_tls: str, tmp_path: Path) -> None:
    """The official helper demands https."""
    shards = tmp_path / "shards"
    shards.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (shards / name).write_bytes(chat_rows(30))
    with Fireworks(base_url=served_tls, api_key=KEY, account_id="local", max_retries=0) as client:
        client.datasets.create(dataset_id="big", dataset={"user_uploaded": {}, "example_count": "60"})
        upload_dataset_shards(client, "big", str(shards))
        dataset = client.datasets.get("big")
    assert (dataset.state, dataset.example_count) == ("READY", "60")


def test_tls_files_are_made_once_and_private(data_dir: Path, served_tls: str) -> None:
    folder = authority(data_dir).parent
    assert sorted(path.name for path in folder.iterdir()) == ["ca.pem", "server.pem"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600, 0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = authority(data_dir).read_bytes()
    make_server(data_dir, api_key=KEY, tls=True).stop()
    assert authority(data_dir).read_bytes() == before
    assert b"PRIVATE" not in before
    port = urlsplit(served_tls).port
    for name in ("localhost", "127.0.0.1"):
        reply = requests.get(f"https://{name}:{port}/v1/accounts", verify=str(authority(data_dir)), timeout=10)
        assert reply.status_code == 403


def test_peers_that_do_not_shake_hands_stop_nobody(
    data_dir: Path, served_tls: str, capfd: pytest.CaptureFixture[str]
) -> None:
    address = ("127.0.0.1", urlsplit(served_tls).port or 0)
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(address)) for _ in range(20)]
        silent[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{served_tls}/v1/accounts", verify=True, timeout=10)
        reply = requests.get(f"{served_tls}/v1/accounts", verify=str(authority(data_dir)), timeout=DEADLINE)
        assert reply.status_code == 403
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_server_killed_in_mid_upload(data_dir: Path) -> None:
    """Started again, it says how much it has, and the rest makes the object equal."""
    data = os.urandom(24 * UNIT + 333)
    half = 15 * UNIT + 1000
    with server_process(data_dir) as (process, url):
        signed = signed_url_of(url, len(data), str(authority(data_dir)), LONG_KEY)
        trust = str(authority(data_dir))
        headers = {"x-goog-resumable": "start", "Content-Type": TYPE}
        opened = requests.post(signed, headers=headers, verify=trust, timeout=10)
        uri = opened.headers["Location"]

        class Body(io.BytesIO):
            """Half of it, then the end of the server."""

            def read(self, size: int | None = -1) -> bytes:
                if self.tell() >= half and process.poll() is None:
                    eventually(lambda: sum(path.stat().st_size for path in (data_dir / "blobs").iterdir()) >= 12 * UNIT)
                    process.kill()
                    process.wait()
                return super().read(size)

        whole = {"Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}"}
        with pytest.raises(requests.RequestException):
            requests.put(uri, data=Body(data), headers=whole, verify=trust, timeout=10)
    with server_process(data_dir) as (_, elsewhere):
        uri = uri.replace(url, elsewhere)
        asked = requests.put(uri, headers={"Content-Range": f"bytes */{len(data)}"}, verify=trust, timeout=10)
        assert asked.status_code == 308
        offset = int(asked.headers["Range"].removeprefix("bytes=0-")) + 1
        assert 12 * UNIT <= offset < half + UNIT
        assert offset % UNIT == 0
        rest = {"Content-Range": f"bytes {offset}-{len(data) - 1}/{len(data)}", **hash_header(data)}
        done = requests.put(uri, data=data[offset:], headers=rest, verify=trust, timeout=10)
        assert done.status_code == 200, done.text
    (blob,) = (data_dir / "blobs").iterdir()
    assert hashlib.sha256(blob.read_bytes()).digest() == hashlib.sha256(data).digest()
    assert Plane(data_dir).ok("GET", "models/big")["state"] == "UPLOADING"
