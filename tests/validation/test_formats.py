"""What each format takes, what it refuses with which words, and what it finds odd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .write import BOT, PNG, USER, chat, errors, judged, warnings

SYSTEM = {"role": "system", "content": "be nice"}
CALL = {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": '{"x": 1}'}}]}
TOOL = {"role": "tool", "content": "4", "tool_call_id": "1"}
TOOLS = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
CONTENT = "allowed: a string, or an array of text and image_url parts"
IMAGES = "allowed: data:image/png;base64,... or data:image/jpeg;base64,..."


def image(url: str) -> dict[str, Any]:
    """A message with an image."""
    return {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}


def calling(arguments: Any, name: Any = "f") -> dict[str, Any]:
    """A message that calls a tool."""
    return {"role": "assistant", "tool_calls": [{"function": {"name": name, "arguments": arguments}}]}


@pytest.mark.parametrize(
    ("format", "row"),
    [
        ("sft", chat(USER, BOT)),
        ("sft", chat(SYSTEM, USER, BOT, USER, BOT)),
        ("sft", chat(USER, {**BOT, "weight": 0}, USER, {**BOT, "weight": 1})),
        ("sft", chat(USER, BOT, weight=0.5)),
        ("sft", chat(USER, CALL, TOOL, BOT, tools=TOOLS)),
        ("sft", chat(USER, {**CALL, "content": None}, TOOL, {**CALL, "content": ""}, TOOL, BOT, tools=TOOLS)),
        ("sft", chat(USER, {**BOT, "reasoning_content": "hm"})),
        ("sft", chat({"role": "user", "content": [{"type": "text", "text": "what is it?"}]}, BOT)),
        ("sft", chat(image(PNG), BOT)),
        ("rft", chat(SYSTEM, USER, ground_truth={"answer": [1, 2]}, anything="goes")),
        ("dpo", {"input": chat(USER, tools=TOOLS), "preferred_output": [BOT], "non_preferred_output": [CALL]}),
        ("batch", {"custom_id": "1", "body": chat(USER, max_tokens=5)}),
        ("batch", {"custom_id": "1", "body": chat(image("https://example.com/a.png"))}),
        ("batch", {"custom_id": "1", "body": {"prompt": "a"}}),
        ("completion", {"prompt": "a", "completion": "b"}),
        ("embedding", {"query": "a", "positive": "b", "negative": ["c", "d"]}),
        ("embedding", {"anchor": "a", "positive": ["b"]}),
    ],
)
def test_good_rows_and_the_format_they_are_of(tmp_path: Path, format: str, row: Any) -> None:
    report = judged(tmp_path, row)
    assert (errors(report), report.format, report.rows) == ([], format, 1)
    assert not report.row_warnings.keys() - {"few"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            {"text": "x"},
            "1: found an object (text); allowed: sft rows (supervised fine-tuning, chat), such as "
            '{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}',
        ),
        (chat(), "1: messages: found an empty array; allowed: an array of messages"),
        ({"messages": "hi"}, '1: messages: found "hi"; allowed: an array of messages'),
        (chat(USER, "hi"), '1: messages[1]: found "hi"; allowed: an object with role and content'),
        (
            chat(USER, {**BOT, "role": "robot"}),
            '1: messages[1].role: found "robot"; allowed: system, user, assistant, tool',
        ),
        (chat(USER, {"content": "x"}), "1: messages[1].role: found no role; allowed: system, user, assistant, tool"),
        (
            chat(USER, {**BOT, "role": ["user"]}),
            "1: messages[1].role: found an array of 1; allowed: system, user, assistant, tool",
        ),
        (
            chat({"from": "human", "value": "x"}),
            '1: messages[0].role: found no role (but "from"); allowed: system, user, assistant, tool',
        ),
        (
            chat(USER, SYSTEM, BOT),
            '1: messages[1].role: found "system" in message 2; allowed: system in the first message only',
        ),
        (chat(USER), "1: messages: found no assistant message; allowed: at least one to learn from"),
        (chat(USER, {"role": "assistant"}), f"1: messages[1].content: found no content; {CONTENT}"),
        (chat(USER, {**BOT, "content": None}), f"1: messages[1].content: found null; {CONTENT}"),
        (chat(USER, {**BOT, "content": 7}), f"1: messages[1].content: found 7; {CONTENT}"),
        (chat(USER, {**BOT, "content": {"a": 1}}), f"1: messages[1].content: found an object (a); {CONTENT}"),
        (
            chat({"role": "user", "content": [{"type": "video"}]}, BOT),
            '1: messages[0].content[0].type: found "video"; allowed: "text" or "image_url"',
        ),
        (
            chat({"role": "user", "content": [{"type": "text"}]}, BOT),
            "1: messages[0].content[0].text: found null; allowed: a string",
        ),
        (
            chat(image("https://example.com/a.png"), BOT),
            f'1: messages[0].content[0].image_url.url: found "https://example.com/a.png"; {IMAGES}',
        ),
        (
            chat(image("data:image/webp;base64,AAAA"), BOT),
            f'1: messages[0].content[0].image_url.url: found "data:image/webp;base64,AAAA"; {IMAGES}',
        ),
        (
            chat(image("data:image/png;base64,AA*A"), BOT),
            '1: messages[0].content[0].image_url.url: found "data:image/png;base64,AA*A", '
            f"whose data are not base64; {IMAGES}",
        ),
        (chat(USER, {**BOT, "weight": 2}), "1: messages[1].weight: found 2; allowed: 0 or 1"),
        (chat(USER, {**BOT, "weight": True}), "1: messages[1].weight: found true; allowed: 0 or 1"),
        (chat(USER, BOT, weight="heavy"), '1: weight: found "heavy"; allowed: a number'),
        (
            chat(USER, calling({"x": 1})),
            "1: messages[1].tool_calls[0].function.arguments: found an object (x); allowed: JSON in a string",
        ),
        (
            chat(USER, calling("{x: 1}")),
            '1: messages[1].tool_calls[0].function.arguments: found "{x: 1}"; allowed: JSON in a string',
        ),
        (
            chat(USER, calling("{}", name=None)),
            "1: messages[1].tool_calls[0].function.name: found null; allowed: the name of a function",
        ),
        (chat(USER, BOT, tools={}), "1: tools: found an empty object; allowed: an array of tools"),
        (
            {"input": chat(USER), "preferred_output": [], "non_preferred_output": [BOT]},
            "1: preferred_output: found an empty array; allowed: an array of one assistant message",
        ),
        (
            {"input": chat(USER), "preferred_output": [BOT], "non_preferred_output": [USER]},
            '1: non_preferred_output[0].role: found "user"; allowed: assistant',
        ),
        (
            {"preferred_output": [BOT], "non_preferred_output": [CALL]},
            "1: input: found null; allowed: an object with messages",
        ),
        ({"custom_id": 1, "body": chat(USER)}, "1: custom_id: found 1; allowed: a string that no other row has"),
        ({"custom_id": "1"}, "1: body: found null; allowed: an object with messages"),
        ({"prompt": "x"}, "1: completion: found no completion; allowed: a string"),
        ({"query": "x", "positive": 3}, "1: positive: found 3; allowed: a string, or an array of strings"),
    ],
)
def test_bad_rows(tmp_path: Path, row: Any, message: str) -> None:
    format = "sft" if "messages" in row or "text" in row else ""
    assert errors(judged(tmp_path, row, format=format)) == [message]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (chat(USER, USER, BOT), "messages[1]: two user messages in a row"),
        (chat(USER, BOT, BOT), "messages[2]: two assistant messages in a row"),
        (chat(SYSTEM, BOT), "messages[1]: an assistant message before any user message"),
        (
            chat(USER, BOT, USER),
            "messages[2]: the last message is not the assistant's, so nothing is learned from the end",
        ),
        (
            chat(USER, {**BOT, "weight": 0}),
            "messages: every assistant message has weight 0, so nothing is learned from the row",
        ),
        (chat(USER, TOOL, BOT), "messages[1]: a tool message without a tool call before it"),
        (chat(USER, {**BOT, "wieght": 0}), "messages[1].wieght: a field of a message that no format knows"),
        (chat(USER, {**BOT, "content": ""}), "messages[1].content: an empty text"),
        (
            chat(image(PNG.replace("png", "jpeg")), BOT),
            "messages[0].content[0].image_url.url: the bytes of the image are of another kind than its data URI says",
        ),
    ],
)
def test_odd_rows_are_legal(tmp_path: Path, row: Any, sentence: str) -> None:
    report = judged(tmp_path, row, row, row, format="sft")
    report.row_warnings.pop("repeated")
    assert errors(report) == []
    assert warnings(report) == [f"1: {sentence} (3 times)"]


def test_a_format_can_be_named(tmp_path: Path) -> None:
    assert judged(tmp_path, chat(USER), format="rft").problem_count == 0
    assert errors(judged(tmp_path, chat(USER, BOT), format="completion")) == [
        "1: found a row of sft; allowed: completion rows (supervised fine-tuning, prompt and completion)"
    ]


def test_one_answered_conversation_makes_it_supervised(tmp_path: Path) -> None:
    report = judged(tmp_path, chat(USER), chat(USER, BOT), chat(USER, BOT))
    assert report.format == "sft"
    assert errors(report) == ["1: messages: found no assistant message; allowed: at least one to learn from"]
