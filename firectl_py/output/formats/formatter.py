"""What every output format can show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ...contract import Column, Resource
from ...contract.json_types import JsonObject
from ..console import Console
from ..options import OutputOptions
from ..result import Event, TextResult
from ..selection import chosen
from ..text import label, plain
from ..visible import visible

_ONE_PAGE = 1 << 30
"""More rows than any list that is in memory already."""


class RowShape(NamedTuple):
    """How rows are laid out, where a format lays them out."""

    columns: Sequence[Column]
    resource: Resource | None = None
    page: int = _ONE_PAGE
    """Rows that are written before the output is flushed."""


class Formatter:
    """Writes results to a console. A format overrides what it shows differently from rows and lines."""

    structured = False
    """Whether the format shows the keys of objects: they are then spelled in the case that is set."""

    def __init__(self, console: Console, options: OutputOptions) -> None:
        self.console, self.options = console, options

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        """A list. The rows are read while they are written."""
        raise NotImplementedError

    def details(self, objects: list[JsonObject], resource: Resource | None, many: bool) -> None:
        """One object in full, or several where `many` were asked for."""
        if objects:
            usual = resource.columns if resource else tuple(Column(label(key).upper(), key) for key in objects[0])
            self.rows(iter(objects), RowShape(chosen(self.options.columns, usual) or usual, resource))

    def lines(self, result: TextResult) -> None:
        """Lines that a command wrote for people, or the data behind them."""
        self.console.write("".join(f"{visible(line)}\n" for line in result.lines))

    def answer(self, data: Any) -> None:
        """What --query found: objects as rows, anything else as lines."""
        values = data if isinstance(data, list) else [] if data is None else [data]
        if values and all(isinstance(value, dict) for value in values):
            keys = dict.fromkeys(key for value in values for key in value)
            columns = chosen(self.options.columns, ()) or tuple(Column(label(key).upper(), key) for key in keys)
            self.rows(iter(values), RowShape(columns))
        else:
            self.values(values)

    def values(self, values: list[Any]) -> None:
        """Values that are not all objects, one a line."""
        for value in values:
            self.console.write(one_line(value) + "\n")

    def event(self, event: Event) -> None:
        """Something that happened, at once."""
        if event.text:
            self.console.write(f"{visible(event.text)}\n")

    def stream(self, lines: Iterable[str], page: int) -> None:
        """Write lines as they come, and flush the output after each page."""
        for count, line in enumerate(lines, 1):
            self.console.write(line)
            if count % page == 0:
                self.console.flush()


def one_line(value: Any) -> str:
    """A plain value, or a list of them separated by tabs."""
    return "\t".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:
    """A value that --query found: nothing of it is changed, so that a script can use it."""
    return visible(json.dumps(value, ensure_ascii=False)) if isinstance(value, dict | list) else plain(value)
