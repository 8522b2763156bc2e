"""The formats that keep the structure of the API's objects: `-o json`, `-o jsonl` and `-o yaml`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ...contract import Resource
from ...contract.json_types import JsonObject
from ..result import Event, TextResult
from ..visible import UNSAFE, json_safe
from .formatter import Formatter, RowShape

_SURROGATE = re.compile("[\ud800-\udfff]")


class DocumentFormatter(Formatter):
    """Objects with all that is in them. `document` writes one value."""

    structured = True

    def document(self, data: Any) -> None:
        """Write one value."""
        raise NotImplementedError

    def details(self, objects: list[JsonObject], resource: Resource | None, many: bool) -> None:
        self.document(objects if many else objects[0])

    def lines(self, result: TextResult) -> None:
        self.document(result.data)

    def answer(self, data: Any) -> None:
        self.document(data)

    def json(self, data: Any, indent: int | None = None) -> str:
        """One value as JSON that no terminal obeys, in ASCII where the output is not UTF-8."""
        encoding = getattr(self.console.out, "encoding", None) or "utf-8"
        ascii_only = encoding.lower().replace("-", "") != "utf8"
        return json_safe(json.dumps(data, ensure_ascii=ascii_only, indent=indent))


class JsonFormatter(DocumentFormatter):
    """`-o json`: one value, indented; a list is an array that is written row by row."""

    def document(self, data: Any) -> None:
        self.console.write(self.json(data, 2) + "\n")

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        opened = False
        for row in rows:
            text = self.json(row, 2).replace("\n", "\n  ")
            self.console.write((",\n  " if opened else "[\n  ") + text)
            opened = True
        self.console.write("\n]\n" if opened else "[]\n")


class JsonLinesFormatter(DocumentFormatter):
    """`-o jsonl`: one object a line."""

    def document(self, data: Any) -> None:
        self.console.write(self.json(data) + "\n")

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        self.stream((self.json(row) + "\n" for row in rows), shape.page)

    def details(self, objects: list[JsonObject], resource: Resource | None, many: bool) -> None:
        self.rows(iter(objects), RowShape((), resource))

    def lines(self, result: TextResult) -> None:
        data = result.data
        self.rows(iter(data if isinstance(data, list) else [data]), RowShape(()))

    def answer(self, data: Any) -> None:
        for value in data if isinstance(data, list) else [] if data is None else [data]:
            self.document(value)

    def event(self, event: Event) -> None:
        if event.data:
            self.document(event.data)


class YamlFormatter(DocumentFormatter):
    """`-o yaml`: one document; a list is a sequence that is written row by row."""

    def document(self, data: Any) -> None:
        import yaml

        text = json.dumps(data, ensure_ascii=False)
        # YAML escapes by its own rules as soon as one character could be obeyed; the text stays readable otherwise.
        readable = UNSAFE.search(text) is None
        # libyaml, where it is built in, is six times as fast; it cannot write half of a surrogate pair.
        fast = not _SURROGATE.search(text) and hasattr(yaml, "CSafeDumper")
        dumper = yaml.CSafeDumper if fast else yaml.SafeDumper
        self.console.write(
            yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=readable, default_flow_style=False)
        )

    def rows(self, rows: Iterator[JsonObject], shape: RowShape) -> None:
        empty = True
        for row in rows:
            self.document([row])
            empty = False
        if empty:
            self.console.write("[]\n")
