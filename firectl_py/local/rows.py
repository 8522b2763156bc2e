"""Rows of a dataset: reading JSONL and judging every row by its format.

Touches only the streams it is given. The formats are chat, completion, preference pairs (DPO) and batch requests; a
file is read line by line, so memory does not grow with it. Tokens are estimated, one for every four bytes of text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from .errors import ApiError, Json

ROLES = ("system", "user", "assistant", "tool")
BYTES_PER_TOKEN = 4
ROW_LIMIT = 64 * 1024 * 1024
"""Bytes one row may have."""
SHOWN = 10
"""Bad rows an answer names."""

_IMAGES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,")
_NESTED = "is nested too deeply"


class _BadRow(ValueError):
    """What is wrong with a row, beginning with the path of the culprit."""


@dataclass
class Report:
    """What reading a dataset found."""

    count: int = 0
    text_bytes: int = 0
    turns: int = 0
    kind: str = ""
    """chat, completion, preference or batch."""
    silent: str = ""
    """Place of the first chat row that has no answer to learn from."""
    bad: list[tuple[str, int, str]] = field(default_factory=list)
    """(file, line, problem) of the first bad rows."""
    bad_count: int = 0
    weighted: bool | None = None
    seen_ids: set[str] = field(default_factory=set)

    @property
    def tokens(self) -> int:
        """Estimated tokens, at least one a row."""
        return max(self.count, self.text_bytes // BYTES_PER_TOKEN)

    def error(self) -> ApiError:
        """INVALID_ARGUMENT that names the bad rows."""
        places = [f"{file} line {line}: {problem}" for file, line, problem in self.bad]
        rest = self.bad_count - len(self.bad)
        text = "; ".join(places) + (f"; and {rest} more bad rows" if rest else "")
        violations = [{"field": f"{file}:{line}", "description": problem} for file, line, problem in self.bad]
        detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}
        return ApiError("INVALID_ARGUMENT", text, details=[detail])


def read(files: Iterable[tuple[str, BinaryIO]], wanted_format: str = "") -> Report:
    """Read every row of the files; `wanted_format` is the dataset's declared CHAT, COMPLETION or RL."""
    report = Report()
    for name, stream in files:
        for number, line in _lines(stream):
            try:
                _judge(report, _parse(line), wanted_format, f"{name} line {number}")
                report.count += 1
            except _BadRow as error:
                report.bad_count += 1
                if len(report.bad) < SHOWN:
                    report.bad.append((name, number, str(error)))
    return report


def _lines(stream: BinaryIO) -> Iterable[tuple[int, bytes]]:
    """Numbered lines; blank ones at the end of the file are left out."""
    blank: list[int] = []
    number = 0
    while line := stream.readline(ROW_LIMIT + 1):
        number += 1
        if not line.strip():
            blank.append(number)
            continue
        yield from ((skipped, b"") for skipped in blank)
        blank.clear()
        yield number, line
        while len(line) > ROW_LIMIT and not line.endswith(b"\n"):
            line = stream.readline(ROW_LIMIT + 1)


def _parse(line: bytes) -> Json:
    if not line:
        raise _BadRow("is empty")
    if len(line) > ROW_LIMIT:
        raise _BadRow(f"is longer than {ROW_LIMIT} bytes")
    if line.startswith(b"\xef\xbb\xbf"):
        raise _BadRow("begins with a byte order mark; save the file as UTF-8 without one")
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _BadRow(f"is not UTF-8 (byte {error.start + 1})") from error
    except RecursionError as error:
        raise _BadRow(_NESTED) from error
    except json.JSONDecodeError as error:
        raise _BadRow(f"is not JSON: {error.msg} at column {error.colno}") from error
    except ValueError as error:
        raise _BadRow(f"is not JSON: {str(error)[:80]}") from error
    if not isinstance(value, dict):
        raise _BadRow("is not a JSON object")
    return value


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON value")


def _judge(report: Report, row: Json, wanted_format: str, place: str) -> None:
    kind = _kind(row)
    if wanted_format and kind != {"CHAT": "chat", "COMPLETION": "completion", "RL": "chat"}[wanted_format]:
        raise _BadRow(f"is a {kind} row, the dataset's format is {wanted_format}")
    report.kind = report.kind or kind
    if kind != report.kind:
        raise _BadRow(f"is a {kind} row, the rows before are {report.kind} rows")
    _JUDGES[kind](report, row)
    if kind == "chat" and not report.silent and not any(m["role"] == "assistant" for m in row["messages"]):
        report.silent = place


def _kind(row: Json) -> str:
    if "messages" in row:
        return "chat"
    if "preferred_output" in row or "non_preferred_output" in row:
        return "preference"
    if "custom_id" in row or "body" in row:
        return "batch"
    if "prompt" in row or "completion" in row:
        return "completion"
    raise _BadRow('has none of "messages", "prompt" and "completion", "preferred_output", "custom_id"')


def _chat(report: Report, row: Json) -> None:
    weighted = "weight" in row
    if weighted and not _is_number(row["weight"]):
        raise _BadRow("weight is not a number")
    if report.weighted not in (None, weighted):
        raise _BadRow("weight has to be on all rows or on none")
    size, turns = _messages(row["messages"], "messages")
    _tools(row.get("tools"), "tools")
    report.weighted = weighted
    report.text_bytes += size
    report.turns += turns


def _completion(report: Report, row: Json) -> None:
    for name in ("prompt", "completion"):
        if not isinstance(row.get(name), str):
            raise _BadRow(f"{name} is missing" if name not in row else f"{name} is not a string")
    report.text_bytes += _size(row["prompt"]) + _size(row["completion"])
    report.turns += 1


def _preference(report: Report, row: Json) -> None:
    prompt = row.get("input")
    if not isinstance(prompt, dict):
        raise _BadRow("input is not an object")
    size, turns = _messages(prompt.get("messages"), "input.messages")
    _tools(prompt.get("tools"), "input.tools")
    for name in ("preferred_output", "non_preferred_output"):
        answer = row.get(name)
        if not isinstance(answer, list) or len(answer) != 1:
            raise _BadRow(f"{name} is not an array of one message")
        size += _messages(answer, name)[0]
        if answer[0]["role"] != "assistant":
            raise _BadRow(f'{name}[0].role is not "assistant"')
    report.text_bytes += size
    report.turns += turns


def _batch(report: Report, row: Json) -> None:
    custom_id, body = row.get("custom_id"), row.get("body")
    if not isinstance(custom_id, str) or not custom_id:
        raise _BadRow("custom_id is not a string")
    if custom_id in report.seen_ids:
        raise _BadRow(f"custom_id {custom_id[:60]!r} is used twice")
    if not isinstance(body, dict):
        raise _BadRow("body is not an object")
    size, turns = _messages(body["messages"], "body.messages") if "messages" in body else (_size(str(body)), 1)
    report.seen_ids.add(custom_id)
    report.text_bytes += size
    report.turns += turns


def _messages(value: Any, path: str) -> tuple[int, int]:
    """(bytes of text, user turns) of a list of messages. Raises _BadRow."""
    if not isinstance(value, list) or not value:
        raise _BadRow(f"{path} is not an array of messages" if value != [] else f"{path} is empty")
    size = turns = 0
    for index, message in enumerate(value):
        where = f"{path}[{index}]"
        if not isinstance(message, dict):
            raise _BadRow(f"{where} is not an object")
        role = message.get("role")
        if role not in ROLES:
            raise _BadRow(f"{where}.role {json.dumps(role)[:60]} is not one of {', '.join(ROLES)}")
        if role == "system" and index:
            raise _BadRow(f'{where}.role is "system", which only the first message may be')
        size += _message(message, where)
        turns += role == "user"
    return size, turns


def _message(message: Json, where: str) -> int:
    weight, calls, content = message.get("weight"), message.get("tool_calls"), message.get("content")
    if weight is not None and (isinstance(weight, bool) or weight not in (0, 1)):
        raise _BadRow(f"{where}.weight is neither 0 nor 1")
    size = _tool_calls(calls, where)
    for name in ("reasoning_content", "name", "tool_call_id"):
        if message.get(name) is not None and not isinstance(message[name], str):
            raise _BadRow(f"{where}.{name} is not a string")
    size += _size(message.get("reasoning_content") or "")
    if content is None and message["role"] == "assistant" and calls:
        return size
    return size + _content(content, f"{where}.content")


def _content(content: Any, where: str) -> int:
    if isinstance(content, str):
        return _size(content)
    if content is None:
        raise _BadRow(f"{where} is missing")
    if not isinstance(content, list) or not content:
        raise _BadRow(f"{where} is neither a string nor an array of parts")
    size = 0
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            size += _size(part["text"])
        elif kind == "image_url":
            image = part.get("image_url")
            url = image.get("url") if isinstance(image, dict) else None
            if not isinstance(url, str) or not url.startswith(_IMAGES):
                raise _BadRow(f"{where}[{index}].image_url.url is not a PNG or JPEG as a data URI")
        else:
            raise _BadRow(f"{where}[{index}] is neither a text nor an image_url part")
    return size


def _tool_calls(calls: Any, where: str) -> int:
    if calls is None:
        return 0
    if not isinstance(calls, list):
        raise _BadRow(f"{where}.tool_calls is not an array")
    size = 0
    for index, call in enumerate(calls):
        function = call.get("function") if isinstance(call, dict) else None
        path = f"{where}.tool_calls[{index}].function"
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise _BadRow(f"{path}.name is not a string")
        arguments = function.get("arguments")
        if not isinstance(arguments, str) or not _is_json(arguments):
            raise _BadRow(f"{path}.arguments is not JSON in a string")
        size += _size(function["name"]) + _size(arguments)
    return size


def _tools(tools: Any, path: str) -> None:
    if tools is None:
        return
    if not isinstance(tools, list) or not all(isinstance(tool, dict) for tool in tools):
        raise _BadRow(f"{path} is not an array of objects")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


_JUDGES: dict[str, Callable[[Report, Json], None]] = {
    "chat": _chat,
    "completion": _completion,
    "preference": _preference,
    "batch": _batch,
}
