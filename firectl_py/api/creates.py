"""Making a thing exactly once, whatever the network does.

The API has no request ids, but most creates take an id chosen here. So: choose it, write the wish down, POST, and
after anything unclear look before doing anything else. What takes no id is never sent twice once a byte left.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import NamedTuple

from ..contract import Resource
from ..contract.json_types import JsonObject
from ..contract.names import resource_name
from ..errors import (
    AbortedError,
    AlreadyExistsError,
    ApiError,
    ConflictError,
    FirectlError,
    NotFoundError,
    OutcomeUnknownError,
    ReplyError,
    ResourceExhaustedError,
    TransportError,
    UnavailableError,
)
from ..http import ApiRequest, Sender
from ..http.deadline import Deadline
from ..http.retrying import is_transient
from .compare import differences

LOOK_SECONDS = 1.0
"""A look may take this long past the deadline: knowing is worth a second."""
GONE = (
    "DELETED",
    "DELETING",
    "UNDEPLOYING",
    "JOB_STATE_DELETED",
    "JOB_STATE_DELETING",
    "JOB_STATE_DELETING_CLEANING_UP",
)
"""States of what can still be seen and is no longer there."""
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class Created(NamedTuple):
    """The resource, and whether it stood there already as asked."""

    resource: JsonObject
    found: bool
    request_id: str | None = None
    """The server's id of the create."""


def new_id(prefix: str) -> str:
    """An id nobody else chooses: 50 random bits after a prefix that says what it is."""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(10))


def create(
    sender: Sender,
    resource: Resource,
    account: str,
    call: ApiRequest,
    wanted: JsonObject,
    chosen_id: str,
    look_first: bool,
) -> Created:
    """Make `wanted` by `call`, once. `look_first` where an earlier run may have got through.

    Raises ConflictError where another thing has the id, OutcomeUnknownError where it cannot be found out, else as
    Sender.send.
    """
    deadline = Deadline(call.timeout or sender.timeout)
    path = f"/v1/{resource_name(account, resource.collection, chosen_id)}"

    def look() -> JsonObject | None:
        try:
            found = sender.send(ApiRequest("GET", path, timeout=max(LOOK_SECONDS, deadline.left()))).data
        except NotFoundError:
            return None
        if isinstance(found, dict) and found.get("name"):
            return found
        # Neither there nor not there: taken for either, it would make a second one or call a stranger ours.
        raise OutcomeUnknownError(
            f"outcome unknown: the reply to GET {path} has the wrong shape",
            hint="Run the same command again: it finds out first whether this one got through.",
        )

    if look_first and (found := look()) is not None:
        return _as_asked(resource, wanted, found, chosen_id)
    retries = sender.retries(deadline)
    while True:
        try:
            reply = sender.send(call._replace(timeout=max(0.1, deadline.left())))
            if isinstance(reply.data, dict) and reply.data.get("name"):
                return Created(reply.data, False, reply.request_id)
            raise ReplyError(f"the reply to the create of {chosen_id} has the wrong shape")
        except AlreadyExistsError as error:
            return _settle_taken(resource, wanted, look, chosen_id, error)
        except FirectlError as error:
            if is_clear(error) and not isinstance(error, ResourceExhaustedError):
                raise
            found = None if is_clear(error) else _look_after(error, look, chosen_id)
            if found is not None:
                return _as_asked(resource, wanted, found, chosen_id, ours=True)
            if not is_transient(error):
                raise
            retries.pause(error)


def create_unnamed(sender: Sender, call: ApiRequest, find: Callable[[], JsonObject | None]) -> Created:
    """Make a thing the server names: one POST; where its reply is lost, `find` looks for what it made.

    Raises OutcomeUnknownError where nothing that matches is found.
    """
    try:
        reply = sender.send(call)
        if isinstance(reply.data, dict) and reply.data.get("name"):
            return Created(reply.data, False, reply.request_id)
        raise ReplyError(f"the reply to POST {call.url} has the wrong shape")
    except FirectlError as error:
        if is_clear(error):
            raise
        try:
            found = find()
        except FirectlError:
            found = None
        if found is not None:
            return Created(found, False)
        raise OutcomeUnknownError(
            f"outcome unknown: {error.message}", hint="Nothing matching was found yet. List before trying again."
        ) from None


def is_clear(error: FirectlError) -> bool:
    """Whether the error says that nothing was made: the API's own refusal, or no byte left this machine."""
    if isinstance(error, ApiError):
        return not isinstance(error, UnavailableError)
    if isinstance(error, TransportError):
        return not error.maybe_sent
    return not isinstance(error, ReplyError)


def _look_after(error: FirectlError, look: Callable[[], JsonObject | None], chosen_id: str) -> JsonObject | None:
    try:
        return look()
    except FirectlError as second:
        raise OutcomeUnknownError(
            f"outcome unknown: {error.message}; looking for {chosen_id} failed too: {second.message}",
            hint="Run the same command again: it finds out first whether this one got through.",
        ) from None


def _settle_taken(
    resource: Resource,
    wanted: JsonObject,
    look: Callable[[], JsonObject | None],
    chosen_id: str,
    error: AlreadyExistsError,
) -> Created:
    found = look()
    if found is None and isinstance(error, AbortedError):
        raise error
    if found is None:
        raise _gone(resource, chosen_id) from error
    return _as_asked(resource, wanted, found, chosen_id)


def _gone(resource: Resource, chosen_id: str) -> ConflictError:
    return ConflictError(
        f"the {resource.title} id {chosen_id} cannot be reused: it belonged to one that is gone",
        hint="Choose another id.",
    )


def _as_asked(resource: Resource, wanted: JsonObject, found: JsonObject, chosen_id: str, ours: bool = False) -> Created:
    if str(found.get("state")) in GONE:
        raise _gone(resource, chosen_id)
    different = differences(resource, wanted, found)
    if different:
        shown = "; ".join(map(str, different[:5]))
        raise ConflictError(
            f"{resource.title} {chosen_id} exists and is another one: {shown}",
            hint=f"firectl {resource.noun} get {chosen_id} shows it. Choose another id for a new one.",
        )
    return Created(found, not ours)
