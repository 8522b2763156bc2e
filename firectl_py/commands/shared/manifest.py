"""A resource from a file: `-f FILE`, JSON or YAML, `-` for standard input.

Names of fields are taken in both cases, `baseModel` and `base_model`, and values as protocol buffers take them from
JSON: numbers in strings, too. Every complaint names the file, the line where there is one, and the field.
"""

from __future__ import annotations

import json
import sys
from typing import Any, NamedTuple

from ...contract import Field, Resource
from ...contract.case import snake
from ...contract.json_types import JsonObject
from ...errors import InvalidDataError, LocalIOError
from ...suggestions import did_you_mean
from .structured_text import parse

MAX_BYTES = 10 * 1024 * 1024
"""No resource comes near this; a bigger file is the wrong file."""

_YES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Manifest(NamedTuple):
    """What a file says."""

    body: JsonObject
    name: str
    """The resource's name or id, "" where the file gives none."""
    ignored: list[str]
    """Members that only the server sets, as `get -o yaml` prints them."""


NOTHING = Manifest({}, "", [])
"""What no file says."""


def load(resource: Resource, source: str, *, update: bool) -> Manifest:
    """The object in `source`, its members checked against the declaration. Raises InvalidDataError, LocalIOError."""
    where = "standard input" if source == "-" else source
    data = parse(_read(source, where), where)
    if not isinstance(data, dict):
        raise InvalidDataError(f"{where}: expected the fields of one {resource.title}, found {_kind(data)}")
    reading = _Reading(where)
    body = reading.message(resource.fields, data)
    name = body.get("name") or ""
    modes = ("rw",) if update else ("rw", "create")
    fixed = [field.name for field in resource.fields if field.name in body and field.mode not in modes]
    kept = {key: value for key, value in body.items() if key not in fixed}
    return Manifest(kept, name, sorted({*fixed, *reading.ignored} - {"name"}))


class _Reading:
    """Members of one file, by declaration."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.ignored: list[str] = []

    def message(self, fields: tuple[Field, ...], given: JsonObject, prefix: str = "") -> JsonObject:
        """`given` under the API's names. Raises InvalidDataError for what is not declared or has the wrong type."""
        by_name = {field.name: field for field in fields} | {snake(field.name): field for field in fields}
        found: JsonObject = {}
        for key, value in given.items():
            field = by_name.get(str(key))
            if field is None:
                hint = did_you_mean(str(key), {field.name for field in fields})
                raise InvalidDataError(f"{self.where}: unknown field {prefix}{key}", hint=hint)
            path = f"{prefix}{field.name}"
            if field.name in found:
                raise InvalidDataError(f"{self.where}: {path} stands twice in one object")
            if prefix and field.mode == "out":
                self.ignored.append(path)
            else:
                found[field.name] = None if value is None else self._field(field, value, path)
        return found

    def _field(self, field: Field, value: Any, path: str) -> Any:
        if field.map:
            if not isinstance(value, dict):
                raise self._wrong(path, "an object", value)
            return {str(key): self._one(field, item, f"{path}.{key}") for key, item in value.items()}
        if field.repeated:
            if not isinstance(value, list):
                raise self._wrong(path, "a list", value)
            return [self._one(field, item, f"{path}[{index}]") for index, item in enumerate(value)]
        return self._one(field, value, path)

    def _one(self, field: Field, value: Any, path: str) -> Any:
        if field.type == "message":
            if not isinstance(value, dict):
                raise self._wrong(path, "an object", value)
            return self.message(field.fields, value, f"{path}.")
        if field.type == "enum":
            if value not in (*field.values, field.zero):
                raise self._wrong(path, f"one of {', '.join(field.values)}", value)
            return value
        if field.type == "bool":
            if isinstance(value, bool):
                return value
            if str(value).lower() not in _YES:
                raise self._wrong(path, "true or false", value)
            return _YES[str(value).lower()]
        if field.type in ("int32", "int64", "float", "double"):
            return self._number(field, value, path)
        if not isinstance(value, str):
            raise self._wrong(path, "a string", value)
        return value

    def _number(self, field: Field, value: Any, path: str) -> Any:
        whole = field.type in ("int32", "int64")
        try:
            number = float(value) if not isinstance(value, bool) and isinstance(value, int | float | str) else None
        except (ValueError, OverflowError):
            number = None
        if number is None or number != number or abs(number) == float("inf") or (whole and number % 1):
            raise self._wrong(path, "a whole number" if whole else "a number", value)
        if whole:
            exact = int(value) if isinstance(value, int | str) and str(value).lstrip("+-").isdigit() else int(number)
            return str(exact) if field.type == "int64" else exact
        return number if isinstance(value, str) else value

    def _wrong(self, path: str, wanted: str, value: Any) -> InvalidDataError:
        shown = json.dumps(value, default=str)[:60]
        return InvalidDataError(f"{self.where}: {path} is {shown}; expected {wanted}")


def _read(source: str, where: str) -> str:
    from pathlib import Path

    try:
        if source == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise LocalIOError(f"{where}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise InvalidDataError(f"{where}: more than {MAX_BYTES >> 20} MiB, which is more than any resource has")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidDataError(f"{where} line {line}: not UTF-8 text") from None


def _kind(value: Any) -> str:
    return {"list": "a list", "str": "a string", "NoneType": "nothing"}.get(type(value).__name__, repr(value)[:40])
