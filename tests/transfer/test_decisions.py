"""The pure parts, as tables."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from firectl_py.errors import PermissionDeniedError
from firectl_py.http.storage import StorageReply
from firectl_py.transfer import checksum, plain, ranges, resumable, shards, source
from firectl_py.transfer.ranges import Held
from firectl_py.transfer.resumable import QUANTUM, WINDOW, SessionReply, State, UploadStep

SIZE = 20 * 1024 * 1024 + 1
FIRST = UploadStep("send", 0, SIZE)


@pytest.mark.parametrize(
    ("answer", "kind", "start"),
    [
        (SessionReply(200), "done", 0),
        (SessionReply(201), "done", 0),
        (SessionReply(308, "bytes=0-262143"), "send", 262144),
        (SessionReply(308, None), "send", 0),
        (SessionReply(308, f"bytes=0-{SIZE - 1}"), "ask", 0),
        (SessionReply(308, "bites=9-11"), "ask", 0),
        (SessionReply(308, "bytes=5-9"), "ask", 0),
        (SessionReply(308, f"bytes=0-{SIZE}"), "ask", 0),
        (None, "ask", 0),
        (SessionReply(408), "ask", 0),
        (SessionReply(429), "ask", 0),
        (SessionReply(503), "ask", 0),
        (SessionReply(404), "open", 0),
        (SessionReply(410), "open", 0),
        (SessionReply(403), "open", 0),
        (SessionReply(400), "fail", 0),
        (SessionReply(412), "fail", 0),
        (SessionReply(413), "fail", 0),
    ],
)
def test_after_a_window(answer: SessionReply | None, kind: str, start: int) -> None:
    _, step = resumable.after(State(SIZE), FIRST, answer)
    assert (step.kind, step.start) == (kind, start)


def test_windows_are_multiples_but_the_last() -> None:
    total = 2 * WINDOW + 5
    state, step = resumable.opened(State(total))
    spans = []
    while step.kind == "send":
        spans.append((step.start, step.end))
        stored = SessionReply(308, f"bytes=0-{step.end - 1}") if step.end < total else SessionReply(200)
        state, step = resumable.after(state, step, stored)
    assert spans == [(0, WINDOW), (WINDOW, 2 * WINDOW), (2 * WINDOW, total)]
    assert WINDOW % QUANTUM == 0
    assert WINDOW >= 32 * 1024 * 1024
    assert step.kind == "done"


def test_an_exact_multiple_has_no_empty_request_after_it() -> None:
    state, step = resumable.opened(State(WINDOW))
    assert (step.start, step.end) == (0, WINDOW)
    assert resumable.after(state, step, SessionReply(200))[1].kind == "done"


def test_complete_in_the_middle_is_doubted() -> None:
    state, step = resumable.opened(State(2 * WINDOW))
    assert resumable.after(state, step, SessionReply(200))[1].kind == "ask"


def test_going_back_is_asked_about_once_and_then_believed_of_nobody() -> None:
    state = State(SIZE, stored=1024, sent=SIZE)
    state, step = resumable.after(state, UploadStep("send", 1024, SIZE), SessionReply(308, "bytes=0-99"))
    assert step.kind == "ask"
    assert resumable.after(state, step, SessionReply(308, "bytes=0-99"))[1] == UploadStep("fail", reason="protocol")


def test_no_progress_ends_it() -> None:
    state, step = resumable.opened(State(SIZE))
    sent = 0
    while step.kind == "send":
        sent += 1
        state, step = resumable.after(state, step, SessionReply(308, None))
    assert (sent, step.reason) == (resumable.MAX_IDLE, "idle")


def test_progress_forgives_what_went_before() -> None:
    state, step = State(SIZE), FIRST
    for stored in range(1, 40):
        state, step = resumable.after(state, step._replace(kind="send", end=SIZE), None)
        assert step.kind == "ask"
        state, step = resumable.after(state, step, SessionReply(308, f"bytes=0-{stored}"))
        assert (step.kind, step.start) == ("send", stored + 1)


def test_silence_ends_it() -> None:
    state, step, asked = State(SIZE), FIRST, 0
    while step.kind != "fail":
        state, step = resumable.after(state, step, None)
        asked += 1
    assert (asked, step.reason) == (resumable.MAX_UNCLEAR, "unclear")


def test_three_new_sessions_and_no_more() -> None:
    state, step, opened = State(SIZE), FIRST, 0
    while step.kind != "fail":
        state, step = resumable.after(state, step, SessionReply(410))
        if step.kind == "open":
            opened += 1
            state, step = resumable.opened(state)
    assert (opened, step.reason) == (resumable.MAX_SESSIONS, "lost")


@pytest.mark.parametrize(
    ("status", "want"),
    [(200, "done"), (201, "done"), (503, "again"), (429, "again"), (403, "renew"), (400, "fail"), (412, "fail")],
)
def test_after_a_plain_put(status: int, want: str) -> None:
    error = PermissionDeniedError("no", status=403) if status == 403 else None if status < 300 else ValueError("no")
    answer = StorageReply(status, {}, error)  # type: ignore[arg-type]  # any error will do
    assert plain.after(plain.Tries(), answer)[0] == want
    assert plain.after(plain.Tries(), None)[0] == "again"
    assert plain.after(plain.Tries(failed=plain.ATTEMPTS), None)[0] == "fail"


HELD = Held(100, '"a"', "7", 500)


@pytest.mark.parametrize(
    ("held", "status", "headers", "want"),
    [
        (Held(), 200, {}, "whole"),
        (HELD, 200, {"etag": '"b"'}, "whole"),
        (HELD, 206, {"content-range": "bytes 100-499/500", "etag": '"a"'}, "append"),
        (HELD, 206, {"content-range": "bytes 100-499/*"}, "afresh"),
        (HELD, 206, {"content-range": "bytes 100-499/*", "etag": '"a"'}, "append"),
        (HELD, 206, {"content-range": "bytes 99-499/500"}, "afresh"),
        (HELD, 206, {"content-range": "bytes 100-300/500"}, "afresh"),
        (HELD, 206, {"content-range": "bytes 100-499/500", "etag": '"b"'}, "afresh"),
        (HELD, 206, {"content-range": "bytes 100-499/500", "x-goog-generation": "8"}, "afresh"),
        (HELD, 206, {"content-range": "bytes 100-599/600"}, "afresh"),
        (HELD, 206, {}, "afresh"),
        (Held(), 206, {"content-range": "bytes 0-499/500"}, "afresh"),
        (HELD, 416, {"content-range": "bytes */500"}, "afresh"),
        (Held(500, '"a"', "", 500), 416, {"content-range": "bytes */500"}, "complete"),
        (Held(600, '"a"', "", None), 416, {"content-range": "bytes */500"}, "afresh"),
    ],
)
def test_what_a_download_is_answered(held: Held, status: int, headers: dict[str, str], want: str) -> None:
    assert ranges.judge(held, status, headers) == want


def test_nothing_is_gone_on_with_that_cannot_be_known_again() -> None:
    assert ranges.request(HELD) == {"Range": "bytes=100-", "If-Range": '"a"'}
    assert ranges.request(HELD._replace(etag="")) == {}
    assert ranges.request(HELD._replace(etag='W/"a"')) == {}


@pytest.mark.parametrize("shard_size", [1, 5, 10, 11, 1000])
def test_cuts_end_with_lines_and_lose_nothing(shard_size: int) -> None:
    data = b"one\ntwo\n\nthree three three\nno end"
    file = io.BytesIO(data)
    spans = shards.cut(len(data), shard_size, lambda offset: shards.line_end(file, offset, len(data)))
    pieces = [data[start : start + length] for start, length in spans]
    assert b"".join(pieces) == data
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])
    assert all(pieces)


def test_pieces_come_together_only_when_all_are_there() -> None:
    names = [shards.part_name("rows.jsonl", number, 3) for number in (1, 2, 3)]
    assert names[0] == "rows.part-00001-of-00003.jsonl"
    assert shards.joined([names[2], "other.jsonl", names[0], names[1]]) == [
        shards.ShardedFile("rows.jsonl", tuple(names)),
        shards.ShardedFile("other.jsonl", ("other.jsonl",)),
    ]
    assert [whole.name for whole in shards.joined(names[:2])] == names[:2]
    assert len(shards.joined([*names, "rows.jsonl"])) == 4


def test_a_small_file_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x\n" * 10)
    with path.open("rb", buffering=0) as file:
        assert [piece.name for piece in shards.parts_of(path, "a.jsonl", 20, 10, file)] == ["a.jsonl"]
        assert len(shards.parts_of(path, "a.jsonl", 20, 9, file)) == 2


@pytest.mark.parametrize(
    ("header", "want"),
    [
        ("crc32c=n03x6A==,md5=Ojk9c3dhfxgoKVVHYwFbHQ==", ("crc32c", "n03x6A==")),
        ("md5=Ojk9c3dhfxgoKVVHYwFbHQ==", ("md5", "Ojk9c3dhfxgoKVVHYwFbHQ==")),
        ("crc32c=n03x", None),
        ("sha1=x", None),
        (None, None),
    ],
)
def test_stated_checksums(header: str | None, want: tuple[str, str] | None) -> None:
    assert checksum.stated(header) == want


def test_a_slow_line_gets_small_blocks() -> None:
    block = source.BLOCK
    for _ in range(20):
        block = source.next_block(block, 30.0)
    assert block == 16 * 1024
    assert source.next_block(block, 0.01) == 32 * 1024
    assert source.next_block(source.BLOCK, 0.01) == source.BLOCK
