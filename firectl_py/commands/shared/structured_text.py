"""JSON and YAML of a file as Python objects, every complaint with the line it is about."""

from __future__ import annotations

import json
import re
from typing import Any

from ...contract.json_types import JsonObject
from ...errors import InvalidDataError

_MOST_VALUES = 100_000
"""Values in a file, aliases followed: no resource comes near it, and a few lines of aliases can stand for millions."""

_CORE = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
        list("-+.0123456789"),
    ),
    ("tag:yaml.org,2002:merge", r"<<", ["<"]),
)
"""What a word without quotes means: the core schema of YAML 1.2.2, section 10.3.2, without .inf and .nan.

PyYAML follows YAML 1.1, where 1e-4 is text, 0123 is 83 and NO is false.
"""


def parse(text: str, where: str) -> Any:
    """The object in `text`; `where` names the file. Raises InvalidDataError."""
    return _parse_json(text, where) if text.lstrip()[:1] in ("{", "[") else _parse_yaml(text, where)


def _parse_json(text: str, where: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, where))
    except json.JSONDecodeError as error:
        raise InvalidDataError(f"{where} line {error.lineno} column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(f"{where}: {error}") from None


def _once(pairs: list[tuple[str, Any]], where: str) -> JsonObject:
    """A JSON object whose keys differ: of two with one name, one would be dropped without a word."""
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidDataError(f"{where}: {twice} stands twice in one object")
    return dict(pairs)


def _parse_yaml(text: str, where: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML 1.2's plain words, and no key twice."""

        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - yaml keeps it on the class

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                    continue  # the first is refused below, as it is not the name of a field
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"{key.value} stands here twice", problem_mark=key.start_mark)
                seen.add(key.value)
            return super().construct_mapping(node, deep)

        def construct_int(self, node: Any) -> int:
            number = str(self.construct_scalar(node))
            return int(number, {"0o": 8, "0x": 16}.get(number[:2], 10))

    for tag, pattern, first in _CORE:
        Loader.add_implicit_resolver(tag, re.compile(f"(?:{pattern})$"), first)
    Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_int)
    try:
        found = yaml.load(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f" line {mark.line + 1} column {mark.column + 1}" if mark is not None else ""
        # "but found ..." is the second half of a sentence of PyYAML's.
        half = error.context and str(error.problem).startswith("but ")
        problem = f"{error.context}, {error.problem}" if half else error.problem
        raise InvalidDataError(f"{where}{line}: {problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidDataError(f"{where}: {error}") from None
    _check_size(found, where)
    return found


def _check_size(value: Any, where: str) -> None:
    """Raises InvalidDataError for more values than any resource has, aliases followed."""
    left, count = [value], 0
    while left:
        item = left.pop()
        count += 1
        if count > _MOST_VALUES:
            raise InvalidDataError(f"{where}: more than {_MOST_VALUES} values, aliases followed")
        if isinstance(item, dict):
            left += item.values()
        elif isinstance(item, list):
            left += item
