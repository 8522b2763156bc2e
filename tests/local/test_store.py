"""The store: several processes at once, processes that are killed, files that are not ours, the clock."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from firectl_py.contract.rfc3339 import parse_time
from firectl_py.local import LocalStoreError, advance_clock, open_app, reset, set_clock_speed, status

from ..helpers import eventually
from .plane import HOME, LLAMA, Plane, chat_rows, word_of

WRITER = """
import io, sys, pathlib
from firectl_py.local import open_app
client = open_app(pathlib.Path(sys.argv[1])).test_client()
for index in range(int(sys.argv[3])):
    name = f"{sys.argv[2]}-{index}"
    made = client.post("/v1/accounts/local/datasets", json={"datasetId": name, "dataset": {"exampleCount": "1"}})
    row = b'{"prompt": "a", "completion": "b"}\\n'
    sent = client.post(f"/v1/accounts/local/datasets/{name}:upload", data={"file": (io.BytesIO(row), "r.jsonl")})
    assert (made.status_code, sent.status_code) == (200, 200), (made.text, sent.text)
    print(name, flush=True)
"""


def writer(data_dir: Path, prefix: str, count: int) -> subprocess.Popen[str]:
    """A process that makes and fills datasets, and prints the name of each once it was acknowledged."""
    command = [sys.executable, "-c", WRITER, str(data_dir), prefix, str(count)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def names(plane: Plane) -> set[str]:
    """The ids of every dataset."""
    found: set[str] = set()
    token = ""
    while True:
        reply = plane.ok("GET", f"datasets?pageSize=200&pageToken={token}")
        found |= {item["name"].rsplit("/", 1)[-1] for item in reply["datasets"]}
        token = reply.get("nextPageToken", "")
        if not token:
            return found


def check_integrity(plane: Plane) -> None:
    """The database is whole, and every row that says it has a blob has one."""
    with contextlib.closing(sqlite3.connect(plane.data_dir / "state.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        blobs = {row[0] for row in connection.execute("SELECT blob FROM files WHERE blob IS NOT NULL")}
    assert blobs <= {path.name for path in (plane.data_dir / "blobs").iterdir()}


def test_processes_that_write_at_once_lose_nothing(data_dir: Path) -> None:
    """Four processes also race to make the store."""
    processes = [writer(data_dir, f"p{index}", 12) for index in range(4)]
    acknowledged = {line for process in processes for line in process.communicate(timeout=60)[0].split()}
    assert [process.returncode for process in processes] == [0] * 4
    plane = Plane(data_dir)
    assert names(plane) == acknowledged
    assert len(acknowledged) == 48
    assert plane.ok("GET", "datasets?filter=state!=READY")["totalSize"] == 0
    check_integrity(plane)


def test_one_of_many_wins_an_id(data_dir: Path) -> None:
    Plane(data_dir)
    script = WRITER.replace("assert (made.status_code, sent.status_code) == (200, 200), (made.text, sent.text)", "")
    script = script.replace("print(name, flush=True)", "print(made.status_code)")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, str(data_dir), "same", "10"]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(3)]
    results = [racer.communicate(timeout=60)[0].split() for racer in racers]
    assert [sorted(column) for column in zip(*results, strict=True)] == [["200", "409", "409"]] * 10


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX thing")
def test_what_was_acknowledged_survives_kill_9(data_dir: Path) -> None:
    Plane(data_dir)
    acknowledged: set[str] = set()
    for attempt in range(6):
        process = writer(data_dir, f"k{attempt}", 100_000)
        assert process.stdout is not None
        acknowledged |= {process.stdout.readline().strip() for _ in range(1 + attempt)}
        process.send_signal(signal.SIGKILL)
        acknowledged |= set(process.communicate()[0].split())
        plane = Plane(data_dir)
        check_integrity(plane)
        assert acknowledged <= names(plane)
    assert len(acknowledged) > 6
    for name in acknowledged:
        urls = plane.ok("GET", f"datasets/{name}:getDownloadEndpoint")["filenameToSignedUrls"]
        assert plane.fetch(urls[f"dataset/{name}/r.jsonl"]).startswith(b'{"prompt"')


@pytest.mark.skipif(os.name != "posix", reason="permission bits are a POSIX thing")
def test_nobody_else_may_look(plane: Plane) -> None:
    plane.dataset()
    assert stat.S_IMODE(plane.data_dir.stat().st_mode) == 0o700
    for path in plane.data_dir.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def newer(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def foreign(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE somebody_elses (x)")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.write_bytes(b"garbage " * 4096), "damaged or not a database"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:50]), "damaged"),
        (lambda path: path.write_bytes(b""), "is empty: its contents are lost"),
        (newer, "has schema 99"),
        (foreign, "of another program"),
    ],
)
def test_what_is_not_ours_is_refused_and_left_alone(plane: Plane, spoil: object, reason: str) -> None:
    path = plane.data_dir / "state.db"
    assert callable(spoil)
    spoil(path)
    before = path.read_bytes()
    for attempt in (open_app, status, lambda directory: advance_clock(directory, 1)):
        with pytest.raises(LocalStoreError) as refusal:
            attempt(plane.data_dir)
        assert reason in refusal.value.reason
        assert refusal.value.path == path
    assert path.read_bytes() == before


@pytest.mark.parametrize("spoiled", [False, True])
def test_reset_starts_over(plane: Plane, spoiled: bool) -> None:
    plane.dataset()
    plane.advance(1000)
    set_clock_speed(plane.data_dir, 5)
    if spoiled:
        (plane.data_dir / "state.db").write_bytes(b"garbage " * 4096)
    (plane.data_dir / "notes.txt").write_text("mine")
    reset(plane.data_dir)
    assert Plane(plane.data_dir).ok("GET", "datasets")["totalSize"] == 0
    assert list((plane.data_dir / "blobs").iterdir()) == []
    assert (plane.data_dir / "notes.txt").read_text() == "mine"
    assert (status(plane.data_dir)["speed"], status(plane.data_dir)["resources"]["quotas"] > 30) == (1.0, True)


def test_reset_leaves_other_programs_alone(plane: Plane) -> None:
    path = plane.data_dir / "state.db"
    foreign(path)
    before = path.read_bytes()
    with pytest.raises(LocalStoreError, match="another program"):
        reset(plane.data_dir)
    assert path.read_bytes() == before


def test_an_unusable_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalStoreError) as refusal:
        open_app(tmp_path / "file" / "data")
    assert str(tmp_path / "file") in str(refusal.value)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "blobs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LocalStoreError, match="blobs: is not a directory"):
        open_app(tmp_path / "data")


def test_a_full_disk_is_said_and_survived(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "1"}})
    with monkeypatch.context() as patch:
        patch.setattr("firectl_py.local.store.blobs.os.fsync", full)
        reply = plane.upload("rows", chat_rows(3))
        assert (reply.status_code, word_of(reply)) == (507, "RESOURCE_EXHAUSTED")
    assert list((plane.data_dir / "blobs").iterdir()) == []
    assert plane.upload("rows", chat_rows(3)).status_code == 200


def test_a_full_database_is_said(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:
            if sql.startswith("INSERT INTO resources"):
                raise sqlite3.OperationalError("database or disk is full")
            return super().execute(sql, *rest)  # type: ignore[arg-type]

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr("firectl_py.local.store.store.sqlite3.connect", lambda *a, **k: connect(*a, **k, factory=Full))
        reply = plane.raw("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "1"}})
        assert (reply.status_code, reply.get_json()["code"]) == (507, 8)
    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "1"}})


def test_the_clock_is_shared_and_never_goes_back(plane: Plane) -> None:
    plane.deploy("bot")
    other = open_app(plane.data_dir).test_client()  # type: ignore[attr-defined]
    advance_clock(plane.data_dir, 200)
    assert other.get(f"{HOME}/deployments/bot").get_json()["state"] == "READY"
    before = set_clock_speed(plane.data_dir, 0)["time"]
    assert status(plane.data_dir)["time"] == before, "speed 0 stops it"
    set_clock_speed(plane.data_dir, 1_000_000)
    eventually(lambda: status(plane.data_dir)["time"] > before)
    for bad in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="clock"):
            advance_clock(plane.data_dir, bad)
        with pytest.raises(ValueError, match="speed"):
            set_clock_speed(plane.data_dir, bad)


def test_a_machine_that_sets_its_clock_back(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    advanced = advance_clock(plane.data_dir, 500)["time"]
    monkeypatch.setattr("firectl_py.local.store.clock.time.time", lambda: 1e9)
    held = parse_time(status(plane.data_dir)["time"])
    assert abs(held - parse_time(advanced)) < 1, "ours waits until the machine's has caught up"


def test_speed_makes_hours_pass(plane: Plane) -> None:
    plane.dataset()
    set_clock_speed(plane.data_dir, 100_000)
    plane.job("tune")
    eventually(lambda: plane.ok("GET", "supervisedFineTuningJobs/tune")["state"] == "JOB_STATE_COMPLETED")
    assert plane.ok("GET", "models/tune")["peftDetails"]["baseModel"] == LLAMA


def test_status(plane: Plane) -> None:
    plane.dataset()
    found = status(plane.data_dir)
    assert found["resources"]["datasets"] == 1
    assert found["size"] > len(chat_rows(60))
    assert found["path"] == str(plane.data_dir)
