"""Replies of a storage that are not what they look like, on the way up and on the way down."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from firectl_py.transfer import source

from ..helpers import Run
from . import made
from .storage import ACCOUNT, World

OWNER = f"accounts/{ACCOUNT}/datasets/rows"
DATA = made.rows(300_000)
SHARDS = ("--shard-size", "1MiB")
EXPIRED = "<?xml version='1.0'?><Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message></Error>"
DIGEST = "<?xml version='1.0'?><Error><Code>BadDigest</Code></Error>"


def reply(head: str, body: str = "") -> str:
    """A fault word: the reply is just this."""
    return f"raw HTTP/1.1 {head}\r\n\r\n{body}"


@pytest.fixture
def stored(world: World) -> World:
    """A data set that can be downloaded."""
    world.add("datasets", "rows", {"a.jsonl": DATA})
    return world


@pytest.mark.parametrize(
    "word",
    [
        "raw HTTP/1.1 200 OK\r\nContent-Ty",
        reply("200 OK\r\nContent-Length: abc", "{}"),
        reply("200 OK\r\nContent-Length: -5", "{}"),
        reply("200 OK\r\nContent-Type: application/octet-stream", DATA[:1000].decode()),
        reply("206 Partial Content\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5", "12345"),
        reply("200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 9", "<p>in</p>"),
        reply("503 Busy\r\nContent-Type: application/xml\r\nContent-Length: 0"),
        reply("400 Bad Request\r\nContent-Type: application/xml\r\nConnection: close", EXPIRED),
    ],
)
def test_a_download_outlives_one_odd_reply(run: Run, stored: World, tmp_path: Path, word: str) -> None:
    fault = stored.fail("GET /s/", word)
    run("datasets", "download", "rows", tmp_path / "out").ok()
    assert fault.met == 1
    assert (tmp_path / "out" / "a.jsonl").read_bytes() == DATA


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("raw HTTP/1.1 200 OK\r\nContent-Ty", 9),
        (reply("200 OK\r\nContent-Length: abc", "{}"), 9),
        (reply("200 OK\r\nContent-Type: text/html\r\nContent-Length: 9", "<p>in</p>"), 9),
        (reply("200 OK\r\nContent-Length: 24", "<!DOCTYPE html><p>in</p>"), 9),
        (reply("200 OK\r\nContent-Type: application/xml\r\nContent-Length: 8", "<Error/>"), 9),
        (reply("200 OK\r\nContent-Type: application/octet-stream", DATA[:1000].decode()), 14),
        (reply("200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4", "\x1f\x8b\x08\x00"), 14),
        (reply("206 Partial Content\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5", "12345"), 14),
    ],
)
def test_what_is_never_whole_gets_no_name(run: Run, stored: World, tmp_path: Path, word: str, code: int) -> None:
    stored.fail("GET /s/", word, times=100)
    refused = run("datasets", "download", "rows", tmp_path / "out")
    assert refused.code == code, refused.err
    assert not (tmp_path / "out" / "a.jsonl").exists()


def test_an_uploads_reply_that_ends_in_its_header_is_no_success(run: Run, world: World, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(made.rows(1_000_000))
    fault = world.fail("PUT /s/", "raw HTTP/1.1 200 OK\r\nContent-Le")
    run("datasets", "create", "rows", path, *SHARDS).ok()
    assert (fault.met, world.whole(OWNER)) == (1, path.read_bytes())


def test_a_storage_that_drips_is_given_up_and_asked_anew(
    run: Run, stored: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firectl_py.http.storage.STALL_SECONDS", 1.0)
    up, down = stored.fail("PUT /s/", "drip"), stored.fail("GET /s/", "drip")
    run("datasets", "download", "rows", tmp_path / "out").ok()
    path = tmp_path / "rows.jsonl"
    path.write_bytes(made.rows(1_000_000))
    run("datasets", "create", "other", path, *SHARDS).ok()
    assert (up.met, down.met) == (1, 1)


@pytest.mark.parametrize("match", ["GET /s/", "PUT /s/"])
def test_retry_after_is_waited_for_whatever_the_type_of_the_reply(
    run: Run, stored: World, tmp_path: Path, match: str
) -> None:
    times: list[float] = []
    taken = stored.taken

    def timed(method: str, path: str) -> str:
        if path.startswith("/s/"):
            times.append(time.monotonic())
        return taken(method, path)

    stored.taken = timed  # type: ignore[method-assign]
    stored.fail(match, reply("429 Slow\r\nContent-Type: application/xml\r\nRetry-After: 1\r\nContent-Length: 0"))
    if match.startswith("GET"):
        run("datasets", "download", "rows", tmp_path / "out").ok()
    else:
        path = tmp_path / "rows.jsonl"
        path.write_bytes(made.rows(1_000_000))
        run("datasets", "create", "other", path, *SHARDS).ok()
    assert times[1] - times[0] >= 1.0


def test_bytes_that_the_storage_refuses_by_their_checksum_are_exit_14(run: Run, world: World, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(made.rows(5_000_000))
    word = reply("400 Bad Request\r\nContent-Type: application/xml\r\nConnection: close", DIGEST)
    world.fail("PUT .*part-00002", word, times=9)
    refused = run("datasets", "create", "rows", path, *SHARDS)
    assert (refused.code, world.count("validateUpload")) == (14, 0)


def test_a_clock_that_is_wrong_is_named(run: Run, stored: World, tmp_path: Path) -> None:
    word = reply("403 Forbidden\r\nContent-Type: application/xml\r\nConnection: close", EXPIRED)
    stored.fail("GET /s/", word.replace("ExpiredToken", "RequestTimeTooSkewed"), times=9)
    assert "clock is wrong" in run("datasets", "download", "rows", tmp_path / "out").err


@pytest.mark.parametrize("shards", [(), SHARDS], ids=["one request", "parts"])
def test_a_file_rewritten_while_it_is_sent_is_never_ready(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shards: tuple[str, ...]
) -> None:
    """Same size, time put back, and a storage that states no checksum: nobody but us can notice."""
    world.states_hash = False
    path = tmp_path / "rows.jsonl"
    path.write_bytes(made.rows(3_000_000))
    crc_of, before = source.crc_of, path.stat()

    def then_rewritten(at: Path, start: int, length: int) -> int:
        crc = crc_of(at, start, length)
        path.write_bytes(path.read_bytes().replace(b'"content": "', b'"content": "0')[: before.st_size])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return crc

    monkeypatch.setattr(source, "crc_of", then_rewritten)
    refused = run("datasets", "create", "rows", path, *shards)
    assert refused.code == 14, refused.err
    assert world.rows[OWNER]["state"] == "UPLOADING"


@pytest.mark.parametrize("how", ["one object for two", "a file nobody asked for", "none for a file"])
def test_signed_urls_that_do_not_fit_the_files_are_refused_before_the_first_byte(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    from .storage import Handler

    url_of = Handler._url

    def url(self: Handler, method: str, owner: str, file: str) -> str:
        return url_of(self, method, owner, "a.jsonl") + f"&X-Goog-Signature={file}"

    def act(self: Handler, name: str, verb: str, body: dict[str, dict[str, str]], data: bytes) -> None:
        if verb == "getUploadEndpoint" and how == "a file nobody asked for":
            body["filenameToSize"]["z.jsonl"] = "1"
        elif verb == "getUploadEndpoint" and how == "none for a file":
            del body["filenameToSize"]["b.jsonl"]
        act_of(self, name, verb, body, data)

    act_of = Handler._act
    monkeypatch.setattr(Handler, "_act", act)
    if how == "one object for two":
        monkeypatch.setattr(Handler, "_url", url)
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_bytes(made.rows(10_000, seed=ord(name)))
    refused = run("datasets", "create", "rows", tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert (refused.code, world.count("PUT ")) == (1, 0)
    assert "signed URLs" in refused.err
