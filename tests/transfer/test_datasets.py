"""Data sets on their way up, against a storage that misbehaves when told to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ..helpers import ROOT, Run
from . import made
from .storage import ACCOUNT, World

OWNER = f"accounts/{ACCOUNT}/datasets/rows"
PUT = r"PUT /s/"
SHARDS = ("--shard-size", "1MiB")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that is cut into five pieces with --shard-size 1MiB."""
    path = tmp_path / "large.jsonl"
    path.write_bytes(made.rows(5_000_000))
    return path


def records() -> list[Path]:
    """The records of uploads that are not complete."""
    return list(Path(os.environ["FIRECTL_STATE_DIR"], "uploads").glob("*.jsonl"))


def test_a_small_file_is_one_request(run: Run, world: World, rows: Path) -> None:
    run("datasets", "create", "rows", rows).ok()
    assert world.whole(OWNER) == rows.read_bytes()
    assert (world.count(":upload"), world.count(PUT)) == (1, 0)
    assert records() == []


def test_a_large_file_is_cut_and_one_registration_names_all_pieces(run: Run, world: World, large: Path) -> None:
    before = set(large.parent.rglob("*"))
    run("datasets", "create", "rows", large, *SHARDS).ok()
    files = world.files(OWNER)
    assert sorted(files) == [f"large.part-{n:05}-of-00005.jsonl" for n in range(1, 6)]
    assert all(data.endswith(b"\n") for data in files.values())
    assert world.whole(OWNER) == large.read_bytes()
    assert (world.count(":getUploadEndpoint"), world.count(PUT)) == (1, 5)
    assert {path for path in large.parent.rglob("*") if path.suffix == ".jsonl"} <= before, "nothing is copied"
    assert world.rows[OWNER]["state"] == "READY"


def test_a_folder_is_one_data_set(run: Run, world: World, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (folder / name).write_bytes(made.rows(1000, seed=ord(name[0])))
    (folder / ".hidden").write_text("x")
    run("datasets", "create", "rows", folder).ok()
    assert world.files(OWNER) == {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}
    again = run("datasets", "create", "rows", folder / "a.jsonl", folder / "b.jsonl").ok()
    assert "already exists" in again.err
    other = run("datasets", "create", "rows", folder / "a.jsonl")
    assert other.code == 6


def test_the_storage_gets_the_signed_headers_and_no_key(run: Run, world: World, large: Path) -> None:
    run("datasets", "create", "rows", large, *SHARDS).ok()
    usual = {"host", "user-agent", "accept-encoding", "content-length", "content-type", "x-goog-content-length-range"}
    for seen in world.seen:
        if seen.path.startswith("/s/"):
            assert set(seen.headers) <= usual


@pytest.mark.parametrize("word", ["503", "429", "408", "reset", "cut-300000", "lose"])
def test_one_put_that_fails_is_sent_again(run: Run, world: World, large: Path, word: str) -> None:
    fault = world.fail(PUT, word, skip=1)
    run("datasets", "create", "rows", large, *SHARDS).ok()
    assert fault.met == 1
    assert world.whole(OWNER) == large.read_bytes()
    assert world.count(PUT) == 6


def test_expired_addresses_are_asked_for_anew(run: Run, world: World, large: Path) -> None:
    world.fail(PUT, "403", skip=2)
    run("datasets", "create", "rows", large, *SHARDS).ok()
    assert world.count(":getUploadEndpoint") == 2
    assert world.whole(OWNER) == large.read_bytes()


def test_a_piece_that_is_refused_does_not_hold_up_the_others(run: Run, world: World, large: Path) -> None:
    world.fail("PUT .*part-00002", "412", times=1)
    first = run("datasets", "create", "rows", large, *SHARDS)
    assert first.code == 15
    assert "part-00002" in first.err
    assert world.count("validateUpload") == 0
    run("datasets", "create", "rows", large, *SHARDS).ok()
    assert world.count(PUT) == 6
    assert world.whole(OWNER) == large.read_bytes()


@pytest.mark.parametrize("drops", [False, True])
def test_after_a_lost_network_the_same_command_sends_only_what_is_missing(
    run: Run, world: World, large: Path, drops: bool
) -> None:
    world.drops = drops  # then only the addresses that were given out before lead to what is stored
    world.fail("PUT .*part-0000[45]", "reset", times=12)
    first = run("datasets", "create", "rows", large, *SHARDS, "--parallel", "1")
    assert first.code == 9
    assert "the same command sends the rest" in first.err
    (record,) = records()
    assert (record.stat().st_mode & 0o777, record.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    world.faults.clear()
    stored = world.count(PUT + ".*part-0000[123]")
    run("datasets", "create", "rows", large, *SHARDS).ok()
    assert world.count(PUT + ".*part-0000[123]") == stored == 3
    assert world.whole(OWNER) == large.read_bytes()
    assert records() == []


def test_everything_once_more_where_the_platform_misses_bytes(run: Run, world: World, large: Path) -> None:
    fault = world.fail("POST .*validateUpload", "412")
    run("datasets", "create", "rows", large, *SHARDS).ok()
    assert fault.met == 1
    assert world.count(PUT) == 10
    assert world.count(":getUploadEndpoint") == 2


def test_a_file_that_changed_between_two_runs_is_never_spliced(run: Run, world: World, large: Path) -> None:
    world.fail("PUT .*part-00004", "reset", times=12)
    assert run("datasets", "create", "rows", large, *SHARDS, "--parallel", "1").code == 9
    world.faults.clear()
    look, data = large.stat(), bytearray(large.read_bytes())
    at = data.index(b'"content": "') + 12
    data[at : at + 4] = b"ffff"
    large.write_bytes(data)
    os.utime(large, ns=(look.st_atime_ns, look.st_mtime_ns))
    run("datasets", "create", "rows", large, *SHARDS).ok()
    assert world.whole(OWNER) == bytes(data)


@pytest.mark.parametrize("how", ["append", "truncate", "rewrite"])
def test_a_file_that_changes_while_it_is_sent_is_an_integrity_error(
    run: Run, world: World, large: Path, how: str
) -> None:
    world.rate = 4e6
    data = large.read_bytes()

    def change() -> None:
        if how == "append":
            large.write_bytes(data + made.rows(100, seed=9))
        elif how == "truncate":
            os.truncate(large, len(data) // 2)
        else:
            large.write_bytes(made.rows(5_000_000, seed=9)[: len(data)].ljust(len(data), b"\n"))

    timer = threading.Timer(0.0, change)
    original = world.taken

    def taken(method: str, path: str) -> str:
        if method == "PUT" and not timer.is_alive() and not timer.finished.is_set():
            timer.start()
        return original(method, path)

    world.taken = taken  # type: ignore[method-assign]
    done = run("datasets", "create", "rows", large, *SHARDS, "--parallel", "1")
    assert done.code == 14, done.err
    assert "changed" in done.err
    assert world.count("validateUpload") == 0


def test_a_data_set_that_was_not_begun_here_is_left_alone(run: Run, world: World, large: Path) -> None:
    report = {"name": OWNER, "state": "UPLOADING", "exampleCount": str(large.read_bytes().count(b"\n"))}
    world.rows[OWNER] = report
    refused = run("datasets", "create", "rows", large, *SHARDS)
    assert (refused.code, world.count(PUT)) == (6, 0)
    assert "not begun on this machine" in refused.err
    assert records() == []


def test_of_two_processes_on_one_target_the_second_waits_for_the_first(run: Run, world: World, large: Path) -> None:
    from firectl_py.transfer.records import record

    state = Path(os.environ["FIRECTL_STATE_DIR"])
    words = [sys.executable, "-m", "firectl_py", "datasets", "create", "rows", str(large), *SHARDS]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with record(state, f"{world.url} {OWNER}", lambda text: None):
        second = subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        said = second.stderr.readline()
        assert said == "Warning: another firectl is at work on this upload; this one goes on when that has ended.\n"
        assert world.count(PUT) == 0
    second.communicate(timeout=60)
    assert (second.returncode, world.count(PUT)) == (0, 5)


@pytest.mark.parametrize("damage", [b"", b"garbage\n", b'{"version":99,"target":"x"}\n', None])
def test_a_damaged_record_costs_a_warning_and_no_more(
    run: Run, world: World, large: Path, damage: bytes | None
) -> None:
    world.fail("PUT .*part-00004", "reset", times=12)
    run("datasets", "create", "rows", large, *SHARDS, "--parallel", "1")
    world.faults.clear()
    (record,) = records()
    lines = record.read_bytes()
    record.write_bytes(lines[:-20] + b'\n{"done":7}\n' if damage is None else damage)
    again = run("datasets", "create", "rows", large, *SHARDS)
    if damage is None:
        assert "damaged" in again.ok().err
        assert world.whole(OWNER) == large.read_bytes()
    else:
        assert (again.code, "cannot be used" in again.err) == (6, True), "a journal that says nothing proves nothing"


@pytest.mark.parametrize(("word", "code"), [("412", 15), ("reset", 9), ("503", 9)])
def test_signed_addresses_are_shown_nowhere(run: Run, world: World, large: Path, word: str, code: int) -> None:
    world.fail("PUT .*part-00003", word, times=12)
    shown = run("datasets", "create", "rows", large, *SHARDS, "--debug")
    assert shown.code == code
    assert "SIGNATURE" not in shown.err + shown.out


def test_a_checksum_that_differs_is_an_integrity_error(
    run: Run, world: World, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.transfer.storage.crc32c", lambda data: "AAAAAA==")
    done = run("datasets", "create", "rows", large, *SHARDS)
    assert (done.code, world.count("validateUpload")) == (14, 0)


def test_without_a_checksum_it_says_so(run: Run, world: World, large: Path) -> None:
    world.states_hash = False
    assert "not verified by the server" in run("datasets", "create", "rows", large, *SHARDS).ok().err


def test_a_checksum_may_be_demanded(run: Run, world: World, large: Path) -> None:
    world.states_hash = False
    refused = run("datasets", "create", "rows", large, "--require-checksum")
    assert refused.code == 14
    assert "not verified by the server" in refused.err
    assert world.rows[OWNER]["state"] != "READY"
    assert world.count("POST .*:validateUpload") == 0
    world.states_hash = True
    run("datasets", "create", "rows2", large, "--require-checksum").ok()


@pytest.mark.parametrize("what", ["link", "loop", "fifo", "folder", "name", "bytes", "suffix", "empty", "unreadable"])
def test_what_cannot_be_sent_is_judged_before_the_first_byte(run: Run, world: World, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "good.jsonl").write_bytes(made.rows(1000))
    bad = folder / "bad.jsonl"
    if what == "link":
        bad.symlink_to(tmp_path / "secret.jsonl")
        (tmp_path / "secret.jsonl").write_text("{}")
    elif what == "loop":
        bad.symlink_to(bad)
    elif what == "fifo":
        os.mkfifo(bad)
    elif what == "folder":
        bad.mkdir()
    elif what == "name":
        (folder / "a\nb.jsonl").write_bytes(made.rows(1000))
    elif what == "bytes":
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff.jsonl")).write_bytes(made.rows(1000))
    elif what == "suffix":
        (folder / "bad.JSONL").write_bytes(made.rows(1000))
    elif what == "empty":
        bad.touch()
    elif os.geteuid() == 0:
        pytest.skip("root reads everything")
    else:
        bad.write_bytes(made.rows(1000))
        bad.chmod(0)
    refused = run("datasets", "create", "rows", folder)
    assert (refused.code, world.seen) == (7, [])


def test_rows_that_live_elsewhere_are_registered_and_not_sent(run: Run, world: World, rows: Path) -> None:
    run("datasets", "create", "rows", "--external-url", "gs://bucket/rows.jsonl").ok()
    assert world.rows[OWNER]["externalUrl"] == "gs://bucket/rows.jsonl"
    assert run("datasets", "create", "other", rows, "--external-url", "gs://b/r.jsonl").code == 2


def test_a_cut_file_comes_back_as_one(run: Run, world: World, large: Path, tmp_path: Path) -> None:
    run("datasets", "create", "rows", large, *SHARDS).ok()
    run("datasets", "download", "rows", "--output-dir", tmp_path / "one").ok()
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["large.jsonl"]
    assert (tmp_path / "one" / "large.jsonl").read_bytes() == large.read_bytes()
    run("datasets", "download", "rows", "--output-dir", tmp_path / "five", "--shards").ok()
    assert len(list((tmp_path / "five").iterdir())) == 5


def test_the_local_control_plane_takes_it_all(local: Run, large: Path, tmp_path: Path) -> None:
    local("datasets", "create", "rows", large, *SHARDS).ok()
    assert "already exists" in local("datasets", "create", "rows", large, *SHARDS).ok().err
    local("datasets", "download", "rows", "--output-dir", tmp_path / "out").ok()
    assert (tmp_path / "out" / "dataset" / "rows" / "large.jsonl").read_bytes() == large.read_bytes()
