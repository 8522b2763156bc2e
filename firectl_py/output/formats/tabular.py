"""Tables, and `Key: value` lines for one object: `-o text`, `-o table` and `-o wide`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...contract import Resource
from ...contract.json_types import JsonObject
from ..selection import chosen
from ..tables import write_table
from ..text import chosen_text, detail_text, map_names
from ..values import fields_of, set_members
from .formatter import Formatter, RowShape


class TableFormatter(Formatter):
    """`-o table`: a table, of one object too."""

    wide = False
    """Whether columns that are declared wide are shown."""

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        columns = [column for column in shape.columns if self.wide or not column.wide]
        states = shape.resource.states if shape.resource else None
        write_table(self.console, rows, columns, self.options, states, shape.page)


class WideFormatter(TableFormatter):
    """`-o wide`: a table with every column, of any width."""

    wide = True


class TextFormatter(TableFormatter):
    """`-o text`: a table for lists, `Key: value` lines for one object."""

    def details(self, objects: list[JsonObject], resource: Resource | None, many: bool) -> None:
        options = self.options
        maps = map_names(fields_of(resource))
        now = options.now() if options.now else None
        states = resource.states if resource else None
        if options.columns:
            paths = [column.path for column in chosen(options.columns, resource.columns if resource else ())]
            texts = [chosen_text(item, paths, states) for item in objects]
        else:
            fields = fields_of(resource)
            stated = [set_members(item, fields) for item in objects]
            texts = [detail_text(item, maps, now, states, options.color) for item in stated]
        self.console.write("\n".join(texts))

    def answer(self, data: Any) -> None:
        if isinstance(data, dict) and data:
            self.details([data], None, False)
        else:
            super().answer(data)
