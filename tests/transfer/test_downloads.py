"""Downloads: resumed with proof, checked, and never anywhere else than they belong."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from firectl_py.errors import IntegrityError
from firectl_py.transfer import partial_files
from firectl_py.transfer.names import safe_names

from ..helpers import Outcome, Run
from . import made
from .storage import World

GET = "GET /s/"
DATA = made.rows(4_000_000)
LOST = 256 * 1024
"""Bytes that were under way when the line broke off."""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where to."""
    return tmp_path / "out"


@pytest.fixture
def download(run: Run, world: World, out: Path) -> Any:
    """Fetches the data set `rows` into `out`."""
    world.add("datasets", "rows", {"a.jsonl": DATA})

    def download(*more: str) -> Outcome:
        return run("datasets", "download", "rows", "--output-dir", out, *more)

    return download


def begins_again(world: World) -> int:
    """The first byte that the last request asked for."""
    return int(world.seen[-1].headers["range"].removeprefix("bytes=").removesuffix("-"))


def names(out: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(os.listdir(out))


def break_off(world: World, download: Any, at: int = 2_000_000) -> None:
    """A first run that gets so far and loses the network."""
    world.fail(GET, f"cut-{at}")
    world.fail(GET, "reset", times=20)
    assert download().code == 9
    world.faults.clear()


def test_it_appears_whole_and_alone(download: Any, out: Path) -> None:
    download().ok()
    assert names(out) == ["a.jsonl"]
    assert (out / "a.jsonl").read_bytes() == DATA
    assert (out / "a.jsonl").stat().st_mode & 0o111 == 0


@pytest.mark.parametrize("word", ["503", "reset", "cut-0", "cut-2000000"])
def test_a_break_is_gone_on_with_in_the_same_run(download: Any, world: World, out: Path, word: str) -> None:
    fault = world.fail(GET, word)
    download().ok()
    assert (fault.met, (out / "a.jsonl").read_bytes()) == (1, DATA)
    if word == "cut-2000000":
        assert begins_again(world) > 2_000_000 - LOST


def test_the_next_run_goes_on_where_the_last_stopped(download: Any, world: World, out: Path) -> None:
    break_off(world, download)
    assert "a.jsonl" not in names(out)
    download().ok()
    asked = world.seen[-1].headers
    assert begins_again(world) > 2_000_000 - LOST
    assert asked["if-range"]
    assert (names(out), (out / "a.jsonl").read_bytes()) == (["a.jsonl"], DATA)


def test_an_object_that_was_replaced_is_fetched_anew(download: Any, world: World, out: Path) -> None:
    break_off(world, download)
    other = made.rows(4_000_000, seed=2)[: len(DATA)].ljust(len(DATA), b"\n")
    (owner,) = world.rows
    world.store(owner, "a.jsonl", other)
    download().ok()
    assert (out / "a.jsonl").read_bytes() == other


@pytest.mark.parametrize("word", ["ignore-range", "wrong-range", "no-range"])
def test_an_answer_to_another_range_is_not_believed(download: Any, world: World, out: Path, word: str) -> None:
    break_off(world, download)
    world.fail(GET, word)
    download().ok()
    assert (names(out), (out / "a.jsonl").read_bytes()) == (["a.jsonl"], DATA)


def part(out: Path) -> Path:
    """The part that a broken run left."""
    (found,) = out.glob(".*.part")
    return found


def test_a_part_that_is_whole_already_costs_no_byte(download: Any, world: World, out: Path) -> None:
    break_off(world, download)
    part(out).write_bytes(DATA)
    download().ok()
    assert world.seen[-1].headers["range"] == f"bytes={len(DATA)}-"
    assert (names(out), (out / "a.jsonl").read_bytes()) == (["a.jsonl"], DATA)


def test_a_part_that_is_too_large_or_wrong_is_thrown_away(download: Any, world: World, out: Path) -> None:
    for wrong in (DATA + b"more", b"x" * 1_000_000):
        break_off(world, download)
        part(out).write_bytes(wrong)
        download("--overwrite").ok()
        assert (names(out), (out / "a.jsonl").read_bytes()) == (["a.jsonl"], DATA)
        (out / "a.jsonl").unlink()


def test_one_flipped_byte_is_an_integrity_error(download: Any, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.transfer.storage.crc32c", lambda data: "AAAAAA==")
    assert download().code == 14
    assert names(out) == []


def test_an_expired_address_is_renewed_on_the_way(download: Any, world: World, out: Path) -> None:
    world.fail(GET, "cut-2000000")
    fault = world.fail(GET, "403")
    download().ok()
    assert (fault.met, world.count("getDownloadEndpoint")) == (1, 2)
    assert begins_again(world) > 2_000_000 - LOST
    assert (out / "a.jsonl").read_bytes() == DATA


def test_a_full_disk_is_seen_before_the_first_byte(
    download: Any, world: World, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**6, 0, 1000))
    full = download()
    assert full.code == 16
    assert str(len(DATA)) in full.err
    assert "1000 are free" in full.err
    assert names(out) == []


def test_what_exists_is_kept_replaced_or_compared(download: Any, world: World, out: Path) -> None:
    out.mkdir()
    target = out / "a.jsonl"
    target.write_text("mine")
    assert download().code == 6
    assert download("--skip-existing").code == 6
    assert target.read_text() == "mine"
    download("--overwrite").ok()
    before = target.stat().st_ino
    assert "same content" in download("--skip-existing").ok().err
    assert target.stat().st_ino == before


def test_links_are_never_followed(download: Any, run: Run, world: World, out: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    out.mkdir()
    (out / "a.jsonl").symlink_to(outside / "a.jsonl")
    assert download().code == 6
    download("--overwrite").ok()
    assert (os.listdir(outside), (out / "a.jsonl").is_symlink()) == ([], False)
    (out / "sub").symlink_to(outside)
    world.add("models", "m", {"sub/w.bin": b"w"})
    assert run("models", "download", "m", out).code == 16
    assert os.listdir(outside) == []


@pytest.mark.parametrize("name", ["../x", "/abs", "a/../../x", "a\x00", "a\nb", "\x1b[2J", "x" * 300, ".", "..", ""])
def test_names_that_lead_elsewhere_are_refused_first(name: str) -> None:
    for windows in (False, True):
        with pytest.raises(IntegrityError):
            safe_names(["good.bin", name], windows=windows)


@pytest.mark.parametrize(
    ("name", "on_windows"),
    [
        ("results-2026-11-25T10:00:00.jsonl", "results-2026-11-25T10_00_00.jsonl"),
        ('he said "x".jsonl', "he said _x_.jsonl"),
        ("what?.jsonl", "what_.jsonl"),
        ("aux.jsonl", "_aux.jsonl"),
        ("f/C:\\x", "f/C__x"),
        ("..\\x", ".._x"),
        ("rows.jsonl.", "rows.jsonl"),
        (" ", "_"),
    ],
)
def test_names_that_linux_allows_are_kept_and_replaced_on_windows(name: str, on_windows: str) -> None:
    assert str(safe_names([name], windows=False)[name]) == name
    assert str(safe_names([name], windows=True)[name]) == on_windows


@pytest.mark.parametrize("pair", [("Model.bin", "model.bin"), ("caf\u00e9", "cafe\u0301"), ("a:b", "a?b")])
def test_names_that_meet_on_windows_are_refused_there(pair: tuple[str, str]) -> None:
    assert len(set(safe_names(list(pair), windows=False).values())) == 2
    with pytest.raises(IntegrityError):
        safe_names(list(pair), windows=True)


def test_a_part_of_a_process_that_lives_is_left_to_it(tmp_path: Path) -> None:
    target = tmp_path / "a"
    mine = partial_files.StalePartials().take(target, ["a"])
    mine.save()
    mine.part.write_bytes(b"x")
    other = partial_files.StalePartials().take(target, ["a"])
    assert other.part != mine.part
    mine.release()
    third = partial_files.StalePartials().take(target, ["a"])
    assert third.part == mine.part


def test_a_process_that_was_killed_over_its_claim_leaves_nothing(download: Any, out: Path) -> None:
    out.mkdir()
    (out / ".a.jsonl.0123456789ab.claim.tmp").write_text("[")
    (out / ".a.jsonl.ba9876543210.claim").write_text('{"pid": 1}')
    (out / ".a.jsonl.ba9876543210.part").write_bytes(b"half")
    (out / ".a.jsonl.not-ours.tmp").write_text("x")
    download().ok()
    assert names(out) == [".a.jsonl.not-ours.tmp", "a.jsonl"]


def test_many_files_need_few_of_the_systems(run: Run, world: World, tmp_path: Path) -> None:
    made_of = {f"d{number % 7}/f{number}.bin": bytes([number % 256]) * 1024 for number in range(70)}
    world.add("models", "m", made_of)
    run("models", "download", "m", tmp_path / "out").ok()
    found = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes() for path in (tmp_path / "out").glob("*/*")
    }
    assert found == made_of
