"""The object that flags and `-f FILE` describe together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...cli.app import App
from ...cli.options import Option
from ...contract import Field, Resource
from ...contract.flags import flagged
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import InvalidDataError, UsageError

if TYPE_CHECKING:
    from .manifest import Manifest


@dataclass(frozen=True)
class RequestBody:
    """What a create or an update sends."""

    fields: JsonObject
    id: str | None = None
    """Id of the new resource: the flag's, else the one in the file; None where neither names one."""


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
    below: JsonObject | None = None,
    above: JsonObject | None = None,
) -> RequestBody:
    """The object that `fields` (values by dotted path) and `file` describe together; flags win, and so does `new_id`.

    `below` gives members that neither names, `above` members that win over both. Secrets in it are printed nowhere
    from now on. Raises UsageError where a required field is missing, InvalidDataError where a file could have given it,
    LocalIOError.
    """
    typed, manifest = _object_from(resource, fields), _load(app, resource, file)
    body = {**(below or {}), **merge(manifest.body, typed), **(above or {})}
    _hide_secrets(app, resource, body)
    _require_fields(resource, body, bool(file))
    if resource.id_param:
        new_id = new_id or last_segment(manifest.name) or None
    return RequestBody(body, new_id)


def read_changes(app: App, resource: Resource, fields: Mapping[str, Any], file: str | None) -> JsonObject:
    """The members that an update sets. Raises InvalidDataError, LocalIOError."""
    typed = _object_from(resource, fields, update=True)
    body = merge(_load(app, resource, file, update=True).body, typed)
    _hide_secrets(app, resource, body)
    return body


def _load(app: App, resource: Resource, file: str | None, update: bool = False) -> Manifest:
    """What the file says; nothing where there is none."""
    from . import manifest

    if not file:
        return manifest.NOTHING
    found = manifest.load(resource, file, update=update)
    if found.ignored:
        app.console.note(f"left out, because the server sets them: {', '.join(found.ignored)}.")
    return found


def _hide_secrets(app: App, resource: Resource, body: JsonObject) -> None:
    for secret in _secret_values(resource.fields, body):
        app.console.hide(secret)


def _require_fields(resource: Resource, body: JsonObject, from_file: bool) -> None:
    for field in resource.fields:
        if field.required and field.mode != "out" and not body.get(field.name):
            flag = f"--{field.name}" if field.flags is None else field.flags[0] if field.flags else ""
            message = f"a {resource.title} needs {field.name}{f' ({flag})' if flag else ''}"
            raise InvalidDataError(message) if from_file else UsageError(message)


def _object_from(resource: Resource, fields: Mapping[str, Any], *, update: bool = False) -> JsonObject:
    """The object that typed flags describe; `fields` holds their values by dotted path. Raises InvalidDataError."""
    found: JsonObject = {}
    for path, field, names in flagged(resource, update):
        value = fields.get(path)
        if value is None:
            continue
        if field.map:
            value = {key: _map_value(field, text, names[0]) for key, text in _pairs(value)}
        elif field.repeated:
            value = [item for text in value for item in str(text).split(",") if item]
        _set_path(found, path, value)
    return found


def _pairs(value: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """`a=1,b=2` in one flag is two pairs, as in the official tool."""
    for key, text in value:
        parts = re.split(r",(?=[\w./-]+=)", text)
        yield key, parts[0]
        for part in parts[1:]:
            inner, _, rest = part.partition("=")
            yield inner, rest


def _map_value(field: Field, text: str, flag: str) -> Any:
    if field.type not in ("float", "double"):
        return text
    try:
        return float(text)
    except ValueError:
        raise InvalidDataError(f"{flag}: {text!r} is not a number") from None


def _set_path(body: JsonObject, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        inner = body.setdefault(part, {})
        if not isinstance(inner, dict):
            raise InvalidDataError(f"{path}: {part} is not an object")
        body = inner
    body[last] = value


def merge(base: JsonObject, over: JsonObject) -> JsonObject:
    """`base` with the members of `over` on top, message by message."""
    out = dict(base)
    for key, value in over.items():
        there = out.get(key)
        out[key] = merge(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return out


def _secret_values(fields: tuple[Field, ...], body: JsonObject) -> Iterator[str]:
    """The values of secret fields in `body`."""
    for field in fields:
        value = body.get(field.name)
        if field.secret and value:
            yield from map(str, value if isinstance(value, list) else [value])
        elif field.type == "message" and not field.map and isinstance(value, dict):
            yield from _secret_values(field.fields, value)
