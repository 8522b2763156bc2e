"""Changes that may have lost their reply: look, then say what is so.

None of these is sent twice once a byte left this machine; a run that cannot tell says "outcome unknown" (exit 9).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from ..contract import Resource
from ..contract.json_types import JsonObject
from ..errors import FirectlError, NotFoundError, OutcomeUnknownError, ReplyError
from ..http import ApiRequest, Sender
from ..http.deadline import Deadline
from .compare import can_be_seen, differences
from .creates import GONE, LOOK_SECONDS, is_clear

_LOOKS = (0.0, 0.5, 1.0)
"""Seconds before each look: a server whose reply was lost may still be at work."""


class Changed(NamedTuple):
    """The resource after a change, and the server's id of the request where the reply arrived."""

    resource: JsonObject
    request_id: str | None = None


def delete(sender: Sender, call: ApiRequest) -> Changed:
    """Send a DELETE; after a lost reply, a resource that is gone or going counts as done."""
    deadline = Deadline(call.timeout or sender.timeout)
    try:
        return Changed({}, sender.send(call).request_id)
    except FirectlError as error:
        if is_clear(error):
            raise
        return Changed(
            _settle(sender, call.url, deadline, error, lambda found: found is None or found.get("state") in GONE)
        )


def update(sender: Sender, resource: Resource, call: ApiRequest, body: JsonObject) -> Changed:
    """Send a PATCH; after a lost reply, a resource that is as asked counts as done."""
    deadline = Deadline(call.timeout or sender.timeout)
    try:
        reply = sender.send(call)
        if isinstance(reply.data, dict) and reply.data.get("name"):
            return Changed(reply.data, reply.request_id)
        raise ReplyError(f"the reply to {call.method} {call.url} has the wrong shape")
    except FirectlError as error:
        if is_clear(error):
            raise
        shows = can_be_seen(resource.fields, body)
        return Changed(
            _settle(
                sender,
                call.url,
                deadline,
                error,
                lambda found: found is not None and shows and not differences(resource, body, found),
            )
        )


def act(sender: Sender, resource: Resource, verb: str, call: ApiRequest) -> Changed:
    """Send an action; after a lost reply, a state that shows its effect counts as done."""
    deadline = Deadline(call.timeout or sender.timeout)
    try:
        reply = sender.send(call)
        return Changed(reply.data if isinstance(reply.data, dict) else {}, reply.request_id)
    except FirectlError as error:
        if is_clear(error) or call.method == "GET" or resource.action(verb).on_collection:
            raise
        found = _settle(
            sender,
            call.url.rpartition(":")[0],
            deadline,
            error,
            lambda found: found is not None and _shows_effect(resource, verb, call.json or {}, found),
        )
        return Changed(found if resource.action(verb).returns == "resource" else {})


def _shows_effect(resource: Resource, verb: str, body: JsonObject, found: JsonObject) -> bool:
    state = str(found.get("state", ""))
    if verb == "cancel":
        return "CANCEL" in state
    if verb == "scale":
        return bool(found.get("desiredReplicaCount", 0) == body.get("replicaCount", 0))
    if verb == "undelete":
        return state not in GONE
    if verb == "resume":
        return resource.states is not None and state in resource.states.busy and "PAUSED" not in state
    if verb == "setTags":
        return set(body.get("tags", {}).items()) <= set(found.get("annotations", {}).items())
    if verb == "deleteTags":
        return not set(body.get("keys", ())) & set(found.get("annotations", {}))
    if verb == "validateUpload":
        return state == "READY"
    return False


def _settle(
    sender: Sender, url: str, deadline: Deadline, error: FirectlError, done: Callable[[JsonObject | None], bool]
) -> JsonObject:
    """Look a few times whether what was asked for is `done`; the resource then, {} where it is gone.

    Raises OutcomeUnknownError where it does not show, or cannot be looked at.
    """
    for pause in _LOOKS:
        if pause and pause >= deadline.left():
            break
        time.sleep(pause)
        found = _look(sender, url, deadline, error)
        if done(found):
            return found or {}
    raise OutcomeUnknownError(
        f"outcome unknown: {error.message}", hint="The change does not show yet. Look, or run the command again."
    ) from None


def _look(sender: Sender, url: str, deadline: Deadline, error: FirectlError) -> JsonObject | None:
    try:
        found = sender.send(ApiRequest("GET", url, timeout=max(LOOK_SECONDS, deadline.left()))).data
        if isinstance(found, dict) and found.get("name"):
            return found
        raise ReplyError(f"the reply to GET {url} has the wrong shape")
    except NotFoundError:
        return None
    except FirectlError as second:
        raise OutcomeUnknownError(
            f"outcome unknown: {error.message}; looking failed too: {second.message}",
            hint="Look, or run the command again.",
        ) from None
