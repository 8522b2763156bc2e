"""Bare ids in a body as full resource names.

A bare id means the acting account. Only a base model's may, after a 404 there, mean the public model of that name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...cli.app import App
from ...contract import Field, Resource, find
from ...contract.json_types import JsonObject
from ...contract.names import PUBLIC_ACCOUNT, resource_name
from ...errors import NotFoundError

if TYPE_CHECKING:
    from .body import RequestBody

MODELS = "models"


def resolved(app: App, resource: Resource, body: RequestBody) -> RequestBody:
    """`body` with every reference a full name. Raises NotFoundError for a base model that is nowhere."""
    return replace(body, fields=expand(app, resource, body.fields))


def expand(app: App, resource: Resource, body: JsonObject) -> JsonObject:
    """`body` with every reference a full name. Raises NotFoundError for a base model that is nowhere."""
    return _expand(app, resource.fields, body)


def _expand(app: App, fields: tuple[Field, ...], body: JsonObject) -> JsonObject:
    by_name = {field.name: field for field in fields}
    return {name: _value(app, by_name.get(name), value) for name, value in body.items()}


def _value(app: App, field: Field | None, value: Any) -> Any:
    if field is None:
        return value
    if field.type == "message" and isinstance(value, dict) and not field.map:
        return _expand(app, field.fields, value)
    if not field.ref or not isinstance(value, str) or not value or "/" in value:
        return value
    if field.catalogue:
        return str(public_model(app, value)["name"])
    return _own(app, field.ref, value)


def _own(app: App, collection: str, bare: str) -> str:
    """The full name in the acting account; the id's shape is checked where the collection is declared."""
    resource = find(collection)
    if resource is not None:
        return app.client().name(resource, bare)
    return resource_name(app.client().account, collection, bare)


def public_model(app: App, name: str) -> JsonObject:
    """The model a user means: theirs, else, for a bare id that they do not have, the public one, with a note."""
    client = app.client()
    try:
        return client.get(MODELS, name)
    except NotFoundError as error:
        public = resource_name(PUBLIC_ACCOUNT, MODELS, name)
        if "/" in name or client.account == PUBLIC_ACCOUNT:
            raise
        try:
            found = client.get(MODELS, public)
        except NotFoundError:
            raise NotFoundError(
                f"there is no model {name} in accounts/{client.account}, and no public one of that name",
                status=error.status,
                request_id=error.request_id,
                hint="firectl models list shows yours, firectl models list -a fireworks the public ones.",
            ) from None
    app.console.note(f"{name} means the public model {public}.")
    return found
