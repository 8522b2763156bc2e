"""One request whose answer comes as server-sent events: read to its end, bounded in size and time.

No library serves: httpx-sse and sseclient bound neither, and each brings another way to talk.
"""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import Any, NamedTuple

import urllib3
from requests import Response

from ..errors import NotTheApiError, ReplyError, UnreachableError
from . import body
from .deadline import Deadline, now
from .request import ApiRequest
from .send import Sender

MAX_STREAM = 4 * 1024 * 1024
"""Bytes of all events of one answer; a smoke test needs a few thousand."""
_BLOCK = 16 * 1024
_DONE = b"[DONE]"


class ServerSentEvent(NamedTuple):
    """One event."""

    after: float
    """Seconds since the request was sent."""
    data: Any


class Stream(NamedTuple):
    """All events of an answer."""

    events: list[ServerSentEvent]
    seconds: float
    """From sending to the end."""
    done: bool
    """Whether the server said that this was all."""


def converse(sender: Sender, call: ApiRequest, timeout: float) -> Stream:
    """Send `call` once and read its events. A server that answers in one JSON object has sent one event.

    Raises ApiError, TransportError and ReplyError, as `Sender.send` does.
    """
    deadline = Deadline(timeout)
    return deadline.run(partial(_converse, sender, call, deadline))


def _converse(sender: Sender, call: ApiRequest, deadline: Deadline) -> Stream:
    started = now()
    with closing(sender.open(call, deadline)) as response:
        try:
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind == "text/event-stream":
                events, done = _events(response, deadline, started)
                return Stream(events, now() - started, done)
            if kind != "application/json":
                raise NotTheApiError(f"{sender.host} answered with {kind[:80] or 'no content type'} instead of events")
            whole = body.decode(response, body.read(response, deadline), sender.host, True)
        except (urllib3.exceptions.HTTPError, OSError):
            raise UnreachableError(f"the answer from {sender.host} broke off") from None
    return Stream([ServerSentEvent(now() - started, whole)], now() - started, True)


def _events(response: Response, deadline: Deadline, started: float) -> tuple[list[ServerSentEvent], bool]:
    events: list[ServerSentEvent] = []
    rest, total = bytearray(), 0
    while block := response.raw.read1(_BLOCK, decode_content=True):
        at, total = now() - started, total + len(block)
        if total > MAX_STREAM:
            raise ReplyError(f"the answer is too large: more than {MAX_STREAM >> 20} MiB")
        if deadline.left() <= 0:
            raise deadline.exceeded()
        rest += block
        *lines, tail = rest.replace(b"\r\n", b"\n").split(b"\n")
        rest = bytearray(tail)
        for line in lines:
            data = line.removeprefix(b"data:").strip() if line.startswith(b"data:") else b""
            if data == _DONE:
                return events, True
            if data:
                events.append(ServerSentEvent(at, body.parse(data)))
    return events, False
