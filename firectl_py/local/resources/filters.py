"""Filters in the language of AIP-160, over the declared fields of a resource.

The language is small on purpose and refuses what it does not
know: comparisons `= != < <= > >=` and `:` (has), AND, OR (binds tighter than AND, as in AIP-160), NOT or `-`,
parentheses, `timestamp("...")`, `*` at the ends of a string. An unset field has its proto default.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from firectl_py.contract import Field
from firectl_py.contract.durations import from_wire
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rfc3339 import parse_time

from ..http.errors import invalid
from .checks import spellings

MAX_LENGTH = 4000
"""Characters a filter may have."""

Test = Callable[[JsonObject], bool]
"""Whether a resource passes."""

_GRAMMAR = r"""
start: expression
?expression: sequence (AND sequence)*
?sequence: factor+
?factor: term (OR term)*
?term: (NOT | MINUS) simple -> negation
     | simple
?simple: restriction | "(" expression ")"
restriction: NAME OPERATOR argument
argument: STRING -> quoted
        | VALUE -> bare
        | TIMESTAMP "(" STRING ")" -> quoted
AND.3: /AND(?![\w.])/
OR.3: /OR(?![\w.])/
NOT.3: /NOT(?![\w.])/
TIMESTAMP.3: /timestamp(?=\s*\()/
MINUS: "-"
NAME: /[A-Za-z_]\w*(\.[A-Za-z_]\w*)*/
OPERATOR: "<=" | ">=" | "!=" | "=" | "<" | ">" | ":"
VALUE: /-?[^\s()<>=!:"',-][^\s()<>=!:"',]*/
STRING: /"(\\.|[^"\\])*"/s | /'(\\.|[^'\\])*'/s
%ignore /\s+/
"""

_ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_filter(text: str, fields: tuple[Field, ...]) -> Test:
    """A test made of the filter `text`. Raises INVALID_ARGUMENT where it is malformed or names what there is not."""
    from lark.exceptions import LarkError, UnexpectedInput

    if len(text) > MAX_LENGTH:
        raise invalid("filter", f"is longer than {MAX_LENGTH} characters")
    try:
        tree = _parser().parse(text)
        return _compile(tree.children[0], fields)
    except UnexpectedInput as error:
        place = f"at column {error.column}" if isinstance(error.column, int) and error.column > 0 else "at its end"
        raise invalid("filter", f"cannot be read {place}") from error
    except (LarkError, RecursionError) as error:
        raise invalid("filter", "cannot be read") from error


@lru_cache(maxsize=1)
def _parser() -> Any:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _compile(node: Any, fields: tuple[Field, ...]) -> Test:
    if node.data == "restriction":
        name, op, argument = node.children
        token = argument.children[-1]
        quoted = argument.data == "quoted"
        return _restriction(fields, str(name), str(op), _unquote(token) if quoted else str(token), quoted=quoted)
    tests = [_compile(child, fields) for child in node.children if hasattr(child, "data")]
    if node.data == "negation":
        return lambda view: not tests[0](view)
    if node.data == "factor":
        return lambda view: any(test(view) for test in tests)
    return lambda view: all(test(view) for test in tests)


def _restriction(fields: tuple[Field, ...], name: str, op: str, text: str, *, quoted: bool) -> Test:
    path, field = _resolve(fields, name)
    if op == ":" and text == "*" and not quoted:
        return lambda view: _reach(view, path) not in (None, "", [], {}, False)
    if field.map or field.repeated:
        if op != ":" or field.type == "message":
            raise invalid("filter", f"{name} holds many values: only {name}:VALUE can be asked")
        return lambda view: text in (_reach(view, path) or ())
    if field.type == "message":
        raise invalid("filter", f"{name} is a message: name a field of it, or ask {name}:*")
    if field.type == "string":
        return _text_test(path, op, text)
    if op == ":":
        op = "="
    return _value_test(field, path, op, text)


def _text_test(path: tuple[str, ...], op: str, text: str) -> Test:
    if op == ":":
        wanted = text.strip("*").casefold()
        return lambda view: wanted in (_reach(view, path) or "").casefold()
    if op in ("=", "!=") and "*" in (text[:1], text[-1:]):
        hit = _wildcard(text)
        return lambda view: hit(_reach(view, path) or "") == (op == "=")
    compare = _ORDERINGS[op]
    return lambda view: compare(_reach(view, path) or "", text)


def _wildcard(text: str) -> Callable[[str], bool]:
    head, tail, core = text.startswith("*"), text.endswith("*"), text.strip("*")
    if head and tail:
        return lambda value: core in value
    return (lambda value: value.endswith(core)) if head else (lambda value: value.startswith(core))


def _value_test(field: Field, path: tuple[str, ...], op: str, text: str) -> Test:
    compare = _ORDERINGS[op]
    if field.type in ("bool", "enum") and op not in ("=", "!="):
        raise invalid("filter", f"{field.name} has no order: only = and != can be asked")
    try:
        wanted = _value(field, text)
    except ValueError as error:
        raise invalid("filter", f"{field.name}: {error}") from error
    if field.type in ("time", "duration"):
        parse = parse_time if field.type == "time" else from_wire

        def moment_test(view: JsonObject) -> bool:
            found = _reach(view, path)
            return compare(parse(found), wanted) if found else op == "!="

        return moment_test
    default = _value(field, {"bool": "false", "enum": field.zero}.get(field.type, "0"))
    convert = int if field.type == "int64" else lambda found: found

    def scalar_test(view: JsonObject) -> bool:
        found = _reach(view, path)
        return compare(default if found is None else convert(found), wanted)

    return scalar_test


def _value(field: Field, text: str) -> Any:
    """`text` as a value of the field. Raises ValueError."""
    if field.type == "bool":
        if text not in ("true", "false"):
            raise ValueError("true or false is expected")
        return text == "true"
    if field.type == "enum":
        if text not in (*field.values, field.zero):
            raise ValueError(f"{text[:80]!r} is not one of {', '.join(field.values)}")
        return text
    if field.type == "time":
        return parse_time(text if "T" in text.upper() else f"{text}T00:00:00Z")
    if field.type == "duration":
        return from_wire(text)
    if re.fullmatch(r"-?\d{1,20}", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"-?\d{1,20}\.\d{1,20}([eE][+-]?\d{1,2})?", text, re.ASCII):
        return float(text)
    raise ValueError("a number is expected")


def _resolve(fields: tuple[Field, ...], name: str) -> tuple[tuple[str, ...], Field]:
    path: list[str] = []
    found: Field | None = None
    for part in name.split("."):
        inner = fields if found is None else () if found.map or found.repeated else found.fields
        found = spellings(inner).get(part)
        if found is None:
            raise invalid("filter", f"there is no field {name[:80]!r}")
        path.append(found.name)
    assert found is not None
    return tuple(path), found


def _reach(view: JsonObject, path: tuple[str, ...]) -> Any:
    value: Any = view
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _unquote(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)
