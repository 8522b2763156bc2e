"""readMask and updateMask: comma-separated field paths in either spelling."""

from __future__ import annotations

from typing import Any

from firectl_py.contract import Field
from firectl_py.contract.json_types import JsonObject

from ..http.errors import invalid
from .checks import spellings

Path = tuple[str, ...]
"""A field path in lowerCamelCase."""


def parse_mask(name: str, text: str, fields: tuple[Field, ...]) -> list[Path] | None:
    """The paths of a mask, or None for `*` and for an empty mask. Raises INVALID_ARGUMENT for an unknown path."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words or words == ["*"]:
        return None
    return [_resolve(name, word, fields) for word in words]


def select(view: JsonObject, mask: list[Path] | None) -> JsonObject:
    """The members of `view` that the mask names; all of them without a mask."""
    if mask is None:
        return view
    result: JsonObject = {}
    for path in mask:
        _copy(view, result, path)
    return result


_OK: JsonObject = {"code": "OK", "message": ""}


def complete(view: JsonObject, fields: tuple[Field, ...]) -> JsonObject:
    """`view` as an answer shows it: members that are not set have their zero value, at any depth.

    Fields with explicit presence and secrets are left out. A member that is not declared raises KeyError.
    """
    known = {field.name for field in fields}
    if undeclared := view.keys() - known:
        raise KeyError(f"undeclared fields {sorted(undeclared)}")
    return {
        field.name: _shown(field, view.get(field.name))
        for field in fields
        if field.name in view or not (field.presence or field.secret)
    }


def _shown(field: Field, value: Any) -> Any:
    if field.name == "status" and field.type == "message":
        return {**_OK, **(value or {})}
    if value is None:
        return field.unset
    if field.type != "message":
        return value
    if field.map:
        return {key: complete(item, field.fields) for key, item in value.items()}
    if field.repeated:
        return [complete(item, field.fields) for item in value]
    return complete(value, field.fields)


def merge(
    old: JsonObject, change: JsonObject, mask: list[Path] | None, fields: tuple[Field, ...], *, whole: bool
) -> JsonObject:
    """`old` with `change` applied field by field.

    Without a mask the members present in `change` count, messages merge, and maps and arrays replace. With one, only
    its paths count, and those absent from `change` are cleared. `whole` (the mask `*`) replaces every writable field.
    Raises INVALID_ARGUMENT for a field that cannot change.
    """
    if whole:
        mask = [(field.name,) for field in fields if field.mode != "out"]
        mask = [path for path in mask if path[0] in change or _by_name(fields)[path[0]].mode == "rw"]
    if mask is None:
        result = _overlay(old, change, fields)
    else:
        result = _overlay(old, {}, fields)
        for path in mask:
            _check_writable(path, fields)
            _replace(result, change, path)
    for field in fields:
        if field.mode == "create" and result.get(field.name) != old.get(field.name):
            raise invalid(field.name, "cannot change once the resource is made")
    return result


def _resolve(name: str, word: str, fields: tuple[Field, ...]) -> Path:
    path: list[str] = []
    for part in word.split("."):
        field = spellings(fields).get(part)
        if field is None:
            raise invalid(name, f"{word[:80]!r} is not a field")
        path.append(field.name)
        fields = () if field.map or field.repeated else field.fields
    return tuple(path)


def _by_name(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {field.name: field for field in fields}


def _check_writable(path: Path, fields: tuple[Field, ...]) -> None:
    for part in path:
        field = _by_name(fields)[part]
        if field.mode == "out":
            raise invalid("updateMask", f"{'.'.join(path)} is set by the server only")
        fields = field.fields


def _copy(source: JsonObject, target: JsonObject, path: Path) -> None:
    head, *rest = path
    if head not in source:
        return
    if not rest:
        target[head] = source[head]
    elif isinstance(source[head], dict):
        _copy(source[head], target.setdefault(head, {}), tuple(rest))


def _overlay(old: JsonObject, change: JsonObject, fields: tuple[Field, ...]) -> JsonObject:
    result: dict[str, Any] = dict(old)
    for name, value in change.items():
        field = _by_name(fields)[name]
        if value is None:
            result.pop(name, None)
        elif field.type == "message" and not field.map and not field.repeated:
            result[name] = _overlay(old.get(name) or {}, value, field.fields)
        else:
            result[name] = value
    return result


def _replace(target: JsonObject, change: JsonObject, path: Path) -> None:
    head, *rest = path
    if rest:
        inner = dict(target.get(head) or {})
        _replace(inner, change.get(head) or {}, tuple(rest))
        target[head] = inner
    elif change.get(head) is None:
        target.pop(head, None)
    else:
        target[head] = change[head]
