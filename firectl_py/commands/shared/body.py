"""The object that flags and `-f FILE` describe together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...cli.app import App
from ...cli.options import Option
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import InvalidDataError, UsageError
from .fields import merge, object_from, secret_values


@dataclass(frozen=True)
class RequestBody:
    """What a create or an update sends."""

    fields: JsonObject
    id: str | None = None
    """Id of the new resource: the flag's, else the one in the file; None where neither names one."""
    from_file: bool = False


def file_option() -> Option:
    """`-f FILE`."""
    return Option(["-f", "--file"], metavar="FILE", help="Fields from JSON or YAML, `-` reads stdin; flags win.")


def read_body(
    app: App,
    resource: Resource,
    fields: Mapping[str, Any],
    file: str | None,
    *,
    new_id: str | None = None,
    update: bool = False,
) -> RequestBody:
    """The object that `fields` (values by dotted path) and `file` describe together; flags win, and so does `new_id`.

    Secrets in it are printed nowhere from now on. Raises InvalidDataError, LocalIOError.
    """
    body, name = object_from(resource, fields, update=update), ""
    if file:
        from . import manifest

        found = manifest.load(resource, file, update=update)
        body, name = merge(found.body, body), found.name
        if found.ignored:
            app.console.note(f"left out, because the server sets them: {', '.join(found.ignored)}.")
    for secret in secret_values(resource.fields, body):
        app.console.hide(secret)
    if resource.id_param and not update:
        new_id = new_id or last_segment(name) or None
    return RequestBody(body, new_id, bool(file))


def require_fields(resource: Resource, body: RequestBody) -> None:
    """Raises UsageError where a required field is missing, InvalidDataError where a file could have given it."""
    for field in resource.fields:
        if field.required and field.mode != "out" and not body.fields.get(field.name):
            flag = f"--{field.name}" if field.flags is None else field.flags[0] if field.flags else ""
            message = f"a {resource.title} needs {field.name}{f' ({flag})' if flag else ''}"
            raise InvalidDataError(message) if body.from_file else UsageError(message)
