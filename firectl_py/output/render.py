"""Results in each output format. Imports contract and its neighbours only; yaml and tabulate when used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..contract import Column, Field, Resource
from ..errors import FirectlError
from .console import Console
from .result import Details, Events, Lines, Listing, Object, Result
from .values import at_path, cell, fields_of, label, money, snake
from .visible import UNSAFE, json_safe, visible

_LEAD = ("name", "displayName", "state", "status")
"""Shown first, so that why a thing failed is the first thing read."""


class Renderer:
    """Prints results to a console in one format."""

    def __init__(self, console: Console, output: str, json_case: str = "camel") -> None:
        self.console, self.output = console, output
        self._snake = json_case == "snake"

    def show(self, result: Result) -> None:
        """Print `result`; lazy rows are read while they are printed."""
        if isinstance(result, Listing):
            self._listing(result)
        elif isinstance(result, Details):
            self._details(result)
        elif isinstance(result, Lines):
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
        rows = _counted(result.rows, lambda: self.console.note(result.empty))
        if self.output in ("text", "table", "wide"):
            self._table(rows, result.columns)
        elif self.output == "name":
            self._names(rows)
        elif self.output == "jsonl":
            for row in rows:
                self.console.write(self._json(row, result.resource, None) + "\n")
        elif self.output == "yaml":
            self._yaml(rows, result.resource)
        else:
            self._json_array(rows, result.resource)

    def _details(self, result: Details) -> None:
        shown = result.objects
        if not shown and self.output not in ("json", "yaml"):
            return
        if self.output in ("table", "wide") and result.resource is not None:
            self._table(iter(shown), result.resource.columns)
        elif self.output in ("text", "table", "wide"):
            maps = map_names(fields_of(result.resource))
            self.console.write("\n".join(detail_text(item, maps) for item in shown))
        elif self.output == "name":
            self._names(shown)
        elif self.output == "jsonl":
            for item in shown:
                self.console.write(self._json(item, result.resource, None) + "\n")
        elif self.output == "yaml":
            self._dump_yaml(self._cased(shown if result.many else shown[0], result.resource))
        else:
            self.console.write(self._json(shown if result.many else shown[0], result.resource, 2) + "\n")

    def _lines(self, result: Lines) -> None:
        if self.output in ("json", "jsonl"):
            self.console.write(self._json(result.data, None, 2 if self.output == "json" else None) + "\n")
        elif self.output == "yaml":
            self._dump_yaml(self._cased(result.data, None))
        elif self.output == "name" and isinstance(result.data, list):
            self._names(result.data)
        else:
            self.console.write("".join(f"{visible(line)}\n" for line in result.lines))

    def _names(self, rows: Iterable[Object]) -> None:
        for row in rows:
            self.console.write(visible(str(row.get("name", ""))) + "\n")

    def _table(self, rows: Iterator[Object], columns: tuple[Column, ...]) -> None:
        used = [column for column in columns if self.output == "wide" or not column.wide]
        cells: list[list[str]] = []
        broken_off: FirectlError | None = None
        try:
            for row in rows:
                cells.append([cell(at_path(row, column.path), column.path) for column in used])
        except FirectlError as error:  # what came before it is shown all the same
            broken_off = error
        if cells:
            self._grid(cells, used)
        if broken_off is not None:
            raise broken_off

    def _grid(self, cells: list[list[str]], used: list[Column]) -> None:
        from tabulate import tabulate

        # Numbers stay the text they are: a table must not turn "1e3" into 1000.
        text = tabulate(cells, [column.title for column in used], tablefmt="plain", disable_numparse=True)
        self.console.write("".join(f"{line.rstrip()}\n" for line in text.splitlines()))

    def _json_array(self, rows: Iterable[Object], resource: Resource | None) -> None:
        opened = False
        for row in rows:
            text = self._json(row, resource, 2).replace("\n", "\n  ")
            self.console.write((",\n  " if opened else "[\n  ") + text)
            opened = True
        self.console.write("\n]\n" if opened else "[]\n")

    def _yaml(self, rows: Iterable[Object], resource: Resource | None) -> None:
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
        self.console.write(yaml.safe_dump(data, sort_keys=False, allow_unicode=readable, default_flow_style=False))


def detail_text(item: Object, maps: frozenset[str] = frozenset()) -> str:
    """`Key: value` lines of one object, what matters first. Keys in `maps` are somebody's own and stay as they are."""
    names = [name for name in _LEAD if name in item] + [name for name in item if name not in _LEAD]
    lines: list[str] = []
    for name in names:
        lines += _detail(visible(label(name)), item[name], name, maps)
    return "".join(f"{line}\n" for line in lines)


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
        return [f"{title}:", *(f"  - {cell(item)}" for item in value)]
    return [f"{title}: {cell(value, name)}"]


def _counted(rows: Iterable[Object], on_empty: Any) -> Iterator[Object]:
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
