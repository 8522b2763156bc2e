"""A request body held against the declared fields, by the rules of proto3 JSON.

Both spellings of a name are taken, lowerCamelCase goes on. A zero value, an empty one and UNSPECIFIED mean "not set",
as proto3 has it. Output-only members are dropped, secrets are not kept; unknown members, wrong types and numbers out
of range are refused with the path of the culprit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from firectl_py.contract import Field
from firectl_py.contract.case import snake
from firectl_py.contract.durations import from_wire
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import ID_RULE, is_new_id, resource_name, split_name
from firectl_py.contract.rfc3339 import parse_time
from firectl_py.contract.wire import MAX_DESCRIPTION, MAX_DISPLAY_NAME

from ..http.errors import UnknownFieldError, invalid

_INT_BITS = {"int32": 31, "int64": 63}
_SURROGATE = re.compile("[\ud800-\udfff]")
_KEY = Field("key", "")
_LENGTHS = {"displayName": MAX_DISPLAY_NAME, "description": MAX_DESCRIPTION}


def spellings(fields: tuple[Field, ...]) -> dict[str, Field]:
    """Each field under both of its spellings."""
    return {spelling: field for field in fields for spelling in (field.name, snake(field.name))}


def check_message(fields: tuple[Field, ...], value: Any, path: str = "", *, keep_output: bool = False) -> JsonObject:
    """`value` with lowerCamelCase names and canonical values; None stands for a member that is to be cleared.

    `keep_output` keeps output-only members, for actions whose body holds a whole resource. Raises INVALID_ARGUMENT.
    """
    if not isinstance(value, dict):
        raise invalid(path or "body", "a JSON object is expected")
    known = spellings(fields)
    result: JsonObject = {}
    for key, item in value.items():
        where = f"{path}.{key}" if path else key
        field = known.get(key)
        if field is None:
            raise UnknownFieldError(tuple(_steps(where)))
        if (field.mode == "out" and not keep_output) or field.secret:
            continue
        if field.name in result:
            raise invalid(where, "is given twice, in both spellings")
        found = None if item is None else _field(field, item, where)
        result[field.name] = None if found in field.unset_values else found
    return result


def _steps(path: str) -> Iterator[str | int]:
    """`a.b[0].c` as steps into a JSON document."""
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        yield name or int(index)


def require(fields: tuple[Field, ...], value: JsonObject, path: str = "") -> None:
    """Raises INVALID_ARGUMENT where a required member is missing from `value` or from a message inside it."""
    for field in fields:
        where = f"{path}.{field.name}" if path else field.name
        item = value.get(field.name)
        if field.required and field.mode != "out" and item in (None, "", [], {}):
            raise invalid(where, "is required")
        if field.type != "message" or item is None:
            continue
        if field.map:
            for key, member in item.items():
                require(field.fields, member, f"{where}.{key}")
        elif field.repeated:
            for index, member in enumerate(item):
                require(field.fields, member, f"{where}[{index}]")
        else:
            require(field.fields, item, where)


def without_nulls(value: JsonObject) -> JsonObject:
    """`value` without the members that are to be cleared, at any depth."""
    return {
        key: without_nulls(item) if isinstance(item, dict) else item for key, item in value.items() if item is not None
    }


def expand_refs(fields: tuple[Field, ...], body: JsonObject, account: str) -> None:
    """Turn bare ids that refer to other resources into full names of `account`, in place. Raises INVALID_ARGUMENT."""
    for field in fields:
        value = body.get(field.name)
        if isinstance(value, dict) and field.type == "message" and not field.map:
            expand_refs(field.fields, value, account)
        elif field.ref and isinstance(value, str) and value:
            body[field.name] = _full_name(field, value, account)


def check_new_id(field: str, value: str) -> str:
    """`value`, if it may name a new resource. Raises INVALID_ARGUMENT."""
    if not is_new_id(value):
        raise invalid(field, f"{_printable(value)!r} is not an id: {ID_RULE}")
    return value


def _full_name(field: Field, value: str, account: str) -> str:
    if is_new_id(value) and not field.full_name:
        return resource_name(account, field.ref, value)
    parts = split_name(value)
    if parts is None or parts[1] != field.ref:
        raise invalid(field.name, f"{_printable(value)!r} is not a name such as accounts/{account}/{field.ref}/ID")
    return value


def _field(field: Field, value: Any, path: str) -> Any:
    if field.map:
        if not isinstance(value, dict):
            raise invalid(path, "a JSON object is expected")
        return {_text(_KEY, key, path): _one(field, item, f"{path}.{_printable(key)}") for key, item in value.items()}
    if field.repeated:
        if not isinstance(value, list):
            raise invalid(path, "a JSON array is expected")
        items = [None if item is None else _one(field, item, f"{path}[{i}]") for i, item in enumerate(value)]
        if None in items:
            raise invalid(f"{path}[{items.index(None)}]", "a value is expected")
        return items
    return _one(field, value, path)


def _one(field: Field, value: Any, path: str) -> Any:
    if field.type == "message":
        return check_message(field.fields, value, path)
    return _SCALARS[field.type](field, value, path)


def _text(field: Field, value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise invalid(path, "a string is expected")
    if _SURROGATE.search(value):
        raise invalid(path, "is not valid Unicode")
    if len(value) > _LENGTHS.get(field.name, len(value)):
        raise invalid(path, f"has {len(value)} characters, {_LENGTHS[field.name]} are allowed")
    return value


def _bool(field: Field, value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(path, "true or false is expected")
    return value


def _integer(field: Field, value: Any, path: str) -> int | str:
    number: int | None = None
    digits = isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value, re.ASCII)
    if digits or (isinstance(value, float) and value.is_integer()):
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    if number is None:
        raise invalid(path, "a whole number is expected")
    limit = 1 << _INT_BITS[field.type]
    if not -limit <= number < limit:
        raise invalid(path, f"does not fit into an {field.type}")
    _in_range(field, number, path)
    return str(number) if field.type == "int64" else number


def _number(field: Field, value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e300 or math.isnan(value):
        raise invalid(path, "a finite number is expected")
    _in_range(field, value, path)
    return float(value)


def _in_range(field: Field, number: float, path: str) -> None:
    if why := field.out_of_range(number):
        raise invalid(path, f"{why}, not {number:g}")


def _enum(field: Field, value: Any, path: str) -> str | None:
    if value == field.zero and field.zero:
        return None
    if value not in field.values:
        raise invalid(path, f"{_printable(str(value))!r} is not one of {', '.join(field.values)}")
    return str(value)


def _time(field: Field, value: Any, path: str) -> str:
    return _parsed(parse_time, field, value, path)


def _duration(field: Field, value: Any, path: str) -> str:
    return _parsed(from_wire, field, value, path)


def _parsed(parse: Callable[[str], float], field: Field, value: Any, path: str) -> str:
    text = _text(field, value, path)
    try:
        parse(text)
    except ValueError as error:
        raise invalid(path, str(error)) from error
    return text


def _printable(text: str) -> str:
    """`text` short and on one line, fit for an error message."""
    return text[:80].encode("unicode_escape", "backslashreplace").decode("ascii")


_SCALARS: dict[str, Callable[[Field, Any, str], Any]] = {
    "string": _text,
    "bool": _bool,
    "int32": _integer,
    "int64": _integer,
    "float": _number,
    "double": _number,
    "enum": _enum,
    "time": _time,
    "duration": _duration,
}
