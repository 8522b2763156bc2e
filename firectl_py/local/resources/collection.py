"""The five standard calls on any declared collection, and the way to its actions.

Everything here is derived from the declaration; what a declaration cannot say
is asked of the collection's Behaviour.
"""

from __future__ import annotations

import secrets
from copy import deepcopy
from typing import Any

from firectl_py.contract import Action, Field, Resource
from firectl_py.contract.case import snake
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import PUBLIC_ACCOUNT
from firectl_py.contract.rfc3339 import format_time

from ..http.context import OWNER, RequestContext
from ..http.errors import MethodNotAllowedError, RpcError, invalid
from ..store.tx import Row
from .behaviour import Behaviour
from .checks import check_message, check_new_id, expand_refs, require, without_nulls
from .masks import complete, merge, parse_mask, select
from .paging import list_page
from .registry import behaviour_of

_METHODS = {
    (False, "GET"): "list",
    (False, "POST"): "create",
    (True, "GET"): "get",
    (True, "PATCH"): "update",
    (True, "DELETE"): "delete",
}


def verb_of(call: RequestContext, method: str) -> str | None:
    """The standard verb of a method on a collection or on one resource, or None where the API has none."""
    verb = _METHODS.get((call.id is not None, method))
    return verb if verb in call.resource.verbs else None


def allowed_methods(resource: Resource, *, one: bool) -> list[str]:
    """The methods that a collection, or one of its resources, takes."""
    return [method for (single, method), verb in _METHODS.items() if single == one and verb in resource.verbs]


def check_account(call: RequestContext, *, writes: bool) -> None:
    """Raises PERMISSION_DENIED where the account is not the caller's and not the public one's open part."""
    if call.account in ("", OWNER):
        return
    if call.account != PUBLIC_ACCOUNT:
        raise RpcError("PERMISSION_DENIED", f"account {call.account!r} is not yours; this control plane has {OWNER!r}")
    if writes or not (call.resource.public or call.resource.top_level):
        raise RpcError("PERMISSION_DENIED", f"account {PUBLIC_ACCOUNT!r} owns this; you may read its models")


def standard(call: RequestContext, verb: str) -> JsonObject:
    """Answer one of list, create, get, update, delete."""
    behaviour = behaviour_of(call.resource.collection)
    if verb in ("list", "get"):
        with call.reading():
            return list_page(call, behaviour) if verb == "list" else show(call, behaviour, call.row())
    if verb == "create":
        return _create(call, behaviour)
    with call.writing():
        if verb == "update":
            return _update(call, behaviour)
        behaviour.delete(call, call.row())
    return {}


def act(call: RequestContext, action: Action) -> JsonObject:
    """Answer an action. Raises UNIMPLEMENTED where it is declared and not built."""
    behaviour = behaviour_of(call.resource.collection)
    handler = getattr(behaviour, f"do_{snake(action.verb)}", None)
    if handler is None:
        raise RpcError("UNIMPLEMENTED", f"the local control plane does not build {action.verb!r} yet")
    is_whole = action.fields == call.resource.fields
    call.body = without_nulls(check_message(action.fields, call.body, keep_output=is_whole))
    if not is_whole:
        require(action.fields, call.body)
    reply: JsonObject = handler(call)
    return complete(reply, call.resource.fields) if action.returns == "resource" else reply


def show(call: RequestContext, behaviour: Behaviour, row: Row) -> JsonObject:
    """One resource in full, with the call's readMask applied."""
    fields = call.resource.fields
    mask = parse_mask("readMask", call.params.get("readMask", ""), fields)
    return select(complete(behaviour.view_one(call, row), fields), mask)


def _create(call: RequestContext, behaviour: Behaviour) -> JsonObject:
    resource = call.resource
    body, chosen, extra = _envelope(call, behaviour)
    expand_refs(resource.fields, body, call.account)
    require(resource.fields, body)
    with call.writing():
        resource_id = chosen or behaviour.new_id(call, body)
        row = Row(resource.collection, call.account, resource_id, call.now, body)
        behaviour.stamp(call, row)
        if call.tx.get(row.collection, row.account, row.id) is not None:
            raise RpcError("ALREADY_EXISTS", f"{resource.title} {row.name} already exists")
        behaviour.before_create(call, row, extra)
        if call.params.get("validateOnly"):
            return show(call, behaviour, row)
        call.tx.insert(row)
        behaviour.after_create(call, row)
        return _in_nanoseconds(show(call, behaviour, row))


def _in_nanoseconds(reply: JsonObject) -> JsonObject:
    """The answer to a create states its times in nanoseconds; whoever reads them again sees microseconds, cut."""
    digits = f"{secrets.randbelow(1000):03}Z"
    times = {name: reply[name].removesuffix("Z") + digits for name in ("createTime", "updateTime") if reply.get(name)}
    return reply | times


def _envelope(call: RequestContext, behaviour: Behaviour) -> tuple[JsonObject, str, JsonObject]:
    """(resource, chosen id or "", what stood beside it) of a create call. Raises INVALID_ARGUMENT."""
    resource = call.resource
    if not resource.wrapper:
        root = call.body
        if set(root) == {behaviour.also_wrapped}:
            root = root[behaviour.also_wrapped]
        body = without_nulls(check_message(resource.fields, root))
        chosen = call.params.get(resource.id_param, "") if resource.id_param else ""
        return body, check_new_id(resource.id_param, chosen) if chosen else "", {}
    outer = (
        Field(resource.wrapper, "", "message", fields=resource.fields),
        Field(resource.id_param, ""),
        *resource.create_fields,
    )
    extra = without_nulls(check_message(outer, call.body))
    body, chosen = extra.pop(resource.wrapper, {}), extra.pop(resource.id_param, "")
    if not chosen:
        raise invalid(resource.id_param, "is required")
    return body, check_new_id(resource.id_param, chosen), extra


def _update(call: RequestContext, behaviour: Behaviour) -> JsonObject:
    fields, text = call.resource.fields, call.params.get("updateMask", "")
    change = check_message(fields, call.body)
    mask = parse_mask("updateMask", text, fields)
    row = _row_to_update(call)
    if row is None:
        return _make_missing(call, behaviour, change)
    old = deepcopy(row.body)
    row.body = without_nulls(merge(old, change, mask, fields, whole=text.strip() == "*"))
    expand_refs(fields, row.body, call.account)
    require(fields, row.body)
    _touch(call, row)
    behaviour.before_update(call, row, old)
    call.tx.put(row)
    return show(call, behaviour, row)


def _row_to_update(call: RequestContext) -> Row | None:
    """The row to change; None where there is none and `allowMissing` asks to make it. Raises NOT_FOUND."""
    try:
        return call.row()
    except RpcError:
        if call.params.get("allowMissing"):
            return None
        raise


def _make_missing(call: RequestContext, behaviour: Behaviour, change: JsonObject) -> JsonObject:
    body = without_nulls(change)
    require(call.resource.fields, body)
    row = Row(call.resource.collection, call.account, check_new_id("id", call.id or ""), call.now, body)
    behaviour.stamp(call, row)
    behaviour.before_create(call, row, {})
    call.tx.insert(row)
    return show(call, behaviour, row)


def _touch(call: RequestContext, row: Row) -> None:
    if "updateTime" in call.resource.by_name:
        row.body["updateTime"] = format_time(call.now)


def check_method(resource: Resource, method: str, action: Action | None, *, one: bool) -> None:
    """Raises MethodNotAllowedError for a method that the path does not take."""
    allowed = [action.method] if action is not None else allowed_methods(resource, one=one)
    if method not in allowed:
        raise MethodNotAllowedError(allowed)


def answer(call: RequestContext, method: str, action: Action | None) -> Any:
    """The reply to a call whose route and method are known. Raises RpcError."""
    if action is not None:
        writes = action.writes or method != "GET"
        check_account(call, writes=writes)
        return act(call, action)
    verb = verb_of(call, method)
    assert verb is not None, "check_method comes first"
    check_account(call, writes=verb not in ("list", "get"))
    return standard(call, verb)
