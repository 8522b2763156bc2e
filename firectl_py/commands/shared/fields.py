"""Options of a command from declared fields and query parameters, and the object that typed values describe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import click

from ...cli.options import GENERAL, FieldOption, QueryOption
from ...cli.types import type_of
from ...contract import Field, Param, Resource
from ...contract.case import kebab
from ...contract.flags import flagged
from ...contract.json_types import JsonObject
from ...errors import InvalidDataError


def field_options(resource: Resource, *, update: bool = False, skip: tuple[str, ...] = ()) -> list[click.Parameter]:
    """An option for each field that can be set, except those whose path is in `skip`."""
    by_name = resource.by_name
    return [
        _option(path, field, names, by_name[path.partition(".")[0]].section, field.required and not update)
        for path, field, names in flagged(resource, update)
        if path not in skip
    ]


def query_options(params: tuple[Param, ...]) -> list[click.Parameter]:
    """An option for each query parameter of a call."""
    return [
        QueryOption(
            [f"--{kebab(param.name)}"],
            param.name,
            section=param.section or GENERAL,
            help=param.help,
            **({"is_flag": True, "default": None} if param.type == "bool" else {}),
        )
        for param in params
    ]


def _option(path: str, field: Field, names: tuple[str, ...], section: str, required: bool) -> FieldOption:
    section, hidden = section or GENERAL, _is_deprecated(field)
    if field.type == "bool" and not field.map:
        switch = "/".join((names[0], f"--no-{names[0][2:]}"))
        return FieldOption(
            [switch, *names[1:]], path, field, section=section, default=None, help=field.help, hidden=hidden
        )
    # Completion offers ids by the metavar: public models where one may be meant, and none of what is yet to be made.
    collection = "" if field.creates else field.ref.removesuffix("s").upper()
    return FieldOption(
        names,
        path,
        field,
        section=section,
        type=type_of(field),
        multiple=field.map or field.repeated,
        default=None,
        metavar="BASE_MODEL" if field.catalogue else collection or None,
        hidden=hidden,
        help=f"{field.help} Required, here or in -f." if required else field.help,
    )


def _is_deprecated(field: Field) -> bool:
    """Whether the flag is still accepted and no longer shown."""
    return field.help.startswith("Deprecated")


def object_from(resource: Resource, fields: Mapping[str, Any], *, update: bool = False) -> JsonObject:
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


def secret_values(fields: tuple[Field, ...], body: JsonObject) -> Iterator[str]:
    """The values of secret fields in `body`."""
    for field in fields:
        value = body.get(field.name)
        if field.secret and value:
            yield from map(str, value if isinstance(value, list) else [value])
        elif field.type == "message" and not field.map and isinstance(value, dict):
            yield from secret_values(field.fields, value)


def mask_of(resource: Resource, body: JsonObject) -> list[str]:
    """The update mask of what a body sets: one path for each plain member, maps and lists as a whole."""
    return list(_paths(resource.fields, body, ""))


def _paths(fields: tuple[Field, ...], body: JsonObject, prefix: str) -> Iterator[str]:
    by_name = {field.name: field for field in fields}
    for name, value in body.items():
        field = by_name[name]
        if field.type == "message" and not field.map and not field.repeated and isinstance(value, dict) and value:
            yield from _paths(field.fields, value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


options = field_options
param_options = query_options
