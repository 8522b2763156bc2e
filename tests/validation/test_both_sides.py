"""What `datasets validate` passes, the control plane takes, and what the one refuses, the other refuses too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firectl_py.errors import FirectlError
from firectl_py.validation import validate
from tests.local.plane import Plane

USER, BOT = {"role": "user", "content": "How are you?"}, {"role": "assistant", "content": "Very well."}
CALL = {"type": "function", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}
PNG = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
REMOTE = {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}}


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    """A conversation as a row."""
    return {"messages": list(messages), **more}


GOOD: dict[str, Any] = {
    "a conversation": chat(USER, BOT),
    "a system message first": chat({"role": "system", "content": "Be brief."}, USER, BOT),
    "a call of a tool": chat(USER, {"role": "assistant", "content": None, "tool_calls": [CALL]}, BOT),
    "weights": chat(USER, {**BOT, "weight": 0}, USER, {**BOT, "weight": 1}, weight=0.5),
    "parts": chat({"role": "user", "content": [{"type": "text", "text": "What is this?"}, PNG]}, BOT),
    "reasoning": chat(USER, {**BOT, "reasoning_content": "They ask how I am."}),
    "tools": chat(USER, BOT, tools=[{"type": "function", "function": {"name": "weather"}}]),
    "a prompt and its completion": {"prompt": "2 + 2 =", "completion": "4"},
    "preferences": {
        "input": chat(USER),
        "preferred_output": [BOT],
        "non_preferred_output": [{**BOT, "content": "No."}],
    },
    "a request": {"custom_id": "1", "body": chat(USER, max_tokens=5)},
    "a request with a remote image": {"custom_id": "1", "body": chat({"role": "user", "content": [REMOTE]})},
    "a request with a prompt": {"custom_id": "1", "body": {"prompt": "Once"}},
    "a pair to embed": {"query": "colour", "positive": "red"},
    "a pair under another name": {"anchor": "colour", "positive": ["red", "blue"], "negative": ["four"]},
}
BAD: dict[str, Any] = {
    "no member that is known": {"text": "hello"},
    "a role that is not one": chat({"role": "bot", "content": "hello"}),
    "a system message in the middle": chat(USER, {"role": "system", "content": "x"}, BOT),
    "no messages": chat(),
    "messages as text": {"messages": "hello"},
    "content of another type": chat({"role": "user", "content": 5}, BOT),
    "a weight that is neither 0 nor 1": chat(USER, {**BOT, "weight": 2}),
    "a row's weight as text": chat(USER, BOT, weight="heavy"),
    "a remote image": chat({"role": "user", "content": [REMOTE]}, BOT),
    "a part of another type": chat({"role": "user", "content": [{"type": "audio"}]}, BOT),
    "arguments that are not JSON": chat(
        USER, {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{"}}]}
    ),
    "tools that are not an array": chat(USER, BOT, tools={"name": "f"}),
    "a prompt alone": {"prompt": "2 + 2 ="},
    "a preference without the other": {"input": chat(USER), "preferred_output": [BOT]},
    "two preferred answers": {"input": chat(USER), "preferred_output": [BOT, BOT], "non_preferred_output": [BOT]},
    "a preferred answer of the user": {"input": chat(USER), "preferred_output": [USER], "non_preferred_output": [BOT]},
    "a request without an id": {"body": chat(USER)},
    "a request without a body": {"custom_id": "1"},
    "a request that asks nothing": {"custom_id": "1", "body": {"max_tokens": 5}},
    "a pair with a number": {"query": "colour", "positive": 5},
    "a pair with an empty array": {"query": "colour", "positive": []},
}


def verdicts(plane: Plane, folder: Path, lines: bytes) -> tuple[bool, bool]:
    """Whether `validate` passes a file, and whether the control plane takes it."""
    path = folder / "rows.jsonl"
    path.write_bytes(lines)
    try:
        passed = not validate([path], enough=False).problem_count
    except FirectlError:
        passed = False
    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"userUploaded": {}, "exampleCount": "1"}})
    return passed, plane.upload("rows", lines).status_code == 200


@pytest.fixture
def plane(tmp_path: Path) -> Plane:
    """A fresh control plane in this process."""
    return Plane(tmp_path / "plane")


@pytest.mark.parametrize("row", GOOD.values(), ids=GOOD)
def test_both_sides_take_a_good_row(plane: Plane, tmp_path: Path, row: Any) -> None:
    assert verdicts(plane, tmp_path, json.dumps(row).encode() + b"\n") == (True, True)


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
def test_both_sides_refuse_a_bad_row(plane: Plane, tmp_path: Path, row: Any) -> None:
    assert verdicts(plane, tmp_path, json.dumps(row).encode() + b"\n") == (False, False)


@pytest.mark.parametrize(
    "lines",
    [
        b"\xef\xbb\xbf" + json.dumps(chat(USER, BOT)).encode(),
        json.dumps([chat(USER, BOT)]).encode(),
        b'{"prompt": "a", "completion": NaN}',
        b'{"prompt": "\xff", "completion": "b"}',
        b'{"prompt": "a", "completion": "b"',
        b'\n{"prompt": "a", "completion": "b"}',
        b'{"prompt": "a", "completion": "b"}\n{"messages": []}',
        b'{"custom_id": "1", "body": {"prompt": "a"}}\n{"custom_id": "1", "body": {"prompt": "b"}}',
        b"\x1f\x8b\x08\x00",
    ],
    ids=["byte order mark", "an array", "NaN", "not UTF-8", "cut", "blank line first", "two kinds", "id twice", "gzip"],
)
def test_both_sides_refuse_a_file_that_is_not_rows(plane: Plane, tmp_path: Path, lines: bytes) -> None:
    assert verdicts(plane, tmp_path, lines) == (False, False)
