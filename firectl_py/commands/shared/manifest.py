"""A resource from a file: `-f FILE`, JSON or YAML, `-` for stdin.

Every complaint names the file, the line where there is one, and the field.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from ...contract import Field, Resource
from ...contract.case import camel
from ...contract.json_types import JsonObject
from ...errors import InvalidDataError, LocalIOError
from ...suggestions import did_you_mean

MAX_BYTES = 10 * 1024 * 1024
"""No resource comes near this; a bigger file is the wrong file."""


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
    text = _read(source, where)
    data = _parse(text, where)
    if not isinstance(data, dict):
        raise InvalidDataError(f"{where}: expected the fields of one {resource.title}, found {_kind(data)}")
    settable = {f.name for f in resource.fields if f.mode == "rw" or (f.mode == "create" and not update)}
    clean = {camel(str(key)): value for key, value in data.items()}
    known = resource.by_name
    kept = {key: value for key, value in clean.items() if key not in known or key in settable}
    check(resource.fields, kept, where)
    name = clean.get("name") or ""
    if not isinstance(name, str):
        raise _wrong(where, "name", "a string", name)
    return Manifest(kept, name, sorted(set(clean) - set(kept) - {"name"}))


def check(fields: tuple[Field, ...], body: JsonObject, where: str, prefix: str = "") -> None:
    """Raises InvalidDataError for a member that is not declared, or whose value has the wrong type."""
    by_name = {field.name: field for field in fields}
    for name, value in body.items():
        path = f"{prefix}{name}"
        field = by_name.get(name)
        if field is None:
            raise InvalidDataError(f"{where}: unknown field {path}", hint=did_you_mean(name, by_name))
        if value is not None:
            _check_field(field, value, where, path)


def _check_field(field: Field, value: Any, where: str, path: str) -> None:
    if field.map:
        if not isinstance(value, dict):
            raise _wrong(where, path, "an object", value)
        for key, item in value.items():
            _check_one(field, item, where, f"{path}.{key}")
    elif field.repeated:
        if not isinstance(value, list):
            raise _wrong(where, path, "a list", value)
        for index, item in enumerate(value):
            _check_one(field, item, where, f"{path}[{index}]")
    else:
        _check_one(field, value, where, path)


def _check_one(field: Field, value: Any, where: str, path: str) -> None:
    if field.type == "message":
        if not isinstance(value, dict):
            raise _wrong(where, path, "an object", value)
        check(field.fields, value, where, f"{path}.")
    elif field.type == "enum":
        if value not in (*field.values, field.zero):
            raise _wrong(where, path, f"one of {', '.join(field.values)}", value)
    elif field.type == "bool":
        if not isinstance(value, bool):
            raise _wrong(where, path, "true or false", value)
    elif field.type in ("int32", "int64"):
        if isinstance(value, bool) or not (isinstance(value, int) or str(value).lstrip("-").isdigit()):
            raise _wrong(where, path, "a whole number", value)
    elif field.type in ("float", "double"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong(where, path, "a number", value)
    elif not isinstance(value, str):
        raise _wrong(where, path, "a string", value)


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
        raise InvalidDataError(f"{where}: more than {MAX_BYTES >> 20} MiB; that is no description of a resource")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidDataError(f"{where} line {line}: not UTF-8 text") from None


def _parse(text: str, where: str) -> Any:
    import json

    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, where))
        except json.JSONDecodeError as error:
            raise InvalidDataError(f"{where} line {error.lineno} column {error.colno}: {error.msg}") from None
        except (ValueError, RecursionError) as error:
            raise InvalidDataError(f"{where}: {error}") from None
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML without aliases: no resource needs them, and they are how a small file becomes a huge one."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # yaml's stubs leave it bare
                raise yaml.MarkedYAMLError(problem="aliases are not taken here", problem_mark=mark)
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    continue  # refused below, as no key of a resource
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"{key.value} stands here twice", problem_mark=key.start_mark)
                seen.add(key.value)
            return super().construct_mapping(node, deep)

    # Times and the like stay the strings they are in the API's JSON.
    Loader.yaml_implicit_resolvers = {
        first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f" line {mark.line + 1} column {mark.column + 1}" if mark is not None else ""
        raise InvalidDataError(f"{where}{line}: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidDataError(f"{where}: {error}") from None


def _once(pairs: list[tuple[str, Any]], where: str) -> JsonObject:
    """A JSON object whose keys differ: of two with one name, one would be dropped without a word."""
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidDataError(f"{where}: {twice} stands twice in one object")
    return dict(pairs)


def _kind(value: Any) -> str:
    return {"list": "a list", "str": "a string", "NoneType": "nothing"}.get(type(value).__name__, repr(value)[:40])


def _wrong(where: str, path: str, wanted: str, value: Any) -> InvalidDataError:
    import json

    return InvalidDataError(f"{where}: {path} is {json.dumps(value, default=str)[:60]}; expected {wanted}")
