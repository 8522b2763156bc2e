"""Making a thing exactly once, whatever the network does.

The API has no request ids, but most creates take an id chosen here. So: choose it, write the create down, POST, and
after anything unclear look before doing anything else. What takes no id is never sent twice once a byte left.
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable
from typing import Literal, NamedTuple

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
_ID_LENGTH = 12
_RUN_AGAIN = "Run the same command again: it finds out first whether this one got through."


Why = Literal["made", "ours", "resumed", "asked"]
"""Why a resource exists: made by this reply, by this create whose reply was lost, by an earlier run of the same create
that was killed, or by somebody, as asked.
"""


class Created(NamedTuple):
    """The resource, why it exists, and the server's id of the request where the reply arrived."""

    resource: JsonObject
    why: Why
    request_id: str | None = None

    @property
    def found(self) -> bool:
        """Whether it existed before this create."""
        return self.why in ("resumed", "asked")


def new_id() -> str:
    """A random id of 61 bits, spelled as the platform spells its own: lower-case letters and digits, a letter first."""
    letters = string.ascii_lowercase
    rest = (secrets.choice(letters + string.digits) for _ in range(_ID_LENGTH - 1))
    return secrets.choice(letters) + "".join(rest)


def create(
    sender: Sender,
    resource: Resource,
    account: str,
    call: ApiRequest,
    wanted: JsonObject,
    chosen_id: str,
    resumed: bool,
) -> Created:
    """Make `wanted` by `call`, once. `resumed` where an earlier run may have got through: then a look comes first.

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
        # The answer proves neither that it exists nor that it does not: a guess could make a second one.
        raise OutcomeUnknownError(f"outcome unknown: the reply to GET {path} has the wrong shape", hint=_RUN_AGAIN)

    if resumed and (found := look()) is not None:
        return _as_asked(resource, wanted, found, chosen_id, "resumed")
    retries = sender.retries(deadline)
    while True:
        try:
            reply = sender.send(call._replace(timeout=max(0.1, deadline.left())))
            if isinstance(reply.data, dict) and reply.data.get("name"):
                return Created(reply.data, "made", reply.request_id)
            raise ReplyError(f"the reply to the create of {chosen_id} has the wrong shape")
        except AlreadyExistsError as error:
            if resumed or retries.failed:
                return _settle_own(
                    sender, resource, wanted, look, chosen_id, deadline, "resumed" if resumed else "ours"
                )
            return _settle_taken(resource, wanted, look, chosen_id, error)
        except FirectlError as error:
            if is_clear(error) and not isinstance(error, ResourceExhaustedError):
                raise
            found = None if is_clear(error) else _look_after(error, look, chosen_id)
            if found is not None:
                return _as_asked(resource, wanted, found, chosen_id, "ours")
            if isinstance(error, ReplyError):
                raise OutcomeUnknownError(
                    f"outcome unknown: {error.message}, and {chosen_id} does not exist yet", hint=_RUN_AGAIN
                ) from None
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
            return Created(reply.data, "made", reply.request_id)
        raise ReplyError(f"the reply to POST {call.url} has the wrong shape")
    except FirectlError as error:
        if is_clear(error):
            raise
        try:
            found = find()
        except FirectlError:
            found = None
        if found is not None:
            return Created(found, "ours")
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
            hint=_RUN_AGAIN,
        ) from None


def _settle_own(
    sender: Sender,
    resource: Resource,
    wanted: JsonObject,
    look: Callable[[], JsonObject | None],
    chosen_id: str,
    deadline: Deadline,
    why: Why,
) -> Created:
    """An earlier attempt of this create may have taken the id: look until it shows, for reads may lag behind writes.

    Raises OutcomeUnknownError where it does not show in time.
    """
    retries = sender.retries(deadline)
    unknown = OutcomeUnknownError(f"outcome unknown: {chosen_id} is taken and cannot be read yet", hint=_RUN_AGAIN)
    while (found := look()) is None:
        retries.pause(unknown)
    return _as_asked(resource, wanted, found, chosen_id, why)


def _settle_taken(
    resource: Resource,
    wanted: JsonObject,
    look: Callable[[], JsonObject | None],
    chosen_id: str,
    error: AlreadyExistsError,
) -> Created:
    """What a conflict means that no attempt of this create can have caused. Raises `error` where it is not the id's."""
    found = look()
    if found is not None:
        return _as_asked(resource, wanted, found, chosen_id, "asked")
    if isinstance(error, AbortedError) or not re.search(rf"(?<![\w-]){re.escape(chosen_id)}(?![\w-])", error.message):
        raise error
    raise _gone(resource, chosen_id) from error


def _gone(resource: Resource, chosen_id: str) -> ConflictError:
    return ConflictError(
        f"the {resource.title} id {chosen_id} cannot be reused: it belonged to one that is gone",
        hint="Choose another id.",
    )


def _as_asked(resource: Resource, wanted: JsonObject, found: JsonObject, chosen_id: str, why: Why) -> Created:
    """What is there counts as made, if it is what was asked for. Raises ConflictError.

    A failed one that this very create made is its outcome; one of the same id from before is in the way.
    """
    states, state = resource.states, str(found.get("state"))
    if states is not None and state in states.gone:
        raise _gone(resource, chosen_id)
    different = differences(resource, wanted, found)
    if different:
        shown = "; ".join(map(str, different[:5]))
        raise ConflictError(
            f"{resource.title} {chosen_id} exists and is another one: {shown}",
            hint=f"firectl {resource.noun} get {chosen_id} shows it. Choose another id for a new one.",
        )
    if why == "asked" and states is not None and state in states.failed:
        raise ConflictError(
            f"{resource.title} {chosen_id} exists and is {states.short(state)}{_made_at(found)}; nothing new was made",
            hint=f"Choose another id, or delete it first: firectl {resource.noun} delete {chosen_id}",
        )
    return Created(found, why)


def found_note(resource: Resource, created: Created) -> str:
    """The sentence for a create that made nothing new; "" where it made the resource."""
    if created.why in ("made", "ours"):
        return ""
    name, state = created.resource.get("name", ""), resource.short_state(str(created.resource.get("state", "")))
    known = f" ({state}{_made_at(created.resource)})" if state else ""
    what = f"{resource.title} {str(name).rpartition('/')[2]}"
    if created.why == "resumed":
        return f"{what} was made by an earlier run of this command{known}; nothing new was made."
    return f"{what} already exists as asked{known}; nothing new was made."


def _made_at(found: JsonObject) -> str:
    time = found.get("createTime")
    return f", made {time}" if isinstance(time, str) and time else ""
