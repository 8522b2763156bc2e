"""The formats of a row: chat, completion, preference pairs (DPO) and batch requests.

Touches nothing. Each row is judged by itself; what rows have to agree on is judged where they are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from firectl_py.contract.json_types import JsonObject

ROLES = ("system", "user", "assistant", "tool")
_IMAGES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,")


class BadRow(ValueError):
    """What is wrong with a row, beginning with the path of the culprit."""


def measure(kind: str, row: JsonObject) -> tuple[int, int]:
    """(bytes of text, turns) of a row of a kind. Raises BadRow."""
    return _JUDGES[kind](row)


def kind_of(row: JsonObject) -> str:
    """chat, completion, preference or batch. Raises BadRow for a row that is none of them."""
    if "messages" in row:
        return "chat"
    if "preferred_output" in row or "non_preferred_output" in row:
        return "preference"
    if "custom_id" in row or "body" in row:
        return "batch"
    if "prompt" in row or "completion" in row:
        return "completion"
    raise BadRow('has none of "messages", "prompt" and "completion", "preferred_output", "custom_id"')


def _chat(row: JsonObject) -> tuple[int, int]:
    if "weight" in row and not _is_number(row["weight"]):
        raise BadRow("weight is not a number")
    _tools(row.get("tools"), "tools")
    return _messages(row["messages"], "messages")


def _completion(row: JsonObject) -> tuple[int, int]:
    for name in ("prompt", "completion"):
        if not isinstance(row.get(name), str):
            raise BadRow(f"{name} is missing" if name not in row else f"{name} is not a string")
    return _size(row["prompt"]) + _size(row["completion"]), 1


def _preference(row: JsonObject) -> tuple[int, int]:
    prompt = row.get("input")
    if not isinstance(prompt, dict):
        raise BadRow("input is not an object")
    size, turns = _messages(prompt.get("messages"), "input.messages")
    _tools(prompt.get("tools"), "input.tools")
    for name in ("preferred_output", "non_preferred_output"):
        answer = row.get(name)
        if not isinstance(answer, list) or len(answer) != 1:
            raise BadRow(f"{name} is not an array of one message")
        size += _messages(answer, name)[0]
        if answer[0]["role"] != "assistant":
            raise BadRow(f'{name}[0].role is not "assistant"')
    return size, turns


def _batch(row: JsonObject) -> tuple[int, int]:
    if not isinstance(row.get("custom_id"), str) or not row["custom_id"]:
        raise BadRow("custom_id is not a string")
    body = row.get("body")
    if not isinstance(body, dict):
        raise BadRow("body is not an object")
    return _messages(body["messages"], "body.messages") if "messages" in body else (_size(json.dumps(body)), 1)


def _messages(value: Any, path: str) -> tuple[int, int]:
    """(bytes of text, user turns) of a list of messages. Raises BadRow."""
    if not isinstance(value, list) or not value:
        raise BadRow(f"{path} is not an array of messages" if value != [] else f"{path} is empty")
    size = turns = 0
    for index, message in enumerate(value):
        where = f"{path}[{index}]"
        if not isinstance(message, dict):
            raise BadRow(f"{where} is not an object")
        role = message.get("role")
        if role not in ROLES:
            raise BadRow(f"{where}.role {json.dumps(role)[:60]} is not one of {', '.join(ROLES)}")
        if role == "system" and index:
            raise BadRow(f'{where}.role is "system", which only the first message may be')
        size += _message(message, where)
        turns += role == "user"
    return size, turns


def _message(message: JsonObject, where: str) -> int:
    weight, calls, content = message.get("weight"), message.get("tool_calls"), message.get("content")
    if weight is not None and (isinstance(weight, bool) or weight not in (0, 1)):
        raise BadRow(f"{where}.weight is neither 0 nor 1")
    size = _tool_calls(calls, where)
    for name in ("reasoning_content", "name", "tool_call_id"):
        if message.get(name) is not None and not isinstance(message[name], str):
            raise BadRow(f"{where}.{name} is not a string")
    size += _size(message.get("reasoning_content") or "")
    if content is None and message["role"] == "assistant" and calls:
        return size
    return size + _content(content, f"{where}.content")


def _content(content: Any, where: str) -> int:
    if isinstance(content, str):
        return _size(content)
    if content is None:
        raise BadRow(f"{where} is missing")
    if not isinstance(content, list) or not content:
        raise BadRow(f"{where} is neither a string nor an array of parts")
    size = 0
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            size += _size(part["text"])
        elif kind == "image_url":
            image = part.get("image_url")
            url = image.get("url") if isinstance(image, dict) else None
            if not isinstance(url, str) or not url.startswith(_IMAGES):
                raise BadRow(f"{where}[{index}].image_url.url is not a PNG or JPEG as a data URI")
        else:
            raise BadRow(f"{where}[{index}] is neither a text nor an image_url part")
    return size


def _tool_calls(calls: Any, where: str) -> int:
    if calls is None:
        return 0
    if not isinstance(calls, list):
        raise BadRow(f"{where}.tool_calls is not an array")
    size = 0
    for index, call in enumerate(calls):
        function = call.get("function") if isinstance(call, dict) else None
        path = f"{where}.tool_calls[{index}].function"
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise BadRow(f"{path}.name is not a string")
        arguments = function.get("arguments")
        if not isinstance(arguments, str) or not _is_json(arguments):
            raise BadRow(f"{path}.arguments is not JSON in a string")
        size += _size(function["name"]) + _size(arguments)
    return size


def _tools(tools: Any, path: str) -> None:
    if tools is None:
        return
    if not isinstance(tools, list) or not all(isinstance(tool, dict) for tool in tools):
        raise BadRow(f"{path} is not an array of objects")


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


_JUDGES: dict[str, Callable[[JsonObject], tuple[int, int]]] = {
    "chat": _chat,
    "completion": _completion,
    "preference": _preference,
    "batch": _batch,
}
