"""The resumable protocol, exchange by exchange: what is sent, what is answered, what is stored."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from firectl_py.local import open_app

from ..helpers import DEADLINE
from .gcs import MODEL, TYPE, UNIT, Session, bytes_of, hash_header, signed_url
from .plane import Plane

SIZE = 2 * UNIT + 10
DATA = bytes_of(SIZE)

# Each row: what is sent as (Content-Range, from, to), and the status and Range that answer it.
EXCHANGES: dict[str, list[tuple[str, slice, int, str | None]]] = {
    "chunks": [
        (f"0-{UNIT - 1}/{SIZE}", slice(0, UNIT), 308, f"bytes=0-{UNIT - 1}"),
        (f"{UNIT}-{2 * UNIT - 1}/{SIZE}", slice(UNIT, 2 * UNIT), 308, f"bytes=0-{2 * UNIT - 1}"),
        (f"{2 * UNIT}-{SIZE - 1}/{SIZE}", slice(2 * UNIT, SIZE), 200, None),
    ],
    "all at once": [(f"0-{SIZE - 1}/{SIZE}", slice(0, SIZE), 200, None)],
    "asked before, between and after": [
        (f"*/{SIZE}", slice(0), 308, None),
        ("*/*", slice(0), 308, None),
        (f"0-{UNIT - 1}/{SIZE}", slice(0, UNIT), 308, f"bytes=0-{UNIT - 1}"),
        ("*/*", slice(0), 308, f"bytes=0-{UNIT - 1}"),
        (f"*/{SIZE}", slice(0), 308, f"bytes=0-{UNIT - 1}"),
        (f"{UNIT}-{SIZE - 1}/{SIZE}", slice(UNIT, SIZE), 200, None),
        ("*/*", slice(0), 200, None),
        (f"*/{SIZE}", slice(0), 200, None),
        (f"{UNIT}-{SIZE - 1}/{SIZE}", slice(UNIT, SIZE), 200, None),
    ],
    "a total that is said last": [
        (f"0-{UNIT - 1}/*", slice(0, UNIT), 308, f"bytes=0-{UNIT - 1}"),
        (f"{UNIT}-{SIZE - 1}/{SIZE}", slice(UNIT, SIZE), 200, None),
    ],
    "a total that is said without bytes": [
        (f"0-{SIZE - 1}/*", slice(0, SIZE), 308, f"bytes=0-{SIZE - 1}"),
        ("*/*", slice(0), 308, f"bytes=0-{SIZE - 1}"),
        (f"*/{SIZE}", slice(0), 200, None),
    ],
    "no multiple of 256 KiB": [
        (f"0-{UNIT + 99}/{SIZE}", slice(0, UNIT + 100), 308, f"bytes=0-{UNIT - 1}"),
        (f"{UNIT}-{SIZE - 1}/{SIZE}", slice(UNIT, SIZE), 200, None),
    ],
    "less than 256 KiB": [
        (f"0-99/{SIZE}", slice(0, 100), 308, None),
        (f"0-{SIZE - 1}/{SIZE}", slice(0, SIZE), 200, None),
    ],
    "overlap": [
        (f"0-{2 * UNIT - 1}/{SIZE}", slice(0, 2 * UNIT), 308, f"bytes=0-{2 * UNIT - 1}"),
        (f"0-{UNIT - 1}/{SIZE}", slice(0, UNIT), 308, f"bytes=0-{2 * UNIT - 1}"),
        (f"100-{SIZE - 1}/{SIZE}", slice(100, SIZE), 200, None),
    ],
    "a gap": [
        (f"{UNIT}-{2 * UNIT - 1}/{SIZE}", slice(UNIT, 2 * UNIT), 503, None),
        (f"*/{SIZE}", slice(0), 308, None),
        (f"0-{SIZE - 1}/{SIZE}", slice(0, SIZE), 200, None),
    ],
    "nonsense in between": [
        (f"0-{UNIT - 1}/{SIZE}", slice(0, UNIT), 308, f"bytes=0-{UNIT - 1}"),
        (f"{UNIT}-{SIZE - 1}/{SIZE + 1}", slice(UNIT, SIZE), 400, None),
        (f"{UNIT}-{SIZE}/*", slice(UNIT, SIZE), 400, None),
        (f"{UNIT}-{SIZE - 1}/{SIZE}", slice(UNIT, SIZE - 1), 400, None),
        (f"{UNIT}-{UNIT - 1}/{SIZE}", slice(0), 400, None),
        ("half of it", slice(0), 400, None),
        (f"*/{SIZE}", slice(0, 5), 400, None),
        (f"*/{SIZE}", slice(0), 308, f"bytes=0-{UNIT - 1}"),
        (f"{UNIT}-{SIZE - 1}/{SIZE}", slice(UNIT, SIZE), 200, None),
    ],
}


@pytest.mark.parametrize("name", EXCHANGES)
def test_the_protocol(plane: Plane, name: str) -> None:
    session = Session(plane, SIZE)
    for content_range, sent, status, stored in EXCHANGES[name]:
        reply = session.put(content_range, DATA[sent])
        assert (reply.status_code, reply.headers.get("Range")) == (status, stored), content_range
    assert session.object() == DATA


@pytest.mark.parametrize("size", [1, 2, UNIT - 1, UNIT, UNIT + 1, 5 * UNIT, 4 * UNIT * 4 + 1])
def test_sizes(plane: Plane, size: int) -> None:
    data = bytes_of(size)
    session = Session(plane, size)
    assert session.put(f"0-{size - 1}/*", data).headers["Range"] == f"bytes=0-{size - 1}", "also for a single byte"
    reply = session.put(f"*/{size}", b"", **hash_header(data))
    assert (reply.status_code, reply.headers["X-Goog-Stored-Content-Length"]) == (200, str(size))
    assert reply.headers["X-Goog-Hash"] == hash_header(data)["X-Goog-Hash"]
    assert session.object() == data


@pytest.mark.parametrize("content_range", ["*/0", None])
def test_an_empty_object(plane: Plane, content_range: str | None) -> None:
    session = Session(plane, 0)
    assert session.put(content_range).status_code == 200
    assert session.object() == b""


def test_a_body_without_a_range_is_all_of_it(plane: Plane) -> None:
    session = Session(plane, SIZE)
    assert session.put(None, DATA + b"x").status_code == 400
    assert session.put(None, DATA).status_code == 200
    assert session.object() == DATA


def test_bytes_past_what_is_stored_are_answered_as_by_google(plane: Plane) -> None:
    reply = Session(plane, SIZE).put(f"{UNIT}-{SIZE - 1}/{SIZE}", DATA[UNIT:])
    assert reply.content_type == "text/plain; charset=utf-8"
    assert f"offset is {UNIT} byte(s), which exceeds already uploaded size of 0 byte(s)" in reply.text


@pytest.mark.parametrize("algorithm", ["crc32c", "md5"])
def test_checksums_are_compared(plane: Plane, algorithm: str) -> None:
    def header(data: bytes) -> dict[str, str]:
        md5 = base64.b64encode(hashlib.md5(data).digest()).decode()
        return hash_header(data) if algorithm == "crc32c" else {"X-Goog-Hash": f"md5={md5}"}

    session = Session(plane, SIZE)
    session.put(f"0-{UNIT - 1}/{SIZE}", DATA[:UNIT])
    wrong = session.put(f"{UNIT}-{SIZE - 1}/{SIZE}", DATA[UNIT:-1] + b"!", **header(DATA))
    assert (wrong.status_code, algorithm in wrong.text) == (400, True)
    assert session.put("*/*").status_code == 410, "what is stored is wrong, and stays so"
    assert list((plane.data_dir / "blobs").iterdir()) == []
    again = Session(plane, SIZE)
    assert again.put("*/*", X_Goog_Hash="crc32c=short").status_code == 308, "looked at with the bytes only"
    assert again.put(f"0-{SIZE - 1}/{SIZE}", DATA, X_Goog_Hash="crc32c=short").status_code == 400
    assert again.put(f"0-{SIZE - 1}/{SIZE}", DATA, **header(DATA)).status_code == 200


def test_sessions_end(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled = Session(plane, SIZE)
    cancelled.put(f"0-{UNIT - 1}/{SIZE}", DATA[:UNIT])
    assert plane.client.delete(cancelled.uri).status_code == 499
    assert cancelled.put("*/*").status_code == 410
    assert list((plane.data_dir / "blobs").iterdir()) == []

    unknown = Session(plane, SIZE)
    assert plane.client.put(unknown.uri + "x", headers={"Content-Range": "bytes */*"}).status_code == 404
    assert plane.client.put(unknown.uri.replace("big", "other")).status_code == 404
    assert plane.client.get(unknown.uri).status_code == 405

    old = Session(plane, SIZE)
    old.put(f"0-{UNIT - 1}/{SIZE}", DATA[:UNIT])
    later = time.time() + 7 * 86400 + 1
    monkeypatch.setattr("firectl_py.local.store.sessions.time.time", lambda: later)
    assert old.put("*/*").status_code == 410
    assert plane.ok("DELETE", "models/big") == {}
    assert old.put("*/*").status_code == 404
    assert list((plane.data_dir / "blobs").iterdir()) == []


def test_open_sessions_are_not_swept(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(plane, SIZE)
    session.put(f"0-{UNIT - 1}/{SIZE}", DATA[:UNIT])
    monkeypatch.setattr("firectl_py.local.store.seed._SWEEP_SECONDS", -1.0)
    monkeypatch.setattr("firectl_py.local.store.blobs.ORPHAN_SECONDS", -1.0)
    open_app(plane.data_dir)
    assert session.put("*/*").headers["Range"] == f"bytes=0-{UNIT - 1}"
    later = time.time() + 8 * 86400
    monkeypatch.setattr("firectl_py.local.store.sessions.time.time", lambda: later)
    open_app(plane.data_dir)
    assert list((plane.data_dir / "blobs").iterdir()) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": TYPE},
        {"x-goog-resumable": "start"},
        {"x-goog-resumable": "start", "Content-Type": "text/plain"},
        {"x-goog-resumable": "start", "Content-Type": TYPE, "X-Goog-Content-Length-Range": "1,1"},
    ],
)
def test_a_session_is_opened_as_signed(plane: Plane, headers: dict[str, str]) -> None:
    url = signed_url(plane, SIZE)
    assert plane.client.post(url, headers=headers).status_code == 400
    assert plane.put(url, DATA).status_code == 403, "signed for POST"


def test_the_model_sees_what_came(plane: Plane) -> None:
    files = {"config.json": b'{"model_type": "llama"}', "model.safetensors": b"\x02\0\0\0\0\0\0\0{}"}
    plane.ok("POST", "models", {"modelId": "big", "model": MODEL})
    sizes = {name: str(len(data)) for name, data in files.items()}
    body = {"filenameToSize": sizes, "enableResumableUpload": True}
    for _ in range(2):
        urls = plane.ok("POST", "models/big:getUploadEndpoint", body)["filenameToSignedUrls"]
    for name, data in files.items():
        plane.refused("GET", "models/big:validateUpload", code="FAILED_PRECONDITION")
        opened = plane.client.post(urls[name], headers={"x-goog-resumable": "start", "Content-Type": TYPE})
        assert plane.client.put(opened.headers["Location"], data=data).status_code == 200
    plane.ok("GET", "models/big:validateUpload")
    assert plane.ok("GET", "models/big")["state"] == "READY"
    got = plane.ok("GET", "models/big:getDownloadEndpoint")["filenameToSignedUrls"]
    assert {name: plane.fetch(url) for name, url in got.items()} == files


def test_one_writer_at_a_time(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that comes back while its old request still hangs is asked to wait, and may ask for the offset."""
    monkeypatch.setattr("firectl_py.local.store.partial.WAIT_SECONDS", 0.1)
    session = Session(plane, SIZE)
    started, go_on = threading.Event(), threading.Event()

    class Slow:
        """A body whose second half comes late."""

        def __init__(self) -> None:
            self.parts = [DATA[:UNIT], DATA[UNIT:]]

        def read(self, size: int = -1) -> bytes:
            if len(self.parts) == 1 and not go_on.is_set():
                started.set()
                go_on.wait(DEADLINE)
            return self.parts.pop(0) if self.parts else b""

    environ: dict[str, Any] = {"wsgi.input": Slow(), "CONTENT_LENGTH": str(SIZE)}
    headers = {"Content-Range": f"bytes 0-{SIZE - 1}/{SIZE}"}
    answers: list[int] = []

    def upload() -> None:
        client = open_app(plane.data_dir).test_client()  # type: ignore[attr-defined]
        answers.append(client.put(session.uri, headers=headers, environ_overrides=environ).status_code)

    thread = threading.Thread(target=upload)
    thread.start()
    try:
        assert started.wait(DEADLINE)
        assert session.put(f"0-{SIZE - 1}/{SIZE}", DATA).status_code == 503
        assert session.put("*/*").status_code == 308
    finally:
        go_on.set()
        thread.join()
    assert answers == [200]
    assert session.object() == DATA


def test_half_a_unit_left_by_a_kill_does_not_count(plane: Plane) -> None:
    session = Session(plane, SIZE)
    session.put(f"0-{UNIT - 1}/{SIZE}", DATA[:UNIT])
    (path,) = blobs(plane)
    with path.open("ab") as file:
        file.write(b"torn" * 100)
    assert session.put("*/*").headers["Range"] == f"bytes=0-{UNIT - 1}"
    with path.open("r+b") as file:
        file.seek(UNIT)
        file.write(DATA[UNIT : 2 * UNIT])
    assert session.put("*/*").headers["Range"] == f"bytes=0-{2 * UNIT - 1}", "what the file holds counts"
    reply = session.put(f"{2 * UNIT}-{SIZE - 1}/{SIZE}", DATA[2 * UNIT :], **hash_header(DATA))
    assert reply.status_code == 200
    assert path.read_bytes() == DATA


def test_links_are_not_followed(plane: Plane, tmp_path: Path) -> None:
    session = Session(plane, SIZE)
    session.put(f"0-{UNIT - 1}/{SIZE}", DATA[:UNIT])
    (path,) = blobs(plane)
    target = tmp_path / "target"
    target.write_bytes(b"kept")
    path.unlink()
    path.symlink_to(target)
    with contextlib.suppress(OSError):
        assert session.put(f"0-{SIZE - 1}/{SIZE}", DATA).status_code == 500
    assert target.read_bytes() == b"kept"


def blobs(plane: Plane) -> list[Path]:
    """The files in the blob directory."""
    return list((plane.data_dir / "blobs").iterdir())
