"""The protocol of a resumable upload, decided from answers alone. Pure: no sockets, no files, no clock.

Only what the server says it has counts as stored; whenever that is unclear it is asked. The answers:

    308, Range: bytes=0-N       N + 1 bytes are stored, whatever was sent
    308 without a Range         nothing is stored, the session is alive
    200, 201                    complete, also when they answer a question
    408, 429, 5xx, no answer    unknown: wait, ask, go on
    403, 404, 410               the session is gone: a new one, three times at most
    any other 4xx               final
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ..http.retry import RETRY_STATUSES

WINDOW = 128 * 1024 * 1024
"""Bytes of one request. Each ends with a round trip: at 1 Gbit/s and 50 ms, 8 MiB would take 1.8 times as long."""
QUANTUM = 256 * 1024
"""All requests but the last carry a multiple of this."""
MAX_IDLE = 3
"""Requests in a row after which the server had nothing more than before."""
MAX_UNCLEAR = 8
"""Requests in a row without a clear answer."""
MAX_SESSIONS = 3
"""New sessions for one file, beside the first."""
MAX_NONSENSE = 2
"""Impossible answers in a row."""


class State(NamedTuple):
    """What is known of one upload."""

    total: int
    stored: int = 0
    """Bytes the server confirmed."""
    sent: int = 0
    """Bytes that may have arrived: the server cannot have more."""
    idle: int = 0
    unclear: int = 0
    nonsense: int = 0
    lost: int = 0
    """Sessions that were gone."""


class UploadStep(NamedTuple):
    """What to do next. `wait` counts the unclear answers in a row to back off for, 0 for none."""

    kind: Literal["open", "send", "ask", "done", "fail"]
    start: int = 0
    end: int = 0
    wait: int = 0
    reason: Literal["", "protocol", "idle", "unclear", "lost", "refused"] = ""


class SessionReply(NamedTuple):
    """The facts of an answer."""

    status: int
    range: str | None = None


def resumed(total: int, sent: int) -> tuple[State, UploadStep]:
    """The first step in a session that an earlier run opened and sent at most `sent` bytes to."""
    return State(total, sent=sent), UploadStep("ask")


def opened(state: State) -> tuple[State, UploadStep]:
    """What to do in a session that was just opened."""
    state = State(state.total, lost=state.lost, unclear=state.unclear)
    return _send(state)


def after(state: State, step: UploadStep, answer: SessionReply | None) -> tuple[State, UploadStep]:
    """What to do after the answer to `step` (a send or an ask); None is no answer, or one that was cut off."""
    if step.kind == "send":
        state = state._replace(sent=max(state.sent, step.end))
    if answer is None or answer.status in RETRY_STATUSES:
        return _unclear(state)
    if answer.status in (200, 201):
        if step.kind == "send" and step.end < state.total:
            return _nonsense(state)
        return state, UploadStep("done")
    if answer.status == 308:
        return _incomplete(state, step, stored_bytes(answer.range))
    if answer.status in (403, 404, 410):
        state = state._replace(lost=state.lost + 1)
        return state, UploadStep("open") if state.lost <= MAX_SESSIONS else UploadStep("fail", reason="lost")
    return state, UploadStep("fail", reason="refused")


def stored_bytes(text: str | None) -> int | None:
    """How many bytes a Range header of a 308 says are stored; None for one that makes no sense."""
    if text is None:
        return 0
    match = re.fullmatch(r"bytes=0-(\d{1,15})", text.strip(), re.ASCII)
    return int(match[1]) + 1 if match else None


def _incomplete(state: State, step: UploadStep, stored: int | None) -> tuple[State, UploadStep]:
    if stored is None or stored < state.stored or stored > state.sent:
        return _nonsense(state)
    moved = stored > state.stored
    idle = 0 if moved else state.idle + (step.kind == "send")
    unclear = 0 if moved else state.unclear
    state = state._replace(stored=stored, sent=max(stored, 0), idle=idle, unclear=unclear, nonsense=0)
    if state.idle >= MAX_IDLE:
        return state, UploadStep("fail", reason="idle")
    if stored == state.total and state.total:
        # All is there and yet it is not complete: the server is still at work.
        return _unclear(state)
    return _send(state)


def _send(state: State) -> tuple[State, UploadStep]:
    return state, UploadStep("send", state.stored, min(state.total, state.stored + WINDOW), wait=state.idle)


def _unclear(state: State) -> tuple[State, UploadStep]:
    state = state._replace(unclear=state.unclear + 1)
    if state.unclear >= MAX_UNCLEAR:
        return state, UploadStep("fail", reason="unclear")
    return state, UploadStep("ask", wait=state.unclear)


def _nonsense(state: State) -> tuple[State, UploadStep]:
    state = state._replace(nonsense=state.nonsense + 1)
    if state.nonsense >= MAX_NONSENSE:
        return state, UploadStep("fail", reason="protocol")
    return state, UploadStep("ask")
