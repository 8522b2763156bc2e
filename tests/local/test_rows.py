"""Rows of datasets: which are taken, and how the others are named."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from firectl_py.local.resources import rows

from .plane import Plane, chat_rows, word_of

USER = {"role": "user", "content": "hi"}
BOT = {"role": "assistant", "content": "ho"}
CALL = {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def read(*lines: Any, wanted: str = "") -> rows.RowReport:
    """The report on a file with these rows: objects as JSON, text as it is."""
    data = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return rows.read([("data.jsonl", io.BytesIO(data.encode()))], wanted)


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    """A chat row."""
    return {"messages": list(messages), **more}


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("chat", chat(USER, BOT)),
        ("chat", chat({"role": "system", "content": "be nice"}, USER, {**BOT, "weight": 0})),
        ("chat", chat({"role": "user", "content": [{"type": "text", "text": "what is it?"}, PICTURE]}, BOT)),
        (
            "chat",
            chat(USER, CALL, {"role": "tool", "content": "4", "tool_call_id": "1"}, BOT, tools=[{"type": "function"}]),
        ),
        ("chat", chat(USER, {**BOT, "reasoning_content": "hm"}, ground_truth=42)),
        ("completion", {"prompt": "a", "completion": "b"}),
        ("preference", {"input": chat(USER), "preferred_output": [BOT], "non_preferred_output": [BOT]}),
        ("batch", {"custom_id": "1", "body": chat(USER, max_tokens=5)}),
    ],
)
def test_good_rows(kind: str, row: Any) -> None:
    report = read(row)
    assert (report.bad, report.count, report.kind) == ([], 1, kind)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "is not JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[1]", "is not a JSON object"),
        ('{"messages": NaN}', "is not JSON: NaN is not a JSON value"),
        ("[" * 100_000, "is nested too deeply"),
        ({"text": "x"}, "has none of messages"),
        (chat(), "messages is empty"),
        ({"messages": "hi"}, "messages is not an array"),
        (chat("hi"), "messages[0] is not an object"),
        (
            chat(USER, {"role": "foo", "content": ""}),
            'messages[1].role "foo" is not one of system, user, assistant, tool',
        ),
        (chat(USER, {"content": "x"}), "messages[1].role null is not one of"),
        (chat(USER, {"role": "system", "content": "x"}), "which only the first message may be"),
        (chat(USER, {"role": "assistant"}), "messages[1].content is missing"),
        (chat({"role": "user", "content": 7}), "messages[0].content is neither a string nor an array"),
        (chat({"role": "user", "content": [{"type": "video"}]}), "content[0] is neither a text nor an image_url part"),
        (chat({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x"}}]}), "data URI"),
        (chat(USER, {**BOT, "weight": 2}), "messages[1].weight is neither 0 nor 1"),
        (chat(USER, {**BOT, "weight": True}), "messages[1].weight is neither 0 nor 1"),
        (
            chat(USER, {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": {}}}]}),
            "JSON in a string",
        ),
        (chat(USER, {"role": "assistant", "tool_calls": [{"function": {"arguments": "{}"}}]}), "name is not a string"),
        (chat(USER, BOT, tools={}), "tools is not an array of objects"),
        (chat(USER, BOT, weight="heavy"), "weight is not a number"),
        ({"prompt": "x"}, "completion is missing"),
        ({"prompt": 1, "completion": "x"}, "prompt is not a string"),
        (
            {"input": chat(USER), "preferred_output": [], "non_preferred_output": [BOT]},
            "preferred_output is not an array of one",
        ),
        ({"input": chat(USER), "preferred_output": [USER], "non_preferred_output": [BOT]}, 'role is not "assistant"'),
        ({"custom_id": 1, "body": {"prompt": "a"}}, "custom_id is not a string"),
        ({"custom_id": "1"}, "body is not an object"),
    ],
)
def test_bad_rows_are_named_by_line_and_field(row: Any, problem: str) -> None:
    report = read(row)
    ((file, line, found),) = report.bad
    assert (file, line) == ("data.jsonl", 1)
    assert problem in found


@pytest.mark.parametrize(
    ("lines", "bad_line", "problem"),
    [
        (
            [chat(USER, BOT), {"prompt": "a", "completion": "b"}],
            2,
            "is a completion row, the rows before are chat rows",
        ),
        ([chat(USER, BOT, weight=0.5), chat(USER, BOT)], 2, "weight has to be on all rows or on none"),
        (
            [
                {"custom_id": "1", "body": {"prompt": "a"}},
                {"custom_id": "2", "body": {"prompt": "a"}},
                {"custom_id": "1", "body": {"prompt": "a"}},
            ],
            3,
            "is used twice",
        ),
        ([chat(USER, BOT), "", chat(USER, BOT)], 2, "is empty"),
    ],
)
def test_rows_have_to_agree(lines: list[Any], bad_line: int, problem: str) -> None:
    ((_, line, found),) = read(*lines).bad
    assert line == bad_line
    assert problem in found


def test_bytes_that_are_no_text() -> None:
    good = chat_rows(1)
    report = rows.read([("a.jsonl", io.BytesIO(b"\xef\xbb\xbf" + good + b'{"a": "\xff"}\n' + good + b"\n\n"))])
    assert [(line, problem[:20]) for _, line, problem in report.bad] == [
        (1, "begins with a byte o"),
        (2, "is not UTF-8 (byte 8"),
    ]
    assert report.count == 1, "blank lines at the end are no rows"


def test_long_rows_are_refused_without_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROW_LIMIT", 1000)
    report = read("x" * 5000, chat(USER, BOT))
    assert report.bad == [("data.jsonl", 1, "is longer than 1000 bytes")]
    assert report.count == 1


def test_declared_formats_are_enforced() -> None:
    assert read(chat(USER, BOT), wanted="CHAT").bad == []
    assert read(chat(USER), wanted="RL").bad == []
    assert "is a chat row" in read(chat(USER, BOT), wanted="COMPLETION").bad[0][2]


def test_the_answer_names_every_shard_and_stops_counting(plane: Plane) -> None:
    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "1"}})
    bad = json.dumps(chat(USER, {"role": "foo", "content": ""})).encode() + b"\n"
    reply = plane.upload("rows", chat_rows(6) + bad * 30, file="train.jsonl")
    assert (reply.status_code, word_of(reply)) == (400, "INVALID_ARGUMENT")
    message = reply.get_json()["message"]
    assert 'train.jsonl line 7: messages[1].role "foo" is not one of' in message
    assert "and 20 more bad rows" in message
    assert len(reply.get_json()["details"][0]["fieldViolations"]) == 10
    assert plane.ok("GET", "datasets/rows")["state"] == "UPLOADING"
    assert plane.upload("rows", chat_rows(6)).status_code == 200, "a corrected file is taken"
