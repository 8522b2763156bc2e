"""One small question to a deployment, by the address that clients use: READY alone does not prove that it answers."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...contract import load
from ...contract.durations import format_duration
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.numbers import whole_number
from ...contract.prices import Prices
from ...contract.wire import STAND_IN_FINGERPRINT
from ...errors import (
    ApiError,
    ConflictError,
    FirectlError,
    ReplyError,
    TransportError,
    UnavailableError,
    UnreachableError,
)
from ...http import ApiRequest
from ...http.deadline import Deadline
from ...http.events import Stream, converse
from ...http.retry import RetryPolicy
from ...http.retrying import Retries, retrying
from ..pricing import deployments, price_table
from ..pricing.estimate import Estimate
from ..reporting import Reporter, SilentReporter
from ..resources import ResourceClient
from ..waiting.goal import states_of

PROMPT, MAX_TOKENS, TIMEOUT = "Reply with one short sentence.", 32, 600.0
_PATH = "/inference/v1/chat/completions"
_PATIENCE = RetryPolicy(None, base=1.0, cap=15.0, least=0.6)
"""How the pauses between attempts grow while it comes up; the deadline ends them."""


class SmokeTest(NamedTuple):
    """An answer and its figures."""

    deployment: str
    model: str
    attempts: int
    seconds: float
    """From sending the question to the end of the answer."""
    seconds_to_first_token: float
    prompt_tokens: int | None
    completion_tokens: int
    tokens_per_second: float | None
    """Tokens after the first one over the time between the first and the last; None for a single one."""
    finish_reason: str
    answer: str
    simulated: bool
    """Whether the stand-in of a local control plane answered, and not a model."""

    def as_json(self) -> JsonObject:
        """The members with the names of the API's style."""
        return {
            "deployment": self.deployment,
            "model": self.model,
            "attempts": self.attempts,
            "seconds": round(self.seconds, 6),
            "secondsToFirstToken": round(self.seconds_to_first_token, 6),
            "promptTokens": self.prompt_tokens,
            "completionTokens": self.completion_tokens,
            "tokensPerSecond": None if self.tokens_per_second is None else round(self.tokens_per_second, 3),
            "finishReason": self.finish_reason,
            "answer": self.answer,
            "simulated": self.simulated,
        }


def request(deployment: JsonObject, model: str, prompt: str = PROMPT, max_tokens: int = MAX_TOKENS) -> ApiRequest:
    """The request. It names `model#deployment`, so that no other deployment of the model can answer."""
    body: JsonObject = {
        "model": f"{model}#{deployment['name']}",
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": max_tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    return ApiRequest("POST", _PATH, json=body)


def ask(
    client: ResourceClient,
    deployment: JsonObject,
    question: ApiRequest,
    timeout: float = TIMEOUT,
    reporter: Reporter | None = None,
) -> SmokeTest:
    """Ask until the deployment answers or `timeout` seconds have passed; a sleeping one is woken by the question.

    Raises ConflictError for a deployment that is gone, ReplyError for an answer that cannot be used, and the last
    refusal when the time is up.
    """
    states = states_of(load("deployments"))
    name, state = str(deployment["name"]), str(deployment.get("state") or "")
    if state in states.failed + states.gone:
        raise ConflictError(f"{last_segment(name)} is {state}", hint=f"firectl deployments get {last_segment(name)}")
    stream, attempts = _answer(client, question, timeout, reporter or SilentReporter())
    return _read(stream, name, str(question.json["model"]), attempts)


def estimate(prices: Prices, deployment: JsonObject, max_tokens: int) -> Estimate:
    """The cost of the question: nothing for its tokens, and the hour of a replica where none runs."""
    hour = deployments.replica_hour(prices, deployment)
    reason = "" if hour is not None else "the price of the deployment's GPUs is not known"
    lines = [
        f"Cost, {price_table.dated(prices)}: at most {max_tokens} tokens out, which cost nothing beside the hours of "
        f"the deployment; one replica costs {price_table.money(prices, hour)} an hour, and is started where none runs."
    ]
    data = {**price_table.dated_data(prices), "perReplicaHour": price_table.number(hour)}
    return Estimate(hour, price_table.money(prices, hour), lines, data, reason)


def _answer(client: ResourceClient, question: ApiRequest, timeout: float, reporter: Reporter) -> tuple[Stream, int]:
    """The answer, asked for again while the deployment comes up; and how often it was asked for."""
    deadline, sender = Deadline(timeout), client.sender
    retries = Retries(_PATIENCE, deadline)

    def ask() -> Stream:
        return converse(sender, question, min(sender.timeout, max(0.5, deadline.left())))

    def may_ask_again(error: FirectlError) -> bool:
        if _is_coming_up(error):
            reporter.progress(f"smoke test: {error.message}; asking again")
        return _is_coming_up(error)

    try:
        return retrying(ask, retries, may_ask_again), retries.failed + 1
    except FirectlError as error:
        if _is_coming_up(error):
            error.message += f"; gave up after {retries.failed} attempts in {format_duration(timeout)}"
            error.hint = "Allow more time with --timeout; `firectl deployments get` shows its replicas."
        raise


def _is_coming_up(error: FirectlError) -> bool:
    """Whether asking again may help. A question that was answered and lost is not repeated: answers cost money."""
    if isinstance(error, ApiError):
        return error.status in (429, 502, 503, 504)
    return isinstance(error, TransportError) and not error.maybe_sent


def _read(stream: Stream, deployment: str, model: str, attempts: int) -> SmokeTest:
    """The figures of an answer. Raises ReplyError and UnreachableError for a stream that holds no whole answer."""
    pieces, first, last, usage, finish, simulated = list[str](), 0.0, 0.0, dict[str, Any](), "", False
    for event in stream.events:
        _check(event.data)
        usage = event.data.get("usage") or usage
        simulated = simulated or event.data.get("system_fingerprint") == STAND_IN_FINGERPRINT
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
    stated = whole_number(usage.get("completion_tokens"))
    count = len(pieces) if stated is None else stated
    return SmokeTest(
        deployment,
        model,
        attempts,
        stream.seconds,
        first,
        whole_number(usage.get("prompt_tokens")),
        count,
        (count - 1) / (last - first) if count > 1 and last > first else None,
        finish,
        "".join(pieces),
        simulated,
    )


def _check(data: Any) -> None:
    """Raises ReplyError for an event of the wrong shape, UnavailableError for one that reports a failure."""
    if not isinstance(data, dict) or not isinstance(data.get("choices") or [], list):
        raise ReplyError("the answer has the wrong shape")
    error = data.get("error")
    if error:
        message = str(error.get("message") if isinstance(error, dict) else error)[:500]
        raise UnavailableError(f"it began to answer and failed: {message}", status=500)
