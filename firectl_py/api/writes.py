"""Changes that may have lost their reply: look, then say what is so. Imports http, contract and errors.

None of these is sent twice once a byte left this machine; a run that cannot tell says "outcome unknown" (exit 9).
"""

from __future__ import annotations

from ..contract import Resource
from ..errors import FirectlError, NotFound, OutcomeUnknown, ReplyError
from ..http import Call, Sender
from ..http.send import is_transient
from .calls import Object
from .compare import differences

_GONE = ("DELETED", "DELETING", "JOB_STATE_DELETING", "JOB_STATE_DELETED", "UNDEPLOYING")


def delete(sender: Sender, call: Call) -> None:
    """Send a DELETE; after a lost reply, a resource that is gone or going counts as done."""
    try:
        sender.send(call)
    except FirectlError as error:
        if not _unclear(error):
            raise
        try:
            found = sender.send(Call("GET", call.url)).data
        except NotFound:
            return
        except FirectlError:
            raise _unknown(error) from None
        if not (isinstance(found, dict) and found.get("state") in _GONE):
            raise _unknown(error) from None


def update(sender: Sender, resource: Resource, call: Call, body: Object) -> Object:
    """Send a PATCH; after a lost reply, a resource that is as asked counts as done."""
    try:
        data = sender.send(call).data
        if isinstance(data, dict):
            return data
        raise ReplyError(f"the reply to {call.method} {call.url} has the wrong shape")
    except FirectlError as error:
        if not _unclear(error):
            raise
        found = _look(sender, call.url, error)
        if differences(resource, body, found):
            raise _unknown(error) from None
        return found


def act(sender: Sender, resource: Resource, verb: str, call: Call) -> Object:
    """Send an action; after a lost reply, a state that shows its effect counts as done."""
    try:
        data = sender.send(call).data
        return data if isinstance(data, dict) else {}
    except FirectlError as error:
        target = call.url.rpartition(":")[0]
        if not _unclear(error) or call.method == "GET" or resource.action(verb).on_collection:
            raise
        found = _look(sender, target, error)
        if not _shows_effect(verb, call.json or {}, found):
            raise _unknown(error) from None
        return found if resource.action(verb).returns == "resource" else {}


def _shows_effect(verb: str, body: Object, found: Object) -> bool:
    state = str(found.get("state", ""))
    if verb == "cancel":
        return "CANCEL" in state
    if verb == "scale":
        return bool(found.get("desiredReplicaCount", 0) == body.get("replicaCount", 0))
    if verb == "undelete":
        return state not in _GONE
    if verb == "setTags":
        return set(body.get("tags", {}).items()) <= set(found.get("annotations", {}).items())
    if verb == "deleteTags":
        return not set(body.get("keys", ())) & set(found.get("annotations", {}))
    if verb == "validateUpload":
        return state == "READY"
    return False


def _unclear(error: FirectlError) -> bool:
    """Whether the request may have been carried out all the same."""
    return isinstance(error, ReplyError) or (is_transient(error) and getattr(error, "maybe_sent", True))


def _look(sender: Sender, url: str, error: FirectlError) -> Object:
    try:
        found = sender.send(Call("GET", url)).data
    except FirectlError:
        raise _unknown(error) from None
    return found if isinstance(found, dict) else {}


def _unknown(error: FirectlError) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"outcome unknown: {error.message}", hint="The change does not show yet. Look, or run the command again."
    )
