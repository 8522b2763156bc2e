"""Results in each output format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..contract import Column, Field, Resource, States
from ..contract.json_types import JsonObject
from ..contract.rfc3339 import seconds_or_none
from ..errors import FirectlError
from . import tables
from .console import Console
from .flat import csv_lines, csv_table, flag_line
from .options import OutputOptions
from .result import Details, Events, Listing, Result, TextResult
from .shape import chosen, in_order, queried, unknown_path
from .times import ago
from .values import at_path, cell, fields_of, label, money, snake
from .visible import UNSAFE, json_safe, visible

_LEAD = ("name", "displayName", "state", "status")
"""Shown first, so that why a thing failed is the first thing read."""


class Renderer:
    """Prints results to a console in one look."""

    def __init__(self, console: Console, look: OutputOptions) -> None:
        self.console, self.look, self.output = console, look, look.output
        self._snake = look.json_case == "snake"

    def show(self, result: Result) -> None:
        """Print `result`; lazy rows are read while they are printed, but for --sort-by and --query."""
        if isinstance(result, Listing):
            self._listing(result)
        elif isinstance(result, Details):
            self._details(result)
        elif isinstance(result, TextResult):
            self._lines(result)
        elif isinstance(result, Events):
            self._events(result)
        self.console.flush()

    def _events(self, result: Events) -> None:
        for event in result.events:
            if self.output == "jsonl" and event.data:
                self.console.write(self._json(event.data, None, None) + "\n")
            elif self.output != "jsonl" and event.text:
                self.console.write(f"{visible(event.text)}\n")
            self.console.flush()

    def _listing(self, result: Listing) -> None:
        rows: Iterator[JsonObject] = _counted(result.rows, lambda: self.console.note(result.empty))
        if self.look.sort_by:
            rows = iter(self._sorted(rows, result))
        if self.look.query:
            self._answer(queried(self.look.query, list(rows)))
            return
        columns = chosen(self.look.columns, result.columns, result.resource) or result.columns
        self._rows(self._watched(rows, result), columns, result.resource, result.page)

    def _sorted(self, rows: Iterator[JsonObject], result: Listing) -> list[JsonObject]:
        """All rows in the order of --sort-by, and a word about a path that none of them had."""
        ordered, nowhere = in_order(rows, self.look.sort_by)
        for path in nowhere if ordered else ():
            self.console.note(f"--sort-by: {unknown_path(path, result.resource, result.columns)}")
        return ordered[: result.limit]

    def _watched(self, rows: Iterator[JsonObject], result: Listing) -> Iterator[JsonObject]:
        """The rows; behind the last, a word about each path of --columns that none of them had."""
        missing = set(self.look.columns)
        count = 0
        for row in rows:
            count += 1
            if missing:
                missing = {path for path in missing if at_path(row, path) is None}
            yield row
        for path in sorted(missing) if count else ():
            self.console.note(unknown_path(path, result.resource, result.columns))

    def _rows(
        self, rows: Iterator[JsonObject], columns: Sequence[Column], resource: Resource | None, page: int
    ) -> None:
        if self.output in ("text", "table", "wide"):
            used = [column for column in columns if self.output == "wide" or not column.wide]
            tables.show(self.console, rows, used, self.look, resource.states if resource else None, page)
        elif self.output == "csv":
            self._streamed(csv_lines(rows, columns, self.look.headers), page)
        elif self.output == "flag":
            self._streamed((flag_line(row, resource) for row in rows), page)
        elif self.output == "name":
            self._streamed((visible(str(row.get("name", ""))) + "\n" for row in rows), page)
        elif self.output == "jsonl":
            self._streamed((self._json(row, resource, None) + "\n" for row in rows), page)
        elif self.output == "yaml":
            self._yaml(rows, resource)
        else:
            self._json_array(rows, resource)

    def _streamed(self, lines: Iterable[str], page: int) -> None:
        """Lines as they come, pushed out a page at a time."""
        for count, line in enumerate(lines, 1):
            self.console.write(line)
            if count % page == 0:
                self.console.flush()

    def _details(self, result: Details) -> None:
        shown, resource = result.objects, result.resource
        if self.look.query:
            self._answer(queried(self.look.query, shown if result.many else shown[0] if shown else None))
        elif not shown and self.output not in ("json", "yaml"):
            return
        elif self.output in ("json", "yaml"):
            self._whole(shown if result.many else shown[0], resource)
        elif self.output == "text":
            self._text(shown, resource)
        else:
            usual = resource.columns if resource else tuple(Column(label(key).upper(), key) for key in shown[0])
            self._rows(iter(shown), chosen(self.look.columns, usual, resource) or usual, resource, len(shown))

    def _text(self, shown: list[JsonObject], resource: Resource | None) -> None:
        maps = map_names(fields_of(resource))
        now = self.look.now() if self.look.now else None
        states = resource.states if resource and self.look.color else None
        if paths := self.look.columns:
            lines = ["".join(f"{label(p)}: {cell(at_path(item, p), p)}\n" for p in paths) for item in shown]
        else:
            lines = [detail_text(item, maps, now, states) for item in shown]
        self.console.write("\n".join(lines))

    def _lines(self, result: TextResult) -> None:
        data = result.data
        if self.look.query:
            self._answer(queried(self.look.query, data))
        elif self.output == "jsonl" and isinstance(data, list):
            self._rows(iter(data), (), None, len(data) or 1)
        elif self.output in ("json", "jsonl", "yaml"):
            self._whole(data, None)
        elif self.output == "name" and isinstance(data, list):
            self._rows(tables.rows_of(data), (), None, len(data) or 1)
        elif self.output == "csv" and isinstance(data, list) and data and all(isinstance(row, dict) for row in data):
            usual = tuple(Column(key, key) for key in dict.fromkeys(key for row in data for key in row))
            self._rows(iter(data), chosen(self.look.columns, usual, None) or usual, None, len(data))
        elif self.output == "csv" and isinstance(data, dict):
            usual = tuple(Column(key, key) for key in data)
            self._rows(iter([data]), chosen(self.look.columns, usual, None) or usual, None, 1)
        else:
            self.console.write("".join(f"{visible(line)}\n" for line in result.lines))

    def _whole(self, data: Any, resource: Resource | None) -> None:
        """One value, as JSON or YAML."""
        if self.output == "yaml":
            self._dump_yaml(self._cased(data, resource))
        else:
            self.console.write(self._json(data, resource, 2 if self.output == "json" else None) + "\n")

    def _answer(self, data: Any) -> None:
        """What --query found: as JSON or YAML whatever it is, else objects as a table and plain values as lines."""
        if self.output in ("json", "yaml"):
            self._whole(data, None)
            return
        values = data if isinstance(data, list) else [] if data is None else [data]
        if values and all(isinstance(value, dict) for value in values):
            if self.output == "text" and not isinstance(data, list):
                self._text(values, None)
                return
            keys = dict.fromkeys(key for value in values for key in value)
            columns = chosen(self.look.columns, (), None) or tuple(Column(label(key).upper(), key) for key in keys)
            self._rows(iter(values), columns, None, len(values))
            return
        if self.output == "csv" and any(isinstance(value, list) for value in values):
            rows = [value if isinstance(value, list) else [value] for value in values]
            self._streamed(csv_table(rows), len(rows))
            return
        for value in values:
            plain = self._json(value, None, None) if self.output == "jsonl" else visible_line(value)
            self.console.write(plain + "\n")

    def _json_array(self, rows: Iterable[JsonObject], resource: Resource | None) -> None:
        opened = False
        for row in rows:
            text = self._json(row, resource, 2).replace("\n", "\n  ")
            self.console.write((",\n  " if opened else "[\n  ") + text)
            opened = True
        self.console.write("\n]\n" if opened else "[]\n")

    def _yaml(self, rows: Iterable[JsonObject], resource: Resource | None) -> None:
        empty = True
        for row in rows:
            self._dump_yaml([self._cased(row, resource)])
            empty = False
        if empty:
            self.console.write("[]\n")

    def _cased(self, data: Any, resource: Resource | None) -> Any:
        return snake(data, fields_of(resource)) if self._snake else data

    def _json(self, data: Any, resource: Resource | None, indent: int | None) -> str:
        ascii_only = (getattr(self.console.out, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
        return json_safe(json.dumps(self._cased(data, resource), ensure_ascii=ascii_only, indent=indent))

    def _dump_yaml(self, data: Any) -> None:
        import yaml

        plain = json.dumps(data, ensure_ascii=False)
        # Escaped by YAML's own rules as soon as one character could be obeyed; readable otherwise.
        readable = UNSAFE.search(plain) is None
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml, where it was built in, is six times as fast
        self.console.write(
            yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=readable, default_flow_style=False)
        )


def detail_text(
    item: JsonObject, maps: frozenset[str] = frozenset(), now: float | None = None, states: States | None = None
) -> str:
    """`Key: value` lines of one object, what matters first. Keys in `maps` are somebody's own and stay as they are.

    With `now`, times say how long ago they were; with `states`, the state has its colour.
    """
    names = [name for name in _LEAD if name in item] + [name for name in item if name not in _LEAD]
    lines: list[str] = []
    for name in names:
        told = _detail(visible(label(name)), item[name], name, maps)
        if name == "state" and states is not None:
            title, _, text = told[0].partition(": ")
            told = [f"{title}: {tables.painted(text, str(item[name]), states)}"]
        elif now is not None and isinstance(item[name], str) and (then := seconds_or_none(item[name])) is not None:
            told = [f"{told[0]} ({ago(then, now, item[name])})"]
        lines += told
    return "".join(f"{line}\n" for line in lines)


def visible_line(value: Any) -> str:
    """A plain value, or a list of them, on one line."""
    return "\t".join(cell(item) for item in value) if isinstance(value, list) else cell(value)


def map_names(fields: tuple[Field, ...]) -> frozenset[str]:
    """The names of the fields, at any depth, whose keys are free."""
    own = {field.name for field in fields if field.map}
    return frozenset(own.union(*(map_names(field.fields) for field in fields), {"metrics"}))


def _detail(title: str, value: Any, name: str, maps: frozenset[str]) -> list[str]:
    if name == "status" and isinstance(value, dict):
        code, message = cell(value.get("code") or "OK"), cell(value.get("message"))
        return [f"{title}: {code}: {message}" if message else f"{title}: {code}"]
    if (amount := money(value)) is not None:
        return [f"{title}: {amount}"]
    if isinstance(value, dict) and value:
        titled = {key: visible(key if name in maps else label(key)) for key in value}
        inner = [line for key, item in value.items() for line in _detail(titled[key], item, key, maps)]
        return [f"{title}:", *(f"  {line}" for line in inner)]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{title}:", *(f"  {line}" for item in value for line in _member(item, maps))]
    return [f"{title}: {cell(value, name)}"]


def _member(item: Any, maps: frozenset[str]) -> list[str]:
    """One of a list: on a line, or, where it holds lists or objects itself, as lines of its own."""
    if not isinstance(item, dict) or not any(isinstance(part, dict | list) and part for part in item.values()):
        return [f"- {cell(item)}"]
    inner = [line for key, part in item.items() for line in _detail(visible(label(key)), part, key, maps)]
    return [f"- {inner[0]}", *(f"  {line}" for line in inner[1:])]


def _counted(rows: Iterable[JsonObject], on_empty: Any) -> Iterator[JsonObject]:
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
