"""Which resource, id and action a path means, worked out from the contract.

Ids are judged here, before anything else sees them. Not werkzeug's map of rules: it compiles code
for each rule, and every command run on the local profile would wait for all of them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from firectl_py.contract import Action, Resource, by_collection
from firectl_py.contract.names import is_known_id

from .errors import RpcError, invalid

_VERB = re.compile(r"[a-z][A-Za-z]{0,63}", re.ASCII)


class Route(NamedTuple):
    """Where a request goes."""

    resource: Resource
    account: str
    id: str | None
    """None for the collection itself."""
    action: Action | None


def parse(path: str, raw_path: str = "") -> Route:
    """The route of a decoded path below `/v1/`.

    `raw_path` is the path as it came: a slash that was encoded is part of an id there and never a separator.
    Raises INVALID_ARGUMENT for an id that cannot be one, NOT_FOUND for a path and UNIMPLEMENTED
    for an action that is not declared.
    """
    if re.search(r"%2f|%5c|%00", raw_path, re.IGNORECASE):
        raise invalid("path", "an id cannot hold a slash, a backslash or a NUL")
    parts = path.split("/")
    if parts[:2] != ["v1", "accounts"]:
        raise RpcError("NOT_FOUND", "no such path; the API begins at /v1/accounts")
    if len(parts) <= 3:
        return _accounts(parts[2:])
    account, (name, verb) = parts[2], _split_verb(parts[3])
    _check_id("account", account)
    accounts = by_collection("accounts")
    if len(parts) == 4 and any(a.verb == name and a.separator == "/" for a in accounts.actions):
        return Route(accounts, account, account, _action(accounts, name, "/", on_collection=False))
    resource = _collection(name)
    if len(parts) == 4:
        return Route(resource, account, None, _action(resource, verb, ":", on_collection=True))
    if len(parts) > 6 or verb is not None:
        raise RpcError("NOT_FOUND", f"no such path below {name}")
    resource_id, verb = _split_verb(parts[4])
    _check_id(f"{resource.title} id", resource_id)
    if len(parts) == 6:
        if verb is not None or not any(a.verb == parts[5] and a.separator == "/" for a in resource.actions):
            _check_id("id", parts[5])
            raise RpcError("NOT_FOUND", f"{name} have no {parts[5]!r}")
        return Route(resource, account, resource_id, _action(resource, parts[5], "/", on_collection=False))
    return Route(resource, account, resource_id, _action(resource, verb, ":", on_collection=False))


def _accounts(rest: list[str]) -> Route:
    resource = by_collection("accounts")
    if not rest:
        return Route(resource, "", None, None)
    account, verb = _split_verb(rest[0])
    _check_id("account", account)
    return Route(resource, account, account, _action(resource, verb, ":", on_collection=False))


def _collection(name: str) -> Resource:
    try:
        return by_collection(name)
    except KeyError as error:
        known = re.fullmatch(r"[A-Za-z]{1,63}", name, re.ASCII)
        word = f"collection {name!r}" if known else "such collection"
        raise RpcError("NOT_FOUND", f"the local control plane has no {word}") from error


def _split_verb(segment: str) -> tuple[str, str | None]:
    head, colon, tail = segment.partition(":")
    return (head, tail) if colon and _VERB.fullmatch(tail) else (segment, None)


def _action(resource: Resource, verb: str | None, separator: str, *, on_collection: bool) -> Action | None:
    if verb is None:
        return None
    for action in resource.actions:
        if (action.verb, action.separator, action.on_collection) == (verb, separator, on_collection):
            return action
    raise RpcError("UNIMPLEMENTED", f"the local control plane has no {verb!r} on {resource.collection}")


def _check_id(what: str, text: str) -> None:
    if not is_known_id(text):
        raise invalid(what, f"{text[:80].encode('unicode_escape').decode()!r} is not an id")
