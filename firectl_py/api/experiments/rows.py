"""Rows of a data set as requests, with the reference answer that a row holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ...contract.rows import ROW_LIMIT
from ...errors import InvalidDataError

_TRAINING_ONLY = ("weight", "reasoning_content")
"""Members of a message that no request takes."""


class Question(NamedTuple):
    """One row as a request. `digest` is the SHA-256 (hex) of what is asked."""

    number: int
    digest: str
    asked: dict[str, Any]
    reference: str | None
    """The answer the data has; None where it has none."""

    @property
    def id(self) -> str:
        """The custom_id: unique by the row's place, checked by its content."""
        return f"row-{self.number}-{self.digest[:12]}"

    def line(self, more: dict[str, Any]) -> bytes:
        """The request as a line of a batch, `more` fields added."""
        return dump({"custom_id": self.id, "body": {**self.asked, **more}}) + b"\n"


def questions(streams: Iterable[BinaryIO]) -> Iterator[Question]:
    """Every row of the files, one after the other, counted from 1. Raises InvalidDataError that names the row."""
    number = 0
    for stream in streams:
        while line := stream.readline(ROW_LIMIT + 1):
            if not line.strip():
                continue
            number += 1
            yield _question(number, line)


def questions_of(files: Iterable[Path]) -> Iterator[Question]:
    """Every row of some files, which together are one data set. Raises InvalidDataError that names the row."""
    with ExitStack() as stack:
        yield from questions(stack.enter_context(path.open("rb")) for path in files)


def dump(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, ASCII, so that equal things have equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def text_of(content: Any) -> str:
    """The text of a message's content: itself, or that of its parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return ""


def _question(number: int, line: bytes) -> Question:
    try:
        if len(line) > ROW_LIMIT:
            raise ValueError(f"has more than {ROW_LIMIT} bytes")
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _error(number, f"is not JSON: {str(error)[:80]}") from None
    if not isinstance(row, dict):
        raise _error(number, "is not a JSON object")
    asked, reference = _chat(number, row) if "messages" in row else _completion(number, row)
    return Question(number, hashlib.sha256(dump(asked)).hexdigest(), asked, reference)


def _chat(number: int, row: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The messages but for the answer they end with, which is the reference."""
    messages = row["messages"]
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise _error(number, "messages is not an array of objects")
    reference = None
    if messages and messages[-1].get("role") == "assistant":
        reference = text_of(messages[-1].get("content")) or None
        messages = messages[:-1]
    if not any(message.get("role") == "user" for message in messages):
        raise _error(number, "asks nothing: it has no user message before its answer")
    asked = {"messages": [{k: v for k, v in m.items() if k not in _TRAINING_ONLY} for m in messages]}
    return ({**asked, "tools": row["tools"]} if row.get("tools") else asked), reference


def _completion(number: int, row: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    prompt, completion = row.get("prompt"), row.get("completion")
    if not isinstance(prompt, str) or not prompt:
        raise _error(number, "has neither messages nor a prompt", "Experiments take chat and completion data sets.")
    return {"messages": [{"role": "user", "content": prompt}]}, completion if isinstance(completion, str) else None


def _error(number: int, what: str, hint: str | None = None) -> InvalidDataError:
    return InvalidDataError(f"row {number} {what}", hint=hint)
