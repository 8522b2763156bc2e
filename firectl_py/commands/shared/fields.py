"""Between flags and API objects: options from declared fields, bodies and masks from typed values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

from ...cli.types import type_of
from ...contract import Field, Param, Resource
from ...contract.case import kebab
from ...contract.flags import flagged
from ...contract.json_types import JsonObject
from ...errors import InvalidDataError


def options(resource: Resource, *, update: bool = False, skip: tuple[str, ...] = ()) -> list[click.Parameter]:
    """An option for each settable field, but those whose path is in `skip`."""
    found = flagged(resource, update)
    return [
        _option(path, field, names, field.required and not update) for path, field, names in found if path not in skip
    ]


def param_options(params: tuple[Param, ...]) -> list[click.Parameter]:
    """An option for each query parameter of a call."""
    return [
        click.Option([f"--{kebab(p.name)}", p.name], help=p.help, **({"is_flag": True} if p.type == "bool" else {}))
        for p in params
    ]


def _option(path: str, field: Field, names: tuple[str, ...], required: bool) -> click.Option:
    name = path.replace(".", "__")
    if field.type == "bool" and not field.map:
        return click.Option(
            ["/".join((names[0], f"--no-{names[0][2:]}")), *names[1:], name],
            default=None,
            help=field.help,
            hidden=_is_old(field),
        )
    many = field.map or field.repeated
    # Completion offers ids by it: public models where one may be meant, and none of what is yet to be made.
    named = "" if field.name == "outputModel" else field.ref.removesuffix("s").upper()
    metavar = "BASE_MODEL" if field.catalogue else named or None
    return click.Option(
        [*names, name],
        type=type_of(field),
        multiple=many,
        default=None,
        metavar=metavar,
        hidden=_is_old(field),
        help=f"{field.help} Required, here or in -f." if required else field.help,
    )


def _is_old(field: Field) -> bool:
    """Whether it is deprecated: accepted as ever, and no longer shown."""
    return field.help.startswith("Deprecated")


def body_from(resource: Resource, values: JsonObject, *, update: bool = False) -> JsonObject:
    """The object that the typed flags describe."""
    body: JsonObject = {}
    for path, field, names in flagged(resource, update):
        value = values.get(path.replace(".", "__"))
        if value is None or value == ():
            continue
        if field.map:
            value = {key: _member(field, text, names[0]) for key, text in _pairs(value)}
        elif field.repeated:
            value = [item for text in value for item in str(text).split(",") if item]
        set_path(body, path, value)
    return body


def _pairs(value: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """`a=1,b=2` in one flag is two pairs, as in the official tool."""
    for key, text in value:
        parts = re.split(r",(?=[\w./-]+=)", text)
        yield key, parts[0]
        for part in parts[1:]:
            inner, _, rest = part.partition("=")
            yield inner, rest


def _member(field: Field, text: str, flag: str) -> Any:
    if field.type not in ("float", "double"):
        return text
    try:
        return float(text)
    except ValueError:
        raise InvalidDataError(f"{flag}: {text!r} is not a number") from None


def secrets_in(fields: tuple[Field, ...], body: JsonObject) -> Iterator[str]:
    """The secret values of a body, so that nothing prints them, whoever sends them back."""
    for field in fields:
        value = body.get(field.name)
        if field.secret and value:
            yield from map(str, value if isinstance(value, list) else [value])
        elif field.type == "message" and not field.map and isinstance(value, dict):
            yield from secrets_in(field.fields, value)


def set_path(body: JsonObject, path: str, value: Any) -> None:
    """Set a dotted path, making the objects on the way."""
    *way, last = path.split(".")
    for part in way:
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
