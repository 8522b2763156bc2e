"""Injected faults: each happens as it says, in this process and over a port, and is counted."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter

from firectl_py.http.wsgi import WSGIAdapter
from firectl_py.local import add_fault, clear_faults, list_faults, open_app, status
from tests.helpers import Run

from .gcs import TYPE, UNIT, Session, bytes_of, signed_url_of
from .plane import HOME, KEY, Plane, chat_rows

HEADERS = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture(params=["served", "in process"])
def client(request: pytest.FixtureRequest, data_dir: Path) -> requests.Session:
    """A session of requests, and at `client.url` a control plane: behind a port, or mounted as the client does it."""
    session = requests.Session()
    session.headers.update(HEADERS)
    if request.param == "served":
        session.url = request.getfixturevalue("served")  # type: ignore[attr-defined]
    else:
        adapter: BaseAdapter = WSGIAdapter(open_app(data_dir))
        session.mount("http://plane.invalid", adapter)
        session.url = "http://plane.invalid"  # type: ignore[attr-defined]
    return session


def get(client: Any, path: str = "/v1/accounts") -> requests.Response:
    """A GET of a control plane."""
    reply: requests.Response = client.get(f"{client.url}{path}", timeout=10)
    return reply


def hits(data_dir: Path) -> list[int]:
    """How often each fault happened."""
    return [fault["hits"] for fault in list_faults(data_dir)]


def test_a_status_twice(client: requests.Session, data_dir: Path) -> None:
    add_fault(data_dir, "GET */accounts", "return-503", 2)
    replies = [get(client) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [503, 503, 200]
    assert (replies[0].json()["code"], replies[0].json()["message"]) == (14, "injected fault: return-503")
    assert hits(data_dir) == [2]


def test_others_are_left_alone(client: requests.Session, data_dir: Path) -> None:
    add_fault(data_dir, "POST */accounts", "return-503")
    add_fault(data_dir, "* */models*", "return-418", 0)
    assert get(client).status_code == 200
    assert [get(client, f"{HOME}/models").status_code for _ in range(3)] == [418] * 3
    assert hits(data_dir) == [0, 3]


@pytest.mark.parametrize("word", ["return-reset-connection", "lose-reply", "return-broken-stream-after-23"])
def test_lines_break(client: requests.Session, data_dir: Path, word: str) -> None:
    add_fault(data_dir, "POST *", word)
    body = {"datasetId": "rows", "dataset": {"exampleCount": "1"}}
    url = f"{client.url}{HOME}/datasets"  # type: ignore[attr-defined]
    with pytest.raises((requests.RequestException, ConnectionResetError)):
        client.post(url, json=body, timeout=10)
    carried_out = word != "return-reset-connection"
    assert client.post(url, json=body, timeout=10).status_code == (409 if carried_out else 200)
    assert hits(data_dir) == [1]


@pytest.mark.parametrize("word", ["delay-0.3s", "stall-for-0.3s-after-5"])
def test_waiting(client: requests.Session, data_dir: Path, word: str) -> None:
    add_fault(data_dir, "GET *", word)
    begin = time.monotonic()
    assert get(client).json()["accounts"]
    assert time.monotonic() - begin >= 0.3
    assert hits(data_dir) == [1]


def test_a_fault_that_does_not_come_to_pass_is_not_counted(client: requests.Session, data_dir: Path) -> None:
    add_fault(data_dir, "GET *", "return-broken-stream-after-64K")
    add_fault(data_dir, "POST *", "return-503-after-64K")
    assert get(client).status_code == 200
    body = {"datasetId": "rows", "dataset": {"exampleCount": "1"}}
    url = f"{client.url}{HOME}/datasets"  # type: ignore[attr-defined]
    assert client.post(url, json=body, timeout=10).status_code == 200
    body = {"datasetId": "rows2", "dataset": {"displayName": "x" * 70_000}}
    assert client.post(url, json=body, timeout=10).status_code == 503
    assert hits(data_dir) == [0, 1]


@pytest.mark.parametrize("word", ["return-503-after-256K", "stall-for-0.3s-after-256K"])
def test_a_session_keeps_what_came_before(plane: Plane, word: str) -> None:
    size = 3 * UNIT
    data = bytes_of(size)
    session = Session(plane, size)
    add_fault(plane.data_dir, "PUT /storage/*", word)
    reply = session.put(f"0-{size - 1}/{size}", data)
    if word.startswith("return"):
        assert reply.status_code == 503
        assert session.put(f"*/{size}").headers["Range"] == f"bytes=0-{UNIT - 1}"
        reply = session.put(f"{UNIT}-{size - 1}/{size}", data[UNIT:])
    assert reply.status_code == 200
    assert session.object() == data
    assert hits(plane.data_dir) == [1]


def test_a_lost_last_reply(served: str, data_dir: Path) -> None:
    """The object is made, and the question for the offset says so."""
    data = os.urandom(UNIT + 1)
    signed = signed_url_of(served, len(data))
    uri = requests.post(signed, headers={"x-goog-resumable": "start", "Content-Type": TYPE}).headers["Location"]
    add_fault(data_dir, "PUT *model.bin", "lose-reply")
    with pytest.raises(requests.ConnectionError):
        requests.put(uri, data=data, timeout=10)
    assert requests.put(uri, headers={"Content-Range": "bytes */*"}, timeout=10).status_code == 200


def test_a_download_is_cut(client: requests.Session, data_dir: Path) -> None:
    data = chat_rows(2000)
    Plane(data_dir).dataset(data=data)
    got = client.get(f"{client.url}{HOME}/datasets/rows:getDownloadEndpoint")  # type: ignore[attr-defined]
    url = got.json()["filenameToSignedUrls"]["dataset/rows/rows.jsonl"]
    add_fault(data_dir, "GET /storage/*", "return-broken-stream-after-64K")
    received = b""
    with pytest.raises((requests.RequestException, ConnectionResetError)):
        reply = client.get(url, stream=True, timeout=10)
        assert reply.headers["Content-Length"] == str(len(data))
        for piece in reply.iter_content(1024):
            received += piece
    assert data.startswith(received)
    assert len(received) <= 64 * 1024
    rest = client.get(url, headers={"Range": f"bytes={len(received)}-", "If-Range": reply.headers["ETag"]}, timeout=10)
    assert received + rest.content == data


@pytest.mark.parametrize(("word", "state"), [("fail-job", "JOB_STATE_FAILED"), ("stall-job", "JOB_STATE_RUNNING")])
def test_jobs_fail_and_stall(plane: Plane, word: str, state: str) -> None:
    plane.dataset()
    add_fault(plane.data_dir, "POST */supervisedFineTuningJobs*", word)
    first = plane.job("first", outputModel="accounts/local/models/first")
    plane.job("second", outputModel="accounts/local/models/second")
    assert first["state"] == "JOB_STATE_RUNNING"
    plane.advance(30 * 86400)
    job = plane.ok("GET", "supervisedFineTuningJobs/first")
    assert (job["state"], job["jobProgress"]["percent"]) == (state, 50)
    assert ("injected fault" in str(job.get("status"))) == (word == "fail-job")
    assert plane.ok("GET", "supervisedFineTuningJobs/second")["state"] == "JOB_STATE_COMPLETED"
    plane.refused("GET", "models/first", code="NOT_FOUND")
    assert hits(plane.data_dir) == [1]
    if word == "stall-job":
        plane.ok("POST", "supervisedFineTuningJobs/first:cancel", {})
        plane.advance(60)
        assert plane.ok("GET", "supervisedFineTuningJobs/first")["state"] == "JOB_STATE_CANCELLED"


def test_a_job_that_is_to_fail_can_be_cancelled_before(plane: Plane) -> None:
    plane.dataset()
    add_fault(plane.data_dir, "POST */supervisedFineTuningJobs*", "fail-job")
    plane.job("one")
    plane.advance(30)
    plane.ok("POST", "supervisedFineTuningJobs/one:cancel", {})
    plane.advance(86400)
    job = plane.ok("GET", "supervisedFineTuningJobs/one")
    assert (job["state"], job["status"]["code"]) == ("JOB_STATE_CANCELLED", "OK")


@pytest.mark.parametrize(
    ("match", "word"),
    [
        ("GET *", "return-200"),
        ("GET *", "return-503-after-"),
        ("GET *", "stall"),
        ("GET *", ""),
        ("GET", "return-503"),
        ("get *", "return-503"),
        ("*", "return-503"),
    ],
)
def test_what_is_no_fault_is_refused(data_dir: Path, match: str, word: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        add_fault(data_dir, match, word)


def test_faults_are_looked_after(local: Run, tmp_path: Path) -> None:
    """The commands: add, list, status, clear; and what a client of this process makes of it."""
    where = tmp_path / "store"
    added = local("local", "faults", "add", "--match", "GET */models/mine", "--fault", "return-503", "--times", "1")
    assert "Fault: return-503" in added.ok().out
    assert local("local", "faults", "add", "--match", "GET *", "--fault", "explode").code == 2
    assert local("models", "get", "mine").code == 4, "tried again after the fault, and not found"
    assert local("local", "faults", "list", "-o", "json").ok().json == status(where)["faults"]
    assert local("local", "faults", "list", "-o", "json").json[0]["hits"] == 1
    assert "return-503" in local("local", "status").ok().out
    assert local("local", "faults", "clear").ok().out == "Removed 1 fault.\n"
    assert "No faults are injected" in local("local", "faults", "list").ok().err
    assert clear_faults(where) == 0
