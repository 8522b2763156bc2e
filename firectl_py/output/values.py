"""Members of API objects: found by path, left out where they are not set, spelled in either case."""

from __future__ import annotations

import re
from typing import Any

from ..contract import Field, Resource
from ..contract.case import camel
from ..contract.case import snake as snake_name
from ..contract.json_types import JsonObject

_KEY = re.compile(r"[a-z][A-Za-z0-9]*", re.ASCII)
"""A key as the API spells its own. Anything else is free: a name, or a word that somebody chose."""


def member(data: Any, key: str) -> Any:
    """The value at `key`, which may be spelled in either case; None where there is none."""
    if not isinstance(data, dict):
        return None
    if key in data:
        return data[key]
    for spelling in (camel(key), snake_name(key)):
        if spelling in data:
            return data[spelling]
    return None


def at_path(data: Any, path: str) -> Any:
    """The value at a dotted path, whose parts may be spelled in either case; None where there is none."""
    for part in path.split("."):
        data = member(data, part)
    return data


def snake(value: Any, fields: tuple[Field, ...] = ()) -> Any:
    """API objects with snake_case keys; the free keys of maps stay as they are."""
    by_name = {field.name: field for field in fields}
    if isinstance(value, list):
        return [snake(item, fields) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, item in value.items():
        field = by_name.get(key)
        spelled = snake_name(key) if _KEY.fullmatch(str(key)) else key
        if field is not None and field.map and isinstance(item, dict):
            out[spelled] = {k: snake(v, field.fields) for k, v in item.items()}
        else:
            out[spelled] = snake(item, field.fields if field else fields)
    return out


def set_members(item: JsonObject, fields: tuple[Field, ...]) -> JsonObject:
    """`item` without the declared members that are not set; counts of replicas stay, for zero of them is a state."""
    known = {field.name: field for field in fields}
    return {
        name: _set_within(known[name], value) if name in known else value
        for name, value in item.items()
        if name not in known
        or value not in known[name].unset_values
        or (name.lower().endswith("replicacount") and "evocable" not in name)
    }


def _set_within(field: Field, value: Any) -> Any:
    if field.type != "message":
        return value
    if isinstance(value, list):
        return [_set_within(field, item) for item in value]
    if field.map and isinstance(value, dict):
        return {key: _set_within(field._replace(map=False), item) for key, item in value.items()}
    return set_members(value, field.fields) if isinstance(value, dict) and field.fields else value


def fields_of(resource: Resource | None) -> tuple[Field, ...]:
    """The declared fields, or none."""
    return resource.fields if resource else ()
