"""Results on a console, in the format that is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..contract import Column, Resource
from ..contract.case import snake as snake_name
from ..contract.json_types import JsonObject
from ..errors import FirectlError
from .console import Console
from .formats.formatter import Formatter, RowShape
from .options import OutputOptions
from .result import Details, Events, Listing, Result, TextResult
from .selection import chosen, in_order, queried, unknown_path
from .values import at_path, fields_of, snake


def formatter_for(output: str) -> type[Formatter]:
    """The formatter of one of OUTPUT_FORMATS; no other one is loaded."""
    if output in ("text", "table", "wide"):
        from .formats import tabular

        return {"text": tabular.TextFormatter, "table": tabular.TableFormatter, "wide": tabular.WideFormatter}[output]
    if output in ("json", "jsonl", "yaml"):
        from .formats.documents import JsonFormatter, JsonLinesFormatter, YamlFormatter

        return {"json": JsonFormatter, "jsonl": JsonLinesFormatter, "yaml": YamlFormatter}[output]
    from .formats.flat import CsvFormatter, FlagFormatter, NameFormatter

    return {"csv": CsvFormatter, "name": NameFormatter, "flag": FlagFormatter}[output]


def show(result: Result, console: Console, options: OutputOptions) -> None:
    """Print `result`. Lazy rows are read while they are printed, but for --sort-by and --query.

    Raises what reading the rows raises, UsageError where --query cannot be applied, LocalIOError where the output
    cannot be written and BrokenPipeError where nobody reads it.
    """
    formatter = formatter_for(options.output)(console, options)
    if isinstance(result, Listing):
        _show_list(result, formatter)
    elif isinstance(result, Events):
        for event in result.events:
            formatter.event(event._replace(data=_spelled(event.data, event.resource, formatter)))
            console.flush()
    elif isinstance(result, Details):
        _show_details(result, formatter)
    elif isinstance(result, TextResult):
        _show_text(result, formatter)
    console.flush()


def _show_list(result: Listing, formatter: Formatter) -> None:
    console, resource = formatter.console, result.resource
    if result.now is not None and formatter.options.now is not None:
        formatter.options = formatter.options._replace(now=result.now)
    options = formatter.options
    rows = _counted(result.rows, lambda: console.note(result.empty))
    if options.sort_by:
        rows = iter(_sorted(rows, result, formatter))
    if options.query:
        formatter.answer(queried(options.query, [_cased(row, resource, options) for row in rows]))
        return
    rows = _noting_empty_columns(rows, result, formatter)
    rows = (_spelled(row, resource, formatter) for row in rows)
    formatter.rows(rows, RowShape(_columns(result.columns, formatter), resource, result.page))


def _show_details(result: Details, formatter: Formatter) -> None:
    options, resource = formatter.options, None if result.verbatim else result.resource
    objects = result.objects
    if options.query:
        answers = objects if result.verbatim else [_cased(item, resource, options) for item in objects]
        formatter.answer(queried(options.query, answers if result.many else answers[0] if answers else None))
        return
    if not result.verbatim:
        objects = [_spelled(item, resource, formatter) for item in objects]
    shown = result.resource
    if resource is not None and resource.columns:
        shown = resource._replace(columns=_columns(resource.columns, formatter))
    formatter.details(objects, shown, result.many)


def _show_text(result: TextResult, formatter: Formatter) -> None:
    options = formatter.options
    if options.query:
        data = result.data if result.verbatim else _cased(result.data, None, options)
        formatter.answer(queried(options.query, data))
        return
    if not result.verbatim:
        rows = [_spelled(row, None, formatter) for row in result.rows]
        result = result._replace(data=_spelled(result.data, None, formatter), rows=rows)
    formatter.lines(result)


def _cased(data: Any, resource: Resource | None, options: OutputOptions) -> Any:
    """`data` with its keys in the case that is set."""
    return snake(data, fields_of(resource)) if options.json_case == "snake" else data


def _spelled(data: Any, resource: Resource | None, formatter: Formatter) -> Any:
    """`data` with its keys in the case that is set, where the format shows keys."""
    return _cased(data, resource, formatter.options) if formatter.structured else data


def _columns(usual: Sequence[Column], formatter: Formatter) -> tuple[Column, ...]:
    """The columns of --columns as they are typed, else the usual ones; csv has their paths in the case that is set."""
    options = formatter.options
    columns = chosen(options.columns, usual) or tuple(usual)
    if not formatter.structured or options.json_case != "snake":
        return columns
    return tuple(c if c.path in options.columns else c._replace(path=snake_name(c.path)) for c in columns)


def _sorted(rows: Iterator[JsonObject], result: Listing, formatter: Formatter) -> list[JsonObject]:
    """All rows in the order of --sort-by, and a note for each path at which no row has a value."""
    ordered, nowhere = in_order(rows, formatter.options.sort_by, result.columns)
    for path in nowhere if ordered else ():
        formatter.console.note(f"--sort-by: {unknown_path(path, result.resource, result.columns)}")
    return ordered[: result.limit]


def _noting_empty_columns(rows: Iterator[JsonObject], result: Listing, formatter: Formatter) -> Iterator[JsonObject]:
    """The rows, and after the last a note for each path of --columns at which no row has a value."""
    missing = {column.path for column in chosen(formatter.options.columns, result.columns)}
    count = 0
    for row in rows:
        count += 1
        if missing:
            missing = {path for path in missing if at_path(row, path) is None}
        yield row
    for path in sorted(missing) if count else ():
        formatter.console.note(unknown_path(path, result.resource, result.columns))


def _counted(rows: Iterable[JsonObject], on_empty: Callable[[], None]) -> Iterator[JsonObject]:
    """The rows. An error after the first says how many came; `on_empty` is called where there are none."""
    count = 0
    try:
        for row in rows:
            count += 1
            yield row
    except FirectlError as error:
        if count:
            error.message = f"the list is incomplete, {count} rows came: {error.message}"
        raise
    if not count:
        on_empty()
