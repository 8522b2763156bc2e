"""Holding replies against the contract: what of a reply its declaration does not allow."""

from __future__ import annotations

import re
from typing import Any

from firectl_py.contract import Field, Resource, by_collection
from firectl_py.contract.names import split_name

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6}|\.\d{9})?Z"
_PLAIN: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "bool": (bool,),
    "int32": (int,),
    "int64": (str,),
    "float": (int, float),
    "double": (int, float),
    "enum": (str,),
    "time": (str,),
    "duration": (str,),
}


def departures(reply: dict[str, Any]) -> list[str]:
    """What is wrong with a reply: of the one resource it is, and of each it lists."""
    found = []
    for key, value in reply.items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and "name" in value[0]:
            found += [problem for item in value for problem in _resource(item)]
            found += [] if "name" in reply or isinstance(reply.get("totalSize"), int) else [f"{key} without totalSize"]
    return found + _resource(reply)


def _resource(item: dict[str, Any]) -> list[str]:
    parts = split_name(str(item.get("name", "")))
    if parts is None or parts[1] in ("shards",):
        return []
    resource: Resource = by_collection(parts[1])
    return _message(resource.fields, item, parts[1])


def _message(fields: tuple[Field, ...], item: Any, path: str) -> list[str]:
    if not isinstance(item, dict):
        return [f"{path}: no object"]
    known = {field.name: field for field in fields}
    found = [f"{path}.{name}: not declared" for name in item if name not in known]
    for name, value in item.items():
        if name in known:
            found += _value(known[name], value, f"{path}.{name}")
    return found


def _value(field: Field, value: Any, path: str) -> list[str]:
    if value == field.unset and not field.presence and not field.secret:
        return []
    if field.secret:
        return [f"{path}: a secret came back"]
    if field.map or field.repeated:
        if not isinstance(value, dict if field.map else list):
            return [f"{path}: {type(value).__name__}"]
        items: list[Any] = list(value.values() if isinstance(value, dict) else value)
        return [problem for item in items for problem in _one(field, item, path)]
    return _one(field, value, path)


def _one(field: Field, value: Any, path: str) -> list[str]:
    if field.type == "message":
        return _message(field.fields, value, path)
    if not isinstance(value, _PLAIN[field.type]) or (isinstance(value, bool) and field.type != "bool"):
        return [f"{path}: {value!r} is no {field.type}"]
    return [] if _well_formed(field, value) else [f"{path}: {value!r} is no {field.type}"]


def _well_formed(field: Field, value: Any) -> bool:
    if field.type == "enum":
        return value in field.values
    if field.type == "int32":
        return -(2**31) <= int(value) < 2**31
    pattern = {"int64": r"-?\d+", "time": _TIME, "duration": r"\d+(\.\d+)?s"}.get(field.type)
    return pattern is None or re.fullmatch(pattern, str(value)) is not None
