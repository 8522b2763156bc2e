"""Requests for completions judged, and answers in the shape OpenAI's clients read: whole, or as server-sent events."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rows import ROLES
from firectl_py.contract.wire import STAND_IN_FINGERPRINT

from .stand_in import Completion

MOST_CHOICES = 16
_ROLES = (*ROLES, "developer", "function")
_RANGES = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "frequency_penalty": (-2, 2),
    "presence_penalty": (-2, 2),
    "repetition_penalty": (0, 2),
}


class BadParameter(ValueError):
    """What is wrong with a request, and where."""


class Wanted(NamedTuple):
    """A request that can be answered."""

    model: str
    prompt: str | Sequence[Mapping[str, Any]]
    max_tokens: int | None
    choices: int
    stream: bool
    usage: bool
    """Whether a stream ends with a chunk of figures alone."""
    key: str
    """A hash of the request, which names the answer."""


def checked(body: JsonObject, *, chat: bool) -> Wanted:
    """The request. Raises BadParameter."""
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise BadParameter("model: a model's full name is needed")
    for name, (low, high) in _RANGES.items():
        value = body.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value != value):
            raise BadParameter(f"{name}: has to be a number")
        if value is not None and not low <= value <= high:
            raise BadParameter(f"{name}: has to be between {low} and {high}")
    options = body.get("stream_options") or {}
    if not isinstance(options, dict):
        raise BadParameter("stream_options: has to be an object")
    stream = body.get("stream") or False
    if not isinstance(stream, bool):
        raise BadParameter("stream: has to be true or false")
    limit = "max_completion_tokens" if body.get("max_tokens") is None else "max_tokens"
    return Wanted(
        model,
        _messages(body.get("messages")) if chat else _prompt(body.get("prompt")),
        _whole(body, limit),
        min(_whole(body, "n") or 1, MOST_CHOICES),
        stream,
        bool(options.get("include_usage")),
        hashlib.sha256(json.dumps(body, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:24],
    )


def whole(wanted: Wanted, answers: list[Completion], created: int, *, chat: bool) -> JsonObject:
    """The answer in one object."""
    choices = []
    for index, answer in enumerate(answers):
        said: JsonObject = {"message": {"role": "assistant", "content": answer.text}} if chat else {"text": answer.text}
        choices.append({"index": index, **said, "finish_reason": answer.finish_reason, "logprobs": None})
    kind = "chat.completion" if chat else "text_completion"
    return {**_head(wanted, created, kind), "choices": choices, "usage": _usage(answers)}


def events(wanted: Wanted, answers: list[Completion], created: int, *, chat: bool) -> Iterator[bytes]:
    """The answer piece by piece, as server-sent events; figures come last, then [DONE]."""
    head = _head(wanted, created, "chat.completion.chunk" if chat else "text_completion")
    for index, answer in enumerate(answers):
        for number, piece in enumerate(answer.pieces):
            role = {"role": "assistant"} if number == 0 else {}
            said: JsonObject = {"delta": {**role, "content": piece}} if chat else {"text": piece}
            yield _event({**head, "choices": [{"index": index, **said, "finish_reason": None}]})
        end: JsonObject = {"delta": {}} if chat else {"text": ""}
        last: JsonObject = {**head, "choices": [{"index": index, **end, "finish_reason": answer.finish_reason}]}
        if index == len(answers) - 1 and not wanted.usage:
            last["usage"] = _usage(answers)
        yield _event(last)
    if wanted.usage:
        yield _event({**head, "choices": [], "usage": _usage(answers)})
    yield b"data: [DONE]\n\n"


def _head(wanted: Wanted, created: int, kind: str) -> JsonObject:
    return {
        "id": f"chatcmpl-{wanted.key}",
        "object": kind,
        "created": created,
        "model": wanted.model,
        "system_fingerprint": STAND_IN_FINGERPRINT,
    }


def _usage(answers: list[Completion]) -> JsonObject:
    read, written = answers[0].prompt_tokens, sum(answer.completion_tokens for answer in answers)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _event(value: JsonObject) -> bytes:
    return b"data: " + json.dumps(value, separators=(",", ":")).encode() + b"\n\n"


def _messages(found: Any) -> list[Mapping[str, Any]]:
    if not isinstance(found, list) or not found:
        raise BadParameter("messages: at least one is needed")
    for number, message in enumerate(found):
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise BadParameter(f"messages[{number}].role: has to be one of {', '.join(_ROLES)}")
        content = message.get("content")
        if isinstance(content, list) and all(isinstance(part, dict) for part in content):
            continue
        if content is not None and not isinstance(content, str):
            raise BadParameter(f"messages[{number}].content: has to be text or a list of parts")
    return found


def _prompt(found: Any) -> str:
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, str) or not found:
        raise BadParameter("prompt: has to be text")
    return found


def _whole(body: JsonObject, name: str) -> int | None:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise BadParameter(f"{name}: has to be a whole number above 0")
    return value
