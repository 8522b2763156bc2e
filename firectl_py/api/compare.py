"""Whether a resource that exists is the one that was asked for."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..contract import Field, Resource
from ..contract.names import last_segment


class Difference(NamedTuple):
    """One field that is not as asked."""

    path: str
    wanted: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.path} is {self.found!r}, not {self.wanted!r}"


def differences(resource: Resource, wanted: dict[str, Any], found: dict[str, Any]) -> list[Difference]:
    """Where `found` is not as `wanted` asks; fields that were not asked for do not count.

    Secrets are never sent back by the API and are passed over, and so is what is worked out from data. A versioned
    field is stored as the name of a version of what was asked for.
    """
    return _in_message(resource.fields, wanted, found, "")


def can_be_seen(fields: tuple[Field, ...], wanted: dict[str, Any]) -> bool:
    """Whether a look can tell that all of `wanted` is so: secrets, and what is worked out from data, never show."""
    by_name = {field.name: field for field in fields}
    for name, value in wanted.items():
        field = by_name.get(name)
        if field is not None and (field.secret or field.derived):
            return False
        inner = field.fields if field is not None and field.type == "message" and not field.map else ()
        if isinstance(value, dict) and not can_be_seen(inner, value):
            return False
    return True


def _in_message(fields: tuple[Field, ...], wanted: Any, found: Any, prefix: str) -> list[Difference]:
    by_name = {field.name: field for field in fields}
    out: list[Difference] = []
    for name, value in wanted.items():
        field = by_name.get(name)
        if field is None or field.secret or field.derived or field.mode == "out":
            continue
        there = found.get(name) if isinstance(found, dict) else None
        path = f"{prefix}{name}"
        if field.type == "message" and not field.map and not field.repeated and isinstance(value, dict):
            out += _in_message(field.fields, value, there or {}, f"{path}.")
        elif not _same(field, value, there):
            out.append(Difference(path, value, there))
    return out


def _same(field: Field, wanted: Any, found: Any) -> bool:
    if wanted == found or (not wanted and not found):
        return True
    if field.versioned:
        return isinstance(found, str) and str(wanted).split("/versions/")[0] in found
    if field.repeated and isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(
            _same(field._replace(repeated=False), w, f) for w, f in zip(wanted, found, strict=True)
        )
    if field.ref and isinstance(wanted, str) and isinstance(found, str):
        bare = "/" not in wanted or "/" not in found
        return bare and last_segment(wanted) == last_segment(found)
    if field.type in ("float", "double") and not field.map:
        return _number(wanted) is not None and math.isclose(_number(wanted) or 0, _number(found) or 0, rel_tol=1e-6)
    if field.type == "duration":
        return _seconds(wanted) == _seconds(found)
    return str(wanted) == str(found) if field.type in ("int32", "int64") else False


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _seconds(value: Any) -> float | None:
    try:
        return float(str(value).removesuffix("s"))
    except ValueError:
        return None
