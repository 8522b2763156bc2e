"""Changes that may have lost their reply, or had one that proves nothing: look, then say what is so.

None of these is sent twice once a byte left this machine; a run that cannot tell says "outcome unknown" (exit 9).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from ..contract import Resource
from ..contract.json_types import JsonObject
from ..errors import FirectlError, NotFoundError, OutcomeUnknownError, ReplyError
from ..http import ApiRequest, Reply, Sender
from ..http.deadline import Deadline
from .compare import can_be_seen, differences
from .creates import LOOK_SECONDS, is_clear

_LOOKS = (0.0, 0.5, 1.0, 2.0)
"""Seconds before each look: a server whose reply was lost may still be at work."""
_NO_CONTENT = 204

Done = Callable[[JsonObject | None], bool]
"""Whether the resource, None where it is not found, shows that a change took effect."""


class Changed(NamedTuple):
    """The resource after a change, and the server's id of the request where the reply arrived."""

    resource: JsonObject
    request_id: str | None = None


def delete(sender: Sender, resource: Resource, call: ApiRequest) -> Changed:
    """Send a DELETE; a resource that is gone or going then counts as deleted.

    Raises OutcomeUnknownError where it is still there, or it cannot be found out.
    """
    gone = resource.states.gone if resource.states is not None else ()

    def done(found: JsonObject | None) -> bool:
        return found is None or found.get("state") in gone

    return _change(sender, call, call.url, lambda reply: None, done)


def update(sender: Sender, resource: Resource, call: ApiRequest, body: JsonObject) -> Changed:
    """Send a PATCH; where its reply does not hold the resource, one that is as asked counts as updated.

    Raises OutcomeUnknownError where it is not, or it cannot be found out.
    """
    shows = can_be_seen(resource.fields, body)

    def done(found: JsonObject | None) -> bool:
        return found is not None and shows and not differences(resource, body, found)

    return _change(sender, call, call.url, _resource_in, done)


def act(sender: Sender, resource: Resource, verb: str, call: ApiRequest) -> Changed:
    """Send an action; where its reply does not prove it, a state that shows its effect counts as done.

    Raises OutcomeUnknownError where the effect does not show or cannot be found out.
    """
    action = resource.action(verb)
    if not action.writes:
        return Changed(_object(sender.send(call), call))
    effect, request = action.effect, call.json or {}

    def done(found: JsonObject | None) -> bool:
        return found is not None and effect is not None and effect.shows(request, found)

    def proof(reply: Reply) -> JsonObject | None:
        if action.returns == "resource":
            return _resource_in(reply)
        if action.returns == "other" or effect is None:
            return reply.data if isinstance(reply.data, dict) else None
        return None

    url = None if action.on_collection else call.url.removesuffix(f"{action.separator}{verb}")
    changed = _change(sender, call, url, proof, done)
    return changed if action.returns != "empty" else changed._replace(resource={})


def _change(
    sender: Sender, call: ApiRequest, url: str | None, proof: Callable[[Reply], JsonObject | None], done: Done
) -> Changed:
    """Send `call`. Where the reply is lost or holds no `proof`, look at `url` whether it is `done`."""
    deadline = Deadline(call.timeout or sender.timeout)
    try:
        reply = sender.send(call)
    except FirectlError as error:
        if is_clear(error) or url is None:
            raise
        return Changed(_settle(sender, url, deadline, error.message, done))
    proven = proof(reply)
    if proven is not None:
        return Changed(proven, reply.request_id)
    problem = f"the reply to {call.method} {call.url} {_said(reply)}"
    if url is None:
        raise OutcomeUnknownError(f"outcome unknown: {problem}", hint="Look, or run the command again.")
    trusted = reply.data == {} or reply.status == _NO_CONTENT
    return Changed(_settle(sender, url, deadline, problem, done, trusted), reply.request_id)


def _resource_in(reply: Reply) -> JsonObject | None:
    return reply.data if isinstance(reply.data, dict) and reply.data.get("name") else None


def _said(reply: Reply) -> str:
    """What is wrong with a reply that proves nothing."""
    if reply.data is None:
        return "is empty" if reply.status != _NO_CONTENT else "has no content"
    return "says that it is done" if reply.data == {} else "has the wrong shape"


def _object(reply: Reply, call: ApiRequest) -> JsonObject:
    if not isinstance(reply.data, dict):
        raise ReplyError(f"the reply to {call.method} {call.url} has the wrong shape")
    return reply.data


def _settle(
    sender: Sender, url: str, deadline: Deadline, problem: str, done: Done, trusted: bool = False
) -> JsonObject:
    """Look a few times whether what was asked for is `done`; the resource then, {} where it is gone.

    `trusted` says that the server called it done by the reply that is declared for it: its word stands where looking
    fails. Raises OutcomeUnknownError where the change does not show, or cannot be looked at.
    """
    for pause in _LOOKS:
        if pause and pause >= deadline.left():
            break
        time.sleep(pause)
        try:
            found = _look(sender, url, deadline, problem)
        except OutcomeUnknownError:
            if trusted:
                return {}
            raise
        if done(found):
            return found or {}
    raise OutcomeUnknownError(
        f"outcome unknown: {problem}", hint="The change does not show yet. Look, or run the command again."
    )


def _look(sender: Sender, url: str, deadline: Deadline, problem: str) -> JsonObject | None:
    try:
        found = sender.send(ApiRequest("GET", url, timeout=max(LOOK_SECONDS, deadline.left()))).data
        if isinstance(found, dict) and found.get("name"):
            return found
        raise ReplyError(f"the reply to GET {url} has the wrong shape")
    except NotFoundError:
        return None
    except FirectlError as second:
        raise OutcomeUnknownError(
            f"outcome unknown: {problem}; looking failed too: {second.message}", hint="Look, or run the command again."
        ) from None
