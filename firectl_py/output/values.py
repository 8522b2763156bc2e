"""Values of API objects as people read them, and the spelling of their keys."""

from __future__ import annotations

import re
from typing import Any

from ..contract import Field, Resource, States
from ..contract.case import camel
from ..contract.case import snake as snake_name
from ..contract.json_types import JsonObject
from ..contract.rfc3339 import format_time, seconds_or_none
from .times import ago
from .visible import visible

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_KEY = re.compile(r"[a-z][A-Za-z0-9]*", re.ASCII)
"""A key as the API spells its own. Anything else is free: a name, or a word that somebody chose."""


def member(data: Any, key: str) -> Any:
    """The value at `key`, which may be spelled in either case; None where there is none."""
    if not isinstance(data, dict):
        return None
    for spelling in (key, camel(key), snake_name(key)):
        if spelling in data:
            return data[spelling]
    return None


def at_path(data: Any, path: str) -> Any:
    """The value at a dotted path, whose parts may be spelled in either case; None where there is none."""
    for part in path.split("."):
        data = member(data, part)
    return data


def cell(value: Any, now: float | None = None) -> str:
    """A table cell or the value of a detail, safe for a terminal.

    A time is shown in UTC to the second; with `now`, in seconds since 1970, how long ago it was.
    """
    if isinstance(value, str) and (moment := seconds_or_none(value)) is not None:
        return clock_time(moment) if now is None else ago(moment, now, value)
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{visible(str(key))}={cell(item)}" for key, item in value.items())
    return plain(value)


def plain(value: Any) -> str:
    """A value as text, safe for a terminal, with times as they came."""
    if value is None or (isinstance(value, str) and value.endswith("_UNSPECIFIED")):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return visible(str(value))


def clock_time(moment: float) -> str:
    """`2026-11-25 11:19:24`, in UTC, of seconds since 1970: how the official tool writes times."""
    return format_time(moment)[:19].replace("T", " ")


def state_word(value: Any, states: States | None) -> str:
    """A state as people say it: without the prefix that all states of the resource have."""
    return visible(states.short(str(value))) if states and isinstance(value, str) else plain(value)


def is_unset(value: Any) -> bool:
    """Whether a value says nothing: empty, or the zero value of an enum. Numbers and booleans always say something."""
    return value in (None, "", [], {}) or (isinstance(value, str) and value.endswith("_UNSPECIFIED"))


def money(value: Any) -> str | None:
    """`USD 12.50` for a Money object, None for anything else."""
    if not isinstance(value, dict) or not {"units", "nanos"} & set(value) or "currencyCode" not in value:
        return None
    try:
        amount = int(value.get("units") or 0) + int(value.get("nanos") or 0) / 1e9
    except (TypeError, ValueError):
        return None
    return f"{visible(str(value['currencyCode']))} {amount:.2f}"


def label(name: str) -> str:
    """`Create Time` for createTime or create_time."""
    return " ".join(word[:1].upper() + word[1:] for word in _WORD.split(name) if word)


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
        or not known[name].is_zero(value)
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
