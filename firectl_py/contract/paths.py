"""Paths of the calls on a resource, with `{account}` and `{id}` left open: what help pages show."""

from __future__ import annotations

from .case import kebab
from .spec import Resource

_STANDARD = {
    "list": ("GET", "{collection}"),
    "get": ("GET", "{name}"),
    "create": ("POST", "{collection}"),
    "update": ("PATCH", "{name}"),
    "delete": ("DELETE", "{name}"),
}


def call_of(resource: Resource, verb: str) -> str:
    """Method and path of a standard verb or a declared action, such as `GET /v1/accounts/{account}/models/{id}`.

    An action is also found by its name in kebab-case. Raises KeyError for a verb the resource does not have.
    """
    is_account = resource.collection == "accounts"
    collection = "/v1/accounts" if is_account else f"/v1/accounts/{{account}}/{resource.collection}"
    name = f"{collection}/{{account}}" if is_account else f"{collection}/{{id}}"
    if verb in _STANDARD:
        method, path = _STANDARD[verb]
        return f"{method} {path.format(collection=collection, name=name)}"
    for action in resource.actions:
        if verb in (action.verb, kebab(action.verb)):
            target = collection if action.on_collection else name
            return f"{action.method} {target}{action.separator}{action.verb}"
    raise KeyError(f"{resource.collection} has no action {verb!r}")
