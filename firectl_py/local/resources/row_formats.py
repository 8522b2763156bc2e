"""How a row of each kind of the contract's table is judged by itself; what rows have to agree on is in `rows`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rows import IMAGE_TYPES, MESSAGE_TEXTS, ROLES, ROW_KINDS
from firectl_py.contract.rows import kind_of as known_kind_of

_IMAGES = tuple(f"data:image/{kind};base64," for kind in IMAGE_TYPES)


class BadRow(ValueError):
    """What is wrong with a row, beginning with the path of the culprit."""


def measure(kind: str, row: JsonObject) -> tuple[int, int]:
    """(bytes of text, turns) of a row of a kind. Raises BadRow."""
    return _JUDGES[kind](row)


def kind_of(row: JsonObject) -> str:
    """The kind of a row, a key of ROW_KINDS. Raises BadRow for a row that is of no kind."""
    kind = known_kind_of(row)
    if not kind:
        marks = [" and ".join(group) for facts in ROW_KINDS.values() for group in facts.marks]
        raise BadRow(f"has none of {'; '.join(marks)}")
    return kind


def _chat(row: JsonObject) -> tuple[int, int]:
    if "weight" in row and not _is_number(row["weight"]):
        raise BadRow("weight is not a number")
    _tools(row.get("tools"), "tools")
    return _messages(row["messages"], "messages")


def _completion(row: JsonObject) -> tuple[int, int]:
    return _text(row, "prompt") + _text(row, "completion"), 1


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
    if "messages" in body or "prompt" not in body:
        _tools(body.get("tools"), "body.tools")
        return _messages(body.get("messages"), "body.messages", remote=True)
    return _text(body, "prompt", "body."), 1


def _embedding(row: JsonObject) -> tuple[int, int]:
    size = _text(row, "anchor" if "anchor" in row else "query")
    for name in ("positive", "negative"):
        value = row.get(name)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            size += sum(map(_size, value))
        elif name == "positive" or value is not None:
            size += _text(row, name)
    return size, 1


def _text(row: JsonObject, name: str, at: str = "") -> int:
    """Bytes of a member that has to be a string."""
    if not isinstance(row.get(name), str):
        raise BadRow(f"{at}{name} is missing" if name not in row else f"{at}{name} is not a string")
    return _size(row[name])


def _messages(value: Any, path: str, *, remote: bool = False) -> tuple[int, int]:
    """(bytes of text, user turns) of a list of messages; `remote` takes images by http URL. Raises BadRow."""
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
        size += _message(message, where, remote)
        turns += role == "user"
    return size, turns


def _message(message: JsonObject, where: str, remote: bool) -> int:
    weight, calls, content = message.get("weight"), message.get("tool_calls"), message.get("content")
    if weight is not None and (isinstance(weight, bool) or weight not in (0, 1)):
        raise BadRow(f"{where}.weight is neither 0 nor 1")
    size = _tool_calls(calls, where)
    for name in MESSAGE_TEXTS:
        if message.get(name) is not None and not isinstance(message[name], str):
            raise BadRow(f"{where}.{name} is not a string")
    size += _size(message.get("reasoning_content") or "")
    if content is None and message["role"] == "assistant" and calls:
        return size
    return size + _content(content, f"{where}.content", remote)


def _content(content: Any, where: str, remote: bool) -> int:
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
            allowed = (*_IMAGES, "http://", "https://") if remote else _IMAGES
            if not isinstance(url, str) or not url.startswith(allowed):
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
    "embedding": _embedding,
}
