"""The formats that know no nesting: `-o csv`, `-o name` and `-o flag`."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from ...contract import Column, Resource, States
from ...contract.case import kebab
from ...contract.flags import flagged
from ...contract.json_types import JsonObject
from ..result import TextResult
from ..selection import chosen
from ..values import at_path, set_members
from ..visible import visible
from .formatter import Formatter, RowShape

_NUMBER = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d+)?", re.ASCII)


class CsvFormatter(Formatter):
    """`-o csv`: lines of RFC 4180 below one of the paths. Values are the API's, but for the prefix of states.

    What is nested is JSON.
    """

    structured = True

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        paths = [column.path for column in shape.columns]
        states = shape.resource.states if shape.resource else None
        if self.options.headers:
            self.console.write(_csv(paths))
        lines = (_csv([_csv_cell(_csv_value(row, path, states)) for path in paths]) for row in rows)
        self.stream(lines, shape.page)

    def lines(self, result: TextResult) -> None:
        data: Any = list(result.rows) or result.data
        rows = [data] if isinstance(data, dict) else data
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            usual = tuple(Column(key, key) for key in dict.fromkeys(key for row in rows for key in row))
            self.rows(iter(rows), RowShape(chosen(self.options.columns, usual) or usual))
        else:
            super().lines(result)

    def values(self, values: list[Any]) -> None:
        if any(isinstance(value, list) for value in values):
            rows = (value if isinstance(value, list) else [value] for value in values)
            self.console.write("".join(_csv([_csv_cell(item) for item in row]) for row in rows))
        else:
            super().values(values)


class NameFormatter(Formatter):
    """`-o name`: the full name of each resource, one a line."""

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        self.stream((visible(str(row.get("name", ""))) + "\n" for row in rows), shape.page)

    def lines(self, result: TextResult) -> None:
        data = result.data if isinstance(result.data, list) else [result.data]
        named = [row for row in data if isinstance(row, dict) and str(row.get("name", "")).startswith("accounts/")]
        if named or isinstance(result.data, list):
            self.rows(iter(named), RowShape(()))
        else:
            super().lines(result)


class FlagFormatter(Formatter):
    """`-o flag`: the command-line flags that make another resource like this one, quoted for a shell."""

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        self.stream((_flag_line(row, shape.resource) for row in rows), shape.page)


def _csv(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def _csv_value(row: JsonObject, path: str, states: States | None) -> Any:
    value = at_path(row, path)
    return states.short(value) if path == "state" and states is not None and isinstance(value, str) else value


def _csv_cell(value: Any) -> str:
    """A value as a cell. Text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = visible(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value))
    runs = isinstance(value, str) and text[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def _flag_line(item: JsonObject, resource: Resource | None) -> str:
    words: list[str] = []
    if resource is None:
        words = [word for key, value in item.items() for word in _flag(f"--{kebab(key)}", value)]
    else:
        item = set_members(item, resource.fields)
        for path, _, names in flagged(resource, update=False):
            words += _flag(names[0], at_path(item, path))
    return visible(" ".join(words)) + "\n"


def _flag(name: str, value: Any) -> list[str]:
    if value in (None, "", [], {}):
        return []
    if isinstance(value, bool):
        return [name if value else f"--no-{name[2:]}"]
    if isinstance(value, dict):
        plain = {key: item for key, item in value.items() if not isinstance(item, dict | list)}
        return [word for key, item in plain.items() for word in (name, shlex.quote(f"{key}={item}"))]
    if isinstance(value, list):
        return [name, shlex.quote(",".join(map(str, value)))] if not any(isinstance(v, dict) for v in value) else []
    return [name, shlex.quote(str(value))]
