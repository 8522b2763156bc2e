"""`deployments smoke-test`: one small real completion by the address clients use."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from ...api.pricing import deployments, price_table
from ...cli.app import App
from ...cli.command import Command
from ...cli.types import Duration
from ...contract import Resource
from ...contract.durations import format_duration
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import (
    ApiError,
    ConflictError,
    FirectlError,
    ReplyError,
    TransportError,
    UnavailableError,
    UnreachableError,
)
from ...output.result import TextResult
from ..shared import dry_run as dry_run_module
from ..shared import max_cost

if TYPE_CHECKING:
    from ...http import ApiRequest
    from ...http.events import Stream


PROMPT, MAX_TOKENS = "Reply with one short sentence.", 32
_PATH = "/inference/v1/chat/completions"
_GONE = ("FAILED", "DELETING", "DELETED")
_FIRST, _LONGEST, _GROWTH = 1.0, 15.0, 1.5
"""Seconds between attempts while it comes up: the first pause, the longest, and how they grow."""


def options() -> list[click.Parameter]:
    """`--prompt`, `--max-tokens` and `--timeout`."""
    return [
        click.Option(["--prompt"], default=PROMPT, show_default=True, help="What is asked."),
        click.Option(
            ["--max-tokens"], type=click.IntRange(1), default=MAX_TOKENS, show_default=True, help="Longest answer."
        ),
        click.Option(
            ["--timeout"],
            type=Duration(),
            default="10m",
            show_default=True,
            help="Time for all of it, waiting for the first replica included.",
        ),
    ]


def smoke_test(resource: Resource) -> Command:
    """`deployments smoke-test ID`."""

    def run(
        app: App, deployment: str, model: str | None, prompt: str, max_tokens: int, timeout: float, dry_run: bool
    ) -> TextResult:
        found = app.client().get(resource, deployment)
        name = app.client().name("models", model) if model else str(found.get("baseModel") or "")
        call = request(found, name, prompt, max_tokens)
        if dry_run:
            return dry_run_module.preview(app, resource, [call], _price(app, found, max_tokens))
        return ask(app, found, call, timeout)

    params: list[click.Parameter] = [
        click.Argument(["deployment"]),
        click.Option(["--model"], help="Model to ask, such as a loaded adapter; its base model by default."),
        *options(),
        dry_run_module.option(),
    ]
    help = (
        "Ask a deployment one small question, for READY is no proof of an answer; it costs tokens and wakes a replica "
        "where there is none."
    )
    examples = [
        "firectl -p local deployments smoke-test my-deployment",
        "firectl -p local deployments smoke-test my-deployment --prompt 'What is 2 + 2?' -o json",
    ]
    return Command(
        "smoke-test",
        run,
        params,
        help=help,
        calls=(
            "GET /v1/accounts/{account}/deployments/{id}",
            "POST /inference/v1/chat/completions",
        ),
        examples=examples,
    )


def request(deployment: JsonObject, model: str, prompt: str = PROMPT, max_tokens: int = MAX_TOKENS) -> ApiRequest:
    """The request: by `model#deployment`, so that no other deployment of the model can answer."""
    from ...http import ApiRequest

    body: JsonObject = {
        "model": f"{model}#{deployment['name']}",
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": max_tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    return ApiRequest("POST", _PATH, json=body)


def ask(app: App, deployment: JsonObject, call: ApiRequest, timeout: float) -> TextResult:
    """The answer and its figures. Raises ConflictError for one that is gone, and the last refusal when time is up."""
    name, state = str(deployment["name"]), str(deployment.get("state") or "")
    if state in _GONE:
        raise ConflictError(f"{last_segment(name)} is {state}", hint=f"firectl deployments get {last_segment(name)}")
    stream, attempts = _patiently(app, call, timeout)
    figures = {"deployment": name, "model": call.json["model"], "attempts": attempts, **_figures(stream)}
    first, rate = figures["secondsToFirstToken"], figures["tokensPerSecond"]
    lines = [
        f"{last_segment(name)} answers: {figures['seconds']:.3f} s, first token after {first:.3f} s, "
        f"{figures['promptTokens']} tokens in, {figures['completionTokens']} out"
        + (f", {rate:.1f} tokens a second." if rate is not None else "."),
        f"Answer: {figures['answer']}",
    ]
    return TextResult(lines, figures)


def _patiently(app: App, call: ApiRequest, timeout: float) -> tuple[Stream, int]:
    """The answer, asked for again while the deployment comes up; and how often it was asked for."""
    import random

    from ...http.deadline import Deadline
    from ...http.events import converse

    deadline, pause, attempts = Deadline(timeout), _FIRST, 0
    while True:
        attempts += 1
        sender = app.client().sender
        try:
            return converse(sender, call, min(sender.timeout, max(0.5, deadline.left()))), attempts
        except FirectlError as error:
            wait = max(pause * random.uniform(0.8, 1.2), getattr(error, "retry_after", None) or 0.0)
            if not _comes_up(error):
                raise
            if wait >= deadline.left():
                error.message += f"; gave up after {attempts} attempts in {format_duration(timeout)}"
                error.hint = "Allow more time with --timeout; `firectl deployments get` shows its replicas."
                raise
            app.console.progress(f"smoke test: {error.message}; asking again")
        time.sleep(wait)
        pause = min(_LONGEST, pause * _GROWTH)


def _comes_up(error: FirectlError) -> bool:
    """Whether asking again may help, and the question has not been answered and lost: an answer costs money."""
    if isinstance(error, ApiError):
        return error.status in (429, 502, 503, 504)
    return isinstance(error, TransportError) and not error.maybe_sent


def _figures(stream: Stream) -> JsonObject:
    """What a stream says. Raises ReplyError and UnreachableError for an answer that is none."""
    pieces, first, last, usage, finish = list[str](), 0.0, 0.0, dict[str, Any](), ""
    for event in stream.events:
        _refused(event.data)
        usage = event.data.get("usage") or usage
        choice = next(iter(event.data.get("choices") or []), None)
        if not isinstance(choice, dict) or not isinstance(usage, dict):
            continue
        part = choice.get("delta") or choice.get("message") or {}
        text = (part.get("content") or part.get("reasoning_content")) if isinstance(part, dict) else None
        finish = str(choice.get("finish_reason") or finish)
        if isinstance(text, str) and text:
            first, last = (event.after if not pieces else first), event.after
            pieces.append(text)
    if not (stream.done or finish):
        raise UnreachableError("the answer broke off before its end")
    if not pieces:
        raise ReplyError("it answered without a single token", hint="Another --prompt, or more --max-tokens, may help.")
    written, read = _whole(usage.get("completion_tokens")), _whole(usage.get("prompt_tokens"))
    count = len(pieces) if written is None else written
    rate = (count - 1) / (last - first) if count > 1 and last > first else None
    return {
        "seconds": round(stream.seconds, 6),
        "secondsToFirstToken": round(first, 6),
        "promptTokens": read,
        "completionTokens": count,
        "tokensPerSecond": None if rate is None else round(rate, 3),
        "finishReason": finish,
        "answer": "".join(pieces),
    }


def _refused(data: Any) -> None:
    """Raises what an event says went wrong, or that it is none."""
    if not isinstance(data, dict) or not isinstance(data.get("choices") or [], list):
        raise ReplyError("the answer has the wrong shape")
    error = data.get("error")
    if error:
        message = str(error.get("message") if isinstance(error, dict) else error)[:500]
        raise UnavailableError(f"it began to answer and failed: {message}", status=500)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _price(app: App, deployment: JsonObject, max_tokens: int) -> max_cost.Estimate:
    """A deployment's tokens cost nothing beside its hours; its hours are said."""
    prices = price_table.load(app)
    hour = deployments.replica_hour(prices, deployment)
    lines = [
        f"Cost, {price_table.dated(prices)}: at most {max_tokens} tokens out, which cost nothing beside the hours of "
        f"the deployment; a replica costs {price_table.usd(prices, hour)} an hour, and is started where none runs."
    ]
    data = {"currency": prices.currency, **price_table.dated_data(prices), "perReplicaHour": price_table.number(hour)}
    return max_cost.Estimate(hour, price_table.usd(prices, hour), lines, data)
