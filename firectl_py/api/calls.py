"""Calls as values, made from names and bodies: what --dry-run prints and what is sent are the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from ..contract import Resource
from ..contract.case import snake
from ..contract.json_types import JsonObject
from ..contract.names import ID_RULE, is_known_id, may_be_accepted, resource_name, split_name
from ..errors import InvalidDataError
from ..http import ApiRequest


def full_name(resource: Resource, account: str, text: str) -> str:
    """The full name of an existing resource; a bare id means `account`. Raises InvalidDataError for what is neither."""
    if "/" not in text:
        if not is_known_id(text):
            raise InvalidDataError(f"{text!r} is not a valid {resource.title} id", hint=f"Ids are {ID_RULE}.")
        return resource_name(account, resource.collection, text)
    parts = split_name(text)
    if parts is None or parts[1] != resource.collection:
        raise InvalidDataError(
            f"{text!r} is not the name of a {resource.title}",
            hint=f"Give an id, or {resource_name('ACCOUNT', resource.collection, 'ID')}.",
        )
    return text


def account_id(text: str) -> str:
    """The bare id of an account given as ID or accounts/ID. Raises InvalidDataError: it becomes part of every path."""
    bare = text.removeprefix("accounts/")
    if not is_known_id(bare):
        raise InvalidDataError(f"{text!r} is not an account id", hint="Give an id, or accounts/ID.")
    return bare


def parent_path(resource: Resource, account: str) -> str:
    """The collection's path below the base URL."""
    return f"/v1/{resource.collection}" if resource.top_level else f"/v1/accounts/{account}/{resource.collection}"


def check_new_id(resource: Resource, new_id: str) -> None:
    """Raises InvalidDataError for an id that no new resource can have."""
    if not may_be_accepted(new_id):
        raise InvalidDataError(f"{new_id!r} is not a valid {resource.title} id", hint=f"Ids are {ID_RULE}.")


def create(
    resource: Resource, account: str, body: JsonObject, new_id: str, extra: JsonObject, params: dict[str, str]
) -> ApiRequest:
    """The POST that makes a resource. `extra` goes beside a wrapped body.

    Raises InvalidDataError for an id of no shape.
    """
    if new_id:
        check_new_id(resource, new_id)
    path, query = parent_path(resource, account), dict(params)
    if resource.wrapper:
        return ApiRequest("POST", path, query, {resource.id_param: new_id, resource.wrapper: body, **extra})
    if resource.id_param and new_id:
        query[resource.id_param] = new_id
    return ApiRequest("POST", path, query, body)


def update(name: str, body: JsonObject, mask: Sequence[str], params: dict[str, str]) -> ApiRequest:
    """The PATCH that sets the fields of `mask` (dotted lowerCamelCase paths)."""
    return ApiRequest("PATCH", f"/v1/{name}", {"updateMask": ",".join(map(snake, mask)), **params}, body)


def delete(name: str, params: dict[str, str]) -> ApiRequest:
    """The DELETE of one resource."""
    return ApiRequest("DELETE", f"/v1/{name}", params)


def action(resource: Resource, target: str, verb: str, body: JsonObject | None, params: dict[str, str]) -> ApiRequest:
    """A call beyond the standard ones; `target` is a full name, or the account for an action on the collection."""
    declared = resource.action(verb)
    path = parent_path(resource, target) if declared.on_collection else f"/v1/{target}"
    sent = None if declared.method == "GET" else (body or {})
    return ApiRequest(declared.method, f"{path}{declared.separator}{verb}", params, sent)
