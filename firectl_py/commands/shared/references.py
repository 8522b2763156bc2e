"""Bare ids in a body as full resource names, for commands that have an App."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...cli.app import App
from ...contract import Resource
from ...contract.json_types import JsonObject

if TYPE_CHECKING:
    from .body import RequestBody


def resolved(app: App, resource: Resource, body: RequestBody) -> RequestBody:
    """`body` with every reference a full name. Raises NotFoundError for a base model that is nowhere."""
    return replace(body, fields=expand(app, resource, body.fields))


def expand(app: App, resource: Resource, body: JsonObject) -> JsonObject:
    """`body` with every reference as a full name. Raises NotFoundError for a base model that does not exist."""
    from ...api import references

    return references.expand(app.client(), resource, body)


def public_model(app: App, name: str) -> JsonObject:
    """The model of that name: the account's own, else the public one, with a note. Raises NotFoundError."""
    from ...api import references

    return references.get_model(app.client(), name)
