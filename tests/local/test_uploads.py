"""Bytes in and out: signed URLs, multipart forms, what is refused, what is kept."""

from __future__ import annotations

import hashlib
import io
import json
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from firectl_py.local import open_app
from firectl_py.local.simulation import weights
from firectl_py.local.store import blobs

from .plane import HOME, KEY, LLAMA, Plane, chat_rows, word_of


def announce(plane: Plane, sizes: dict[str, int], name: str = "rows") -> dict[str, str]:
    """Signed URLs for files of a dataset, which is made where it is new."""
    plane.raw("POST", "datasets", {"datasetId": name, "dataset": {"userUploaded": {}, "exampleCount": "1"}})
    wanted = {file: str(size) for file, size in sizes.items()}
    reply = plane.ok("POST", f"datasets/{name}:getUploadEndpoint", {"filenameToSize": wanted})
    return dict(reply["filenameToSignedUrls"])


def blobs_of(plane: Plane) -> list[Path]:
    """Every file in the blob directory."""
    return sorted((plane.data_dir / "blobs").iterdir())


def test_shards_go_in_and_come_out(plane: Plane) -> None:
    shards = {"a.jsonl": chat_rows(3), "b.jsonl": chat_rows(4)}
    urls = announce(plane, {name: len(data) for name, data in shards.items()})
    for name, data in shards.items():
        reply = plane.put(urls[name], data)
        assert (reply.status_code, reply.headers["ETag"]) == (200, f'"{hashlib.md5(data).hexdigest()}"')
    assert plane.ok("POST", "datasets/rows:validateUpload", {}) == {}
    ready = plane.ok("GET", "datasets/rows")
    assert (ready["state"], ready["exampleCount"], ready["averageTurnCount"]) == ("READY", "1", 1.0)
    assert ready["estimatedTokenCount"] == str(7 * len("How are you?Very well.") // 4)
    got = plane.ok("GET", "datasets/rows:getDownloadEndpoint")["filenameToSignedUrls"]
    assert {name.removeprefix("dataset/rows/"): plane.fetch(url) for name, url in got.items()} == shards
    assert plane.ok("POST", "datasets/rows:validateUpload", {}) == {}, "a repeat is no error"


def test_missing_bytes_are_named(plane: Plane) -> None:
    urls = announce(plane, {"a.jsonl": 10, "b.jsonl": 10})
    plane.put(urls["a.jsonl"], b"0123456789")
    message = plane.refused("POST", "datasets/rows:validateUpload", {}, code="FAILED_PRECONDITION")
    assert "b.jsonl" in message
    assert "a.jsonl" not in message


@pytest.mark.parametrize(
    ("sizes", "complaint"),
    [
        ({"a.txt": "1"}, ".jsonl"),
        ({"a.JSONL": "1"}, ".jsonl"),
        ({"a.jsonl": "0"}, "is empty"),
        ({"a.jsonl": "-1"}, "cannot be negative"),
        ({"x/a.jsonl": "1"}, "plain file name"),
        ({"../a.jsonl": "1"}, "plain file name"),
        ({"/a.jsonl": "1"}, "plain file name"),
        ({"C:\\a.jsonl": "1"}, "plain file name"),
        ({"a\n.jsonl": "1"}, "plain file name"),
        ({"a\u0000.jsonl": "1"}, "plain file name"),
        ({"\u00e4.jsonl": "1"}, "plain file name"),
        ({"x" * 300 + ".jsonl": "1"}, "plain file name"),
        ({}, "is required"),
        ({"a.jsonl": "big"}, "a whole number"),
    ],
)
def test_file_names_and_sizes_are_judged(plane: Plane, sizes: dict[str, str], complaint: str) -> None:
    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "1"}})
    message = plane.refused("POST", "datasets/rows:getUploadEndpoint", {"filenameToSize": sizes})
    assert complaint in message
    assert blobs_of(plane) == []


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (b"123456789", {"X-Goog-Content-Length-Range": "10,10"}, 400),
        (b"12345678901", {"X-Goog-Content-Length-Range": "10,10"}, 400),
        (b"1234567890", {"X-Goog-Content-Length-Range": "0,10"}, 400),
        (b"1234567890", {"X-Goog-Content-Length-Range": ""}, 400),
        (b"1234567890", {"Content-Type": "application/json"}, 400),
    ],
)
def test_a_put_has_to_be_as_signed(plane: Plane, data: bytes, headers: dict[str, str], status: int) -> None:
    url = announce(plane, {"a.jsonl": 10})["a.jsonl"]
    assert plane.put(url, data, **headers).status_code == status
    assert blobs_of(plane) == []
    plane.refused("POST", "datasets/rows:validateUpload", {}, code="FAILED_PRECONDITION")


def test_signatures_hold(plane: Plane) -> None:
    url = announce(plane, {"a.jsonl": 10})["a.jsonl"]
    data = b"1234567890"
    for forged in (
        url.replace("rows", "other"),
        url.replace("size=10", "size=11"),
        url.replace("expires=", "expires=9"),
        url.replace("a.jsonl", "b.jsonl"),
        url.rsplit("&", 1)[0],
        url[:-1] + ("0" if url[-1] != "0" else "1"),
    ):
        assert plane.put(forged, data).status_code == 403, forged
    assert plane.client.get(url).status_code == 403, "signed for PUT"
    assert plane.put(url, data).status_code == 200


def test_urls_expire_in_real_time(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    url = announce(plane, {"a.jsonl": 10})["a.jsonl"]
    lifetime = int(parse_qs(urlsplit(url).query)["expires"][0]) - time.time()
    assert 590 < lifetime <= 600
    plane.advance(30 * 86400)
    assert plane.put(url, b"1234567890").status_code == 200, "virtual time does not expire a URL"
    later = time.time() + 601
    monkeypatch.setattr("firectl_py.local.storage.signing.time.time", lambda: later)
    reply = plane.put(url, b"1234567890")
    assert (reply.status_code, "<Code>ExpiredToken</Code>" in reply.text) == (400, True)


def test_every_call_replaces_the_registered_set(plane: Plane) -> None:
    old = announce(plane, {"a.jsonl": 10, "b.jsonl": 10})
    plane.put(old["a.jsonl"], b"1234567890")
    rows = chat_rows(3)
    new = announce(plane, {"a.jsonl": len(rows)})
    assert blobs_of(plane) == [], "what was stored before is dropped"
    assert plane.put(old["b.jsonl"], b"1234567890").status_code == 403
    assert plane.put(old["a.jsonl"], b"1234567890").status_code == 403
    assert plane.put(new["a.jsonl"], rows).status_code == 200
    plane.ok("POST", "datasets/rows:validateUpload", {})
    assert list(plane.ok("GET", "datasets/rows:getDownloadEndpoint")["filenameToSignedUrls"]) == [
        "dataset/rows/a.jsonl"
    ]


def test_a_repeated_put_replaces_the_bytes(plane: Plane) -> None:
    first, second = chat_rows(3), chat_rows(3).replace(b"well", b"ill!")
    url = announce(plane, {"a.jsonl": len(first)})["a.jsonl"]
    plane.put(url, first)
    plane.put(url, second)
    assert [path.read_bytes() for path in blobs_of(plane)] == [second]


def test_ready_data_are_fixed(plane: Plane) -> None:
    plane.dataset()
    sizes = {"filenameToSize": {"a.jsonl": "1"}}
    plane.refused("POST", "datasets/rows:getUploadEndpoint", sizes, code="FAILED_PRECONDITION")
    assert word_of(plane.upload("rows", chat_rows(3))) == "FAILED_PRECONDITION"
    assert plane.ok("PATCH", "datasets/rows", {"displayName": "Rows"})["displayName"] == "Rows"
    assert "cannot change" in plane.refused("PATCH", "datasets/rows", {"exampleCount": "3"})


def test_a_form_carries_one_file(plane: Plane) -> None:
    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "1"}})
    form: dict[str, Any] = {"other": (io.BytesIO(b"x"), "x.jsonl")}
    assert plane.client.post(f"{HOME}/datasets/rows:upload", data=form).status_code == 400
    assert plane.client.post(f"{HOME}/datasets/rows:upload", json={}).status_code == 415
    assert (
        plane.client.post(f"{HOME}/datasets/rows:upload", data={"file": (io.BytesIO(b""), "e.jsonl")}).status_code
        == 400
    )
    reply = plane.upload("rows", chat_rows(3), file="../../etc/passwd")
    assert reply.get_json()["filename"] == "rows.jsonl", "a name that is no plain .jsonl name is not used"
    assert {"id", "object", "bytes", "created_at", "filename", "purpose"} == set(reply.get_json())
    assert len(blobs_of(plane)) == 1


def test_a_form_is_limited(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firectl_py.local.resources.behaviours.datasets.MULTIPART_LIMIT", 1000)
    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "1"}})
    assert plane.upload("rows", b"x" * 100_000).status_code == 413
    assert plane.upload("rows", b"x" * 1001).status_code == 400
    assert blobs_of(plane) == []


def test_downloads_come_in_ranges(plane: Plane) -> None:
    plane.dataset(data=chat_rows(3))
    whole = chat_rows(3)
    url = plane.ok("GET", "datasets/rows:getDownloadEndpoint")["filenameToSignedUrls"]["dataset/rows/rows.jsonl"]
    with plane.client.get(url) as full:
        etag = full.headers["ETag"]
        assert (full.data, full.content_length, full.headers["Accept-Ranges"]) == (whole, len(whole), "bytes")
    for headers, status, data in [
        ({"Range": "bytes=10-19"}, 206, whole[10:20]),
        ({"Range": "bytes=-5"}, 206, whole[-5:]),
        ({"Range": "bytes=10-", "If-Range": etag}, 206, whole[10:]),
        ({"Range": "bytes=10-", "If-Range": '"other"'}, 200, whole),
        ({"If-None-Match": etag}, 304, b""),
    ]:
        with plane.client.get(url, headers=headers) as reply:
            assert (reply.status_code, reply.data) == (status, data), headers
    with plane.client.get(url, headers={"Range": "bytes=10-19"}) as part:
        assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    with plane.client.get(url, headers={"Range": f"bytes={len(whole)}-"}) as beyond:
        assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")


def test_datasets_are_split(plane: Plane) -> None:
    plane.dataset(data=chat_rows(450))
    assert "at least 200" in plane.refused("POST", "datasets/rows:splitDataset", {"chunkSize": 199})
    reply = plane.ok("POST", "datasets/rows:splitDataset", {"chunkSize": 200})
    assert (reply["chunksCreated"], reply["totalExamples"]) == (3, "450")
    last = plane.ok("GET", f"/v1/{reply['chunkDatasetNames'][-1]}")
    assert (last["exampleCount"], last["state"]) == ("50", "READY")
    urls = plane.ok("GET", f"/v1/{last['name']}:getDownloadEndpoint?downloadLineage=true")["filenameToSignedUrls"]
    assert set(urls) == {"dataset/rows-part-3/rows-part-3.jsonl", "dataset/rows/rows.jsonl"}
    assert plane.fetch(urls["dataset/rows-part-3/rows-part-3.jsonl"]) == chat_rows(50)


def test_deleting_removes_rows_and_bytes(plane: Plane) -> None:
    plane.dataset()
    url = plane.ok("GET", "datasets/rows:getDownloadEndpoint")["filenameToSignedUrls"]["dataset/rows/rows.jsonl"]
    assert plane.ok("DELETE", "datasets/rows") == {}
    assert blobs_of(plane) == []
    assert plane.client.get(url).status_code == 404
    plane.refused("DELETE", "datasets/rows", code="NOT_FOUND")


def test_deriving_by_a_filter_is_not_built(plane: Plane) -> None:
    body = {"datasetId": "some", "dataset": {"exampleCount": "1"}, "sourceDatasetId": "rows", "filter": "x > 1"}
    plane.refused("POST", "datasets", body, code="UNIMPLEMENTED")


def test_model_weights_go_in_and_come_out(plane: Plane) -> None:
    details = {"baseModel": LLAMA, "r": 8, "targetModules": ["q_proj"]}
    plane.ok("POST", "models", {"modelId": "mine", "model": {"peftDetails": details}})
    files = weights.model_files("mine", {"kind": "HF_PEFT_ADDON", "peftDetails": details})
    sizes = {"filenameToSize": {name: len(data) for name, data in files.items()}}
    plane.refused("GET", "models/mine:validateUpload", code="FAILED_PRECONDITION")
    urls = plane.ok("POST", "models/mine:getUploadEndpoint", sizes)["filenameToSignedUrls"]
    plane.put(urls["adapter_config.json"], files["adapter_config.json"])
    plane.ok("POST", "models/mine:getUploadEndpoint", sizes)
    message = plane.refused("GET", "models/mine:validateUpload", code="FAILED_PRECONDITION")
    assert "adapter_model.safetensors" in message
    assert "config" not in message, "a repeated call keeps what has arrived"
    plane.put(urls["adapter_model.safetensors"], files["adapter_model.safetensors"])
    assert plane.ok("GET", "models/mine:validateUpload")["warnings"]
    assert plane.ok("GET", "models/mine")["state"] == "READY"
    got = plane.ok("GET", "models/mine:getDownloadEndpoint")["filenameToSignedUrls"]
    assert {name: plane.fetch(url) for name, url in got.items()} == files


@pytest.mark.parametrize(
    ("file", "data", "complaint"),
    [
        ("adapter_config.json", b"{", "is not JSON"),
        ("adapter_config.json", b'{"r": 16}', "has r 16, the model says 8"),
        ("adapter_model.safetensors", b"\x08\0\0\0\0\0\0\0{}      trailing", "has another size"),
        ("adapter_model.safetensors", b"\xff" * 8 + b"{}", "cut short"),
        ("adapter_model.safetensors", b"{}", "shorter than the header"),
    ],
)
def test_wrong_weights_are_refused(plane: Plane, file: str, data: bytes, complaint: str) -> None:
    details = {"baseModel": LLAMA, "r": 8, "targetModules": ["q_proj"]}
    plane.ok("POST", "models", {"modelId": "mine", "model": {"peftDetails": details}})
    files = {**weights.model_files("mine", {"kind": "HF_PEFT_ADDON", "peftDetails": details}), file: data}
    sizes = {"filenameToSize": {name: len(content) for name, content in files.items()}}
    urls = plane.ok("POST", "models/mine:getUploadEndpoint", sizes)["filenameToSignedUrls"]
    for name, content in files.items():
        assert plane.put(urls[name], content).status_code == 200
    assert complaint in plane.refused("GET", "models/mine:validateUpload")
    assert plane.ok("GET", "models/mine")["state"] == "UPLOADING"


def test_what_training_makes_says_that_it_is_simulated(plane: Plane) -> None:
    name = plane.adapter()
    urls = plane.ok("GET", f"/v1/{name}:getDownloadEndpoint")["filenameToSignedUrls"]
    config = json.loads(plane.fetch(urls["adapter_config.json"]))
    assert (config["r"], config["base_model_name_or_path"]) == (8, LLAMA)
    data = plane.fetch(urls["adapter_model.safetensors"])
    header = weights.read_header(data, len(data))
    assert "Simulated" in header["__metadata__"]["note"]
    assert "Simulated" in config["_note"]


def test_links_are_not_followed(plane: Plane, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    plane.dataset()
    (blob,) = blobs_of(plane)
    blob.unlink()
    blob.symlink_to(secret)
    url = plane.ok("GET", "datasets/rows:getDownloadEndpoint")["filenameToSignedUrls"]["dataset/rows/rows.jsonl"]
    reply = plane.client.get(url)
    assert reply.status_code == 500
    assert "secret" not in reply.text
    plane.ok("DELETE", "datasets/rows")
    assert not blob.is_symlink()
    assert secret.read_text() == "secret"


def test_orphans_are_swept_and_nothing_else(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    plane.dataset()
    (kept,) = blobs_of(plane)
    directory = plane.data_dir / "blobs"
    for name in ("0" * 32, "1" * 32 + ".part", "2" * 32, "notes.txt"):
        (directory / name).write_text("x")
    ages = {"0" * 32: 7200, "1" * 32 + ".part": 7200, "notes.txt": 7200, kept.name: 7200}
    for name, age in ages.items():
        os.utime(directory / name, (time.time() - age, time.time() - age))
    monkeypatch.setattr("firectl_py.local.store.seed._SWEEP_SECONDS", -1.0)
    open_app(plane.data_dir)
    assert {path.name for path in blobs_of(plane)} == {kept.name, "2" * 32, "notes.txt"}
    assert blobs.ORPHAN_SECONDS < 7200


def test_a_served_upload_is_streamed(served: str) -> None:
    """A body of 24 MB arrives in pieces, and is on disk as it was sent."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {KEY}"
    session.post(f"{served}{HOME}/datasets", json={"datasetId": "big", "dataset": {"exampleCount": "1"}})
    data = chat_rows(200_000)
    size = str(len(data))
    reply = session.post(f"{served}{HOME}/datasets/big:getUploadEndpoint", json={"filenameToSize": {"a.jsonl": size}})
    url = reply.json()["filenameToSignedUrls"]["a.jsonl"]
    assert url.startswith(served)
    headers = {"Content-Type": "application/octet-stream", "X-Goog-Content-Length-Range": f"{size},{size}"}
    assert requests.put(url, data=io.BytesIO(data), headers=headers, timeout=60).status_code == 200
    assert requests.put(url, data=data + b"x", headers=headers, timeout=60).status_code == 400
    assert session.post(f"{served}{HOME}/datasets/big:validateUpload", json={}).status_code == 200
    assert session.get(f"{served}{HOME}/datasets/big").json()["estimatedTokenCount"] == "1100000"


def test_a_body_without_a_length_is_counted(served: str) -> None:
    """Sent in chunks, a body has no Content-Length; its size is known once it is here."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {KEY}"
    session.post(f"{served}{HOME}/datasets", json={"datasetId": "rows", "dataset": {"exampleCount": "1"}})
    wanted = {"filenameToSize": {"a.jsonl": "10"}}
    url = session.post(f"{served}{HOME}/datasets/rows:getUploadEndpoint", json=wanted).json()["filenameToSignedUrls"]
    headers = {"Content-Type": "application/octet-stream", "X-Goog-Content-Length-Range": "10,10"}
    for pieces, status in [([b"12345", b"6789"], 400), ([b"123456", b"78901"], 400), ([b"12345", b"67890"], 200)]:
        reply = requests.put(url["a.jsonl"], data=iter(pieces), headers=headers, timeout=10)
        assert reply.status_code == status, pieces
