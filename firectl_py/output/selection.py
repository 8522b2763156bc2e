"""What is picked from an answer, and in which order: --columns, --sort-by and --query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..contract import Column, Field, Resource
from ..contract.case import camel, snake
from ..contract.json_types import JsonObject
from ..contract.rfc3339 import seconds_or_none
from ..errors import UsageError
from ..suggestions import nearest
from .text import label
from .values import at_path, member

_LONGEST_REASON = 200


def chosen(paths: Sequence[str], usual: Sequence[Column]) -> tuple[Column, ...]:
    """The columns for `paths`: a path, or the title of a usual column in any case."""
    return tuple(_column(path, usual) for path in paths)


def _column(text: str, usual: Sequence[Column]) -> Column:
    for column in usual:
        if text == column.path:
            return column._replace(wide=False)
    for column in usual:
        if camel(text) == column.path:
            return Column(column.title, text)  # csv shows the path as it was typed
    for column in usual:
        if _title_key(text) == _title_key(column.title):
            return column._replace(wide=False)
    return Column(" ".join(label(part) for part in text.split(".")).upper(), text)


def _title_key(title: str) -> str:
    return re.sub(r"[ _-]", "", title).lower()


def unknown_path(path: str, resource: Resource | None, usual: Sequence[Column]) -> str:
    """A sentence about a path at which no row has a value: with the nearest known one, or with those there are."""
    declared = list(_paths(resource.fields)) if resource else []
    shown = [snake(column.path) for column in usual]
    known = [*shown, *map(snake, declared), *declared]
    if snake(path) in known:
        return f"no row has a value at {path}."
    if near := nearest(path, known):
        return f"no row has {path}; did you mean {near}?"
    more = "; -o json shows every field" if resource else ""
    return f"no row has {path}; the columns are {', '.join(shown)}{more}."


def _paths(fields: tuple[Field, ...], prefix: str = "") -> Iterable[str]:
    for field in fields:
        yield prefix + field.name
        if not field.map and not field.repeated:
            yield from _paths(field.fields, f"{prefix}{field.name}.")


def in_order(
    rows: Iterable[JsonObject], sort_by: str, usual: Sequence[Column] = ()
) -> tuple[list[JsonObject], list[str]]:
    """All rows by the values at comma-separated paths or titles, and the paths at which no row has one.

    Numbers are sorted as numbers, times as times, text as text; rows without a value come last.
    """
    ordered = list(rows)
    nowhere: list[str] = []
    for spelled in reversed([part.strip() for part in sort_by.split(",") if part.strip()]):
        path = _column(spelled.removeprefix("-").removesuffix(" desc").strip(), usual).path
        found = [row for row in ordered if at_path(row, path) not in (None, "")]
        if not found:
            nowhere.insert(0, path)
            continue
        without = [row for row in ordered if at_path(row, path) in (None, "")]
        found.sort(
            key=lambda row: _rank(at_path(row, path)), reverse=spelled.startswith("-") or spelled.endswith(" desc")
        )
        ordered = found + without
    return ordered, nowhere


def _rank(value: Any) -> tuple[int, float, str]:
    """What a value is sorted by: kind, then number, then text. The API spells 64-bit numbers as text."""
    if isinstance(value, bool | int | float):
        return 0, float(value), ""
    text = str(value)
    if (when := seconds_or_none(text)) is not None:
        return 1, when, ""
    try:
        return 0, float(text), ""
    except ValueError:
        return 2, 0.0, text.casefold()


def compiled(expression: str) -> Any:
    """A JMESPath expression. Raises UsageError that says where it goes wrong."""
    import jmespath
    from jmespath.exceptions import JMESPathError, LexerError, ParseError

    try:
        return jmespath.compile(expression)
    except (LexerError, ParseError) as error:
        at = getattr(error, "lex_position", None) or getattr(error, "lexer_position", None) or 0
        raise UsageError(
            f"--query: {expression!r} is not a valid JMESPath expression, at character {at + 1}",
            hint="https://jmespath.org",
        ) from None
    except JMESPathError as error:
        raise UsageError(f"--query: {error}", hint="https://jmespath.org") from None


def queried(expression: str, data: Any) -> Any:
    """What a JMESPath expression finds in `data`, whose keys it may spell in either case.

    Raises UsageError where a function cannot take what it is given.
    """
    from jmespath.exceptions import JMESPathError
    from jmespath.visitor import TreeInterpreter

    class EitherCase(TreeInterpreter):
        """Finds a member under either spelling of its name."""

        def visit_field(self, node: Any, value: Any) -> Any:
            return member(value, node["value"])

    query = compiled(expression)
    try:
        return EitherCase().visit(query.parsed, data)
    except JMESPathError as error:
        raise UsageError(f"--query: {_reason(error)}", hint="https://jmespath.org") from None


def _reason(error: Exception) -> str:
    """The first line of what jmespath says, which may repeat the whole answer, cut to a line."""
    text = str(error).splitlines()[0]
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}..."
