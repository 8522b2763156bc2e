"""Numbers that the API refuses, known from the declarations and refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..contract import Field, Resource
from ..contract.numbers import whole_number
from ..errors import InvalidDataError


def check_resource(resource: Resource, body: Mapping[str, Any]) -> None:
    """Raises InvalidDataError that names the first number of `body` which is out of its declared range."""
    check_fields(resource.fields, body)
    for low, high in resource.ordered:
        least, most = whole_number(body.get(low)), whole_number(body.get(high))
        if least and most and least > most:
            raise InvalidDataError(f"{low} is {least}, above a {high} of {most}")


def check_fields(fields: Iterable[Field], body: Mapping[str, Any], path: str = "") -> None:
    """The same for the fields of a message, at `path`."""
    for field in fields:
        value, where = body.get(field.name), f"{path}{field.name}"
        if value is None:
            continue
        if field.type != "message":
            for number in value if field.repeated and isinstance(value, list) else (value,):
                _check_number(field, number, where)
        elif field.map and isinstance(value, dict):
            for key, member in value.items():
                _check_member(field, member, f"{where}.{key}")
        else:
            for member in value if isinstance(value, list) else (value,):
                _check_member(field, member, where)


def _check_member(field: Field, value: Any, path: str) -> None:
    if isinstance(value, dict):
        check_fields(field.fields, value, f"{path}.")


def _check_number(field: Field, value: Any, path: str) -> None:
    """Numbers may be strings: the JSON mapping of protocol buffers allows both."""
    if field.type not in ("int32", "int64", "float", "double"):
        return
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        return  # the API says what is wrong with it
    if why := field.out_of_range(number):
        raise InvalidDataError(f"{path} is {value}: it {why}")
