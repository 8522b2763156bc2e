"""Bare ids in a body as full resource names.

A bare id means the acting account. Only a base model's may, after a 404 there, mean the public model of that name.
"""

from __future__ import annotations

from typing import Any, Final, Literal, Protocol

from ..contract import Field, Resource, find
from ..contract.json_types import JsonObject
from ..contract.names import PUBLIC_ACCOUNT, resource_name
from ..errors import NotFoundError
from ..http import Sender

MODELS: Final = "models"


class NameReader(Protocol):
    """The part of a client that names are looked up with."""

    sender: Sender

    @property
    def account(self) -> str:
        """The acting account's id."""

    def name(self, kind: Resource, text: str) -> str:
        """The full resource name for an id or name."""

    def get(self, kind: Literal["models"], name: str, **params: Any) -> JsonObject:
        """One resource by id or full name. Raises NotFoundError."""


def expand(client: NameReader, resource: Resource, body: JsonObject) -> JsonObject:
    """`body` with every reference as a full name. Raises NotFoundError for a base model that does not exist."""
    return _expand(client, resource.fields, body)


def _expand(client: NameReader, fields: tuple[Field, ...], body: JsonObject) -> JsonObject:
    by_name = {field.name: field for field in fields}
    return {name: _value(client, by_name.get(name), value) for name, value in body.items()}


def _value(client: NameReader, field: Field | None, value: Any) -> Any:
    if field is None:
        return value
    if field.type == "message" and isinstance(value, dict) and not field.map:
        return _expand(client, field.fields, value)
    if not field.ref or not isinstance(value, str) or not value or "/" in value:
        return value
    if field.catalogue:
        return str(get_model(client, value)["name"])
    resource = find(field.ref)  # the shape of the id is checked where the collection is declared
    return client.name(resource, value) if resource else resource_name(client.account, field.ref, value)


def get_model(client: NameReader, name: str, **params: Any) -> JsonObject:
    """The model of that name: the account's own, else, for a bare id it does not have, the public one, with a note.

    Raises NotFoundError.
    """
    try:
        return client.get(MODELS, name, **params)
    except NotFoundError as error:
        public = resource_name(PUBLIC_ACCOUNT, MODELS, name)
        if "/" in name or client.account == PUBLIC_ACCOUNT:
            raise
        try:
            model = client.get(MODELS, public, **params)
        except NotFoundError:
            raise NotFoundError(
                f"accounts/{client.account} has no model {name}, and no public model has that name",
                status=error.status,
                request_id=error.request_id,
                hint="firectl models list shows yours, firectl models list -a fireworks the public ones.",
            ) from None
    client.sender.note(f"{name} means the public model {public}.")
    return model
