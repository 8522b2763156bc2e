"""Results on a console, in the format that is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..contract.json_types import JsonObject
from ..errors import FirectlError
from .console import Console
from .formats.documents import JsonFormatter, JsonLinesFormatter, YamlFormatter
from .formats.flat import CsvFormatter, FlagFormatter, NameFormatter
from .formats.formatter import Formatter, RowShape
from .formats.tabular import TableFormatter, TextFormatter, WideFormatter
from .options import OutputOptions
from .result import Details, Events, Listing, Result, TextResult
from .selection import chosen, in_order, queried, unknown_path
from .values import at_path

FORMATTERS: dict[str, type[Formatter]] = {
    "text": TextFormatter,
    "table": TableFormatter,
    "wide": WideFormatter,
    "json": JsonFormatter,
    "jsonl": JsonLinesFormatter,
    "yaml": YamlFormatter,
    "csv": CsvFormatter,
    "name": NameFormatter,
    "flag": FlagFormatter,
}


def show(result: Result, console: Console, options: OutputOptions) -> None:
    """Print `result`. Lazy rows are read while they are printed, but for --sort-by and --query.

    Raises what reading the rows raises, UsageError where --query cannot be applied, LocalIOError where the output
    cannot be written and BrokenPipeError where nobody reads it.
    """
    formatter = FORMATTERS[options.output](console, options)
    if isinstance(result, Listing):
        _show_list(result, formatter)
    elif isinstance(result, Events):
        for event in result.events:
            formatter.event(event)
            console.flush()
    elif isinstance(result, Details):
        if options.query:
            objects = result.objects
            formatter.answer(queried(options.query, objects if result.many else objects[0] if objects else None))
        else:
            formatter.details(result.objects, result.resource, result.many)
    elif isinstance(result, TextResult):
        if options.query:
            formatter.answer(queried(options.query, result.data))
        else:
            formatter.lines(result)
    console.flush()


def _show_list(result: Listing, formatter: Formatter) -> None:
    console, options = formatter.console, formatter.options
    rows = _counted(result.rows, lambda: console.note(result.empty))
    if options.sort_by:
        rows = iter(_sorted(rows, result, formatter))
    if options.query:
        formatter.answer(queried(options.query, list(rows)))
        return
    columns = chosen(options.columns, result.columns) or result.columns
    formatter.rows(_noting_empty_columns(rows, result, formatter), RowShape(columns, result.resource, result.page))


def _sorted(rows: Iterator[JsonObject], result: Listing, formatter: Formatter) -> list[JsonObject]:
    """All rows in the order of --sort-by, and a note for each path at which no row has a value."""
    ordered, nowhere = in_order(rows, formatter.options.sort_by)
    for path in nowhere if ordered else ():
        formatter.console.note(f"--sort-by: {unknown_path(path, result.resource, result.columns)}")
    return ordered[: result.limit]


def _noting_empty_columns(rows: Iterator[JsonObject], result: Listing, formatter: Formatter) -> Iterator[JsonObject]:
    """The rows, and after the last a note for each path of --columns at which no row has a value."""
    missing = set(formatter.options.columns)
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
