"""What is picked out of an answer and in which order: --columns, --sort-by, --query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..contract import Column, Field, Resource
from ..contract.json_types import JsonObject
from ..contract.rfc3339 import seconds_or_none
from ..errors import UsageError
from ..suggestions import nearest
from .values import at_path, label


def chosen(paths: Sequence[str], usual: Sequence[Column]) -> tuple[Column, ...]:
    """The columns for `paths`, titled as usual where the path is a usual one."""
    titles = {column.path: column.title for column in usual}
    return tuple(Column(titles.get(path, _title(path)), path) for path in paths)


def _title(path: str) -> str:
    return " ".join(label(part) for part in path.split(".")).upper()


def unknown_path(path: str, resource: Resource | None, usual: Sequence[Column]) -> str:
    """What to say of a path that no row had anything at."""
    known = [column.path for column in usual] + (list(_paths(resource.fields)) if resource else [])
    near = nearest(path, known)
    if path in known:
        return f"no row has a value at {path}."
    return f"no row has {path}; did you mean {near}?" if near else f"no row has {path}."


def _paths(fields: tuple[Field, ...], prefix: str = "") -> Iterable[str]:
    for field in fields:
        yield prefix + field.name
        if not field.map and not field.repeated:
            yield from _paths(field.fields, f"{prefix}{field.name}.")


def in_order(rows: Iterable[JsonObject], sort_by: str) -> tuple[list[JsonObject], list[str]]:
    """All rows by the values at comma-separated paths, and the paths at which no row had one.

    Numbers are sorted as numbers, times as times, text as text; rows without a value come last.
    """
    ordered = list(rows)
    nowhere: list[str] = []
    for spelled in reversed([part.strip() for part in sort_by.split(",") if part.strip()]):
        path = spelled.removeprefix("-").removesuffix(" desc").strip()
        found = [row for row in ordered if at_path(row, path) not in (None, "")]
        if not found:
            nowhere.insert(0, path)
            continue
        without = [row for row in ordered if at_path(row, path) in (None, "")]
        found.sort(key=lambda row: _rank(at_path(row, path)), reverse=path != spelled)
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
    """What a JMESPath expression finds in `data`. Raises UsageError where a function cannot take it."""
    from jmespath.exceptions import JMESPathError

    query = compiled(expression)
    try:
        return query.search(data)
    except JMESPathError as error:
        raise UsageError(f"--query: {str(error).splitlines()[0]}", hint="https://jmespath.org") from None
