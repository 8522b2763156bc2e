"""How the local control plane answers a batch: the timeline of a job, and the rows of its two output files.

The timeline is fixed when the job is made, on the virtual clock. A job moves on once in TICK_SECONDS, as the platform's
do: a tick each of VALIDATING, PENDING and CREATING, then RUNNING for 0.05 s a row and at least a tick.

The shape of the rows is what users of the platform report, for the published contract has none: an answer is
`{"custom_id", "response": <chat completion>}`, a failure `{"custom_id", "error": {"code", "message"}}`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.wire import STAND_IN_FINGERPRINT

from ..inference.stand_in import Completion

TICK_SECONDS, ROW_SECONDS = 60.0, 0.05
LONGEST_SECONDS = 24 * 3600.0
"""A job that names no longest time of its own expires then."""
_DEFAULTS = {"maxTokens": "max_tokens", "temperature": "temperature", "topP": "top_p", "topK": "top_k", "n": "n"}
_MOST_CHOICES = 16

Model = Callable[[str, list[JsonObject], int | None], Completion]
"""(name, messages, most tokens) to an answer."""


class BadRequest(ValueError):
    """Why a row cannot be answered."""


class Job(NamedTuple):
    """What every row of a job is answered with."""

    name: str
    model: str
    defaults: JsonObject
    """Request fields a row may leave out."""
    system: str
    context: int
    """Tokens the model takes; 0 where not known."""
    created: int
    """Virtual seconds since 1970."""


@dataclass
class Totals:
    """What came of the rows so far."""

    answered: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


def plan(start: float, rows: int) -> list[tuple[str, float]]:
    """(state, virtual time it begins), in order; the last one is where the job ends."""
    at, phases = start, []
    for state, seconds in (
        ("VALIDATING", TICK_SECONDS),
        ("PENDING", TICK_SECONDS),
        ("CREATING", TICK_SECONDS),
        ("RUNNING", TICK_SECONDS * max(1, math.ceil(ROW_SECONDS * rows / TICK_SECONDS))),
        ("COMPLETED", 0.0),
    ):
        phases.append((f"JOB_STATE_{state}", at))
        at += seconds
    return phases


def defaults(parameters: JsonObject) -> JsonObject:
    """inferenceParameters as request fields. Raises BadRequest for an extraBody that is not a JSON object."""
    found = {wire: parameters[name] for name, wire in _DEFAULTS.items() if parameters.get(name) is not None}
    try:
        more = json.loads(parameters.get("extraBody") or "{}")
    except (ValueError, RecursionError):
        more = None
    if not isinstance(more, dict):
        raise BadRequest("is not a JSON object")
    return {**found, **more}


def answers(job: Job, lines: Iterable[bytes], model: Model, totals: Totals) -> Iterator[tuple[bool, bytes]]:
    """(whether it was answered, the line of output) for every row, counted in `totals`."""
    for line in lines:
        row = json.loads(line)
        custom_id = str(row["custom_id"])
        try:
            response = _answer(job, custom_id, row["body"], model, totals)
            totals.answered += 1
            yield True, _line({"custom_id": custom_id, "response": response})
        except BadRequest as error:
            totals.failed += 1
            why = {"code": 400, "message": str(error), "type": "invalid_request_error"}
            yield False, _line({"custom_id": custom_id, "error": why})


def _answer(job: Job, custom_id: str, own: JsonObject, model: Model, totals: Totals) -> JsonObject:
    body = {**job.defaults, **own}
    messages = body.get("messages")
    if not isinstance(messages, list):
        raise BadRequest("messages is missing: only chat requests are answered here")
    if job.system and messages[0]["role"] != "system":
        messages = [{"role": "system", "content": job.system}, *messages]
    most, choices = _whole(body, "max_tokens"), _whole(body, "n") or 1
    if choices > _MOST_CHOICES:
        raise BadRequest(f"n is {choices}, at most {_MOST_CHOICES} answers are given")
    warmth = body.get("temperature", 1)
    if isinstance(warmth, bool) or not isinstance(warmth, (int, float)) or not 0 <= warmth <= 2:
        raise BadRequest("temperature is not between 0 and 2")
    answer = model(job.model, messages, most)
    read, written = answer.prompt_tokens, answer.completion_tokens
    if job.context and read > job.context:
        raise BadRequest(f"the prompt has {read} tokens, the model takes {job.context}")
    totals.tokens_in += read
    totals.tokens_out += written * choices
    said = {"role": "assistant", "content": answer.text}
    return {
        "id": f"chatcmpl-{hashlib.sha256(f'{job.name}/{custom_id}'.encode()).hexdigest()[:24]}",
        "object": "chat.completion",
        "created": job.created,
        "model": job.model,
        "system_fingerprint": STAND_IN_FINGERPRINT,
        "choices": [{"index": i, "message": said, "finish_reason": answer.finish_reason} for i in range(choices)],
        "usage": {
            "prompt_tokens": read,
            "completion_tokens": written * choices,
            "total_tokens": read + written * choices,
            "prompt_tokens_details": {"cached_tokens": 0},
        },
    }


def _whole(body: JsonObject, name: str) -> int | None:
    value: Any = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadRequest(f"{name} is not a whole number above 0")
    return value


def _line(row: JsonObject) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
