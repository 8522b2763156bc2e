"""Options of a command from declared fields and query parameters, and the update mask of what they set."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ...cli.options import GENERAL, FieldOption, QueryOption
from ...cli.types import type_of
from ...contract import Field, Param, Resource
from ...contract.case import kebab
from ...contract.flags import flagged
from ...contract.json_types import JsonObject


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
