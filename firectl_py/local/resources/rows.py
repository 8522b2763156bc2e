"""Rows of a dataset: reading JSONL, and naming the bad rows by line.

A file is read line by line, so that memory does not grow with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rows import BYTES_PER_TOKEN, ROW_KINDS, ROW_LIMIT

from ..http.errors import RpcError
from ..store.tx import Row
from .row_formats import BadRow, kind_of, measure

SHOWN = 10
"""Bad rows an answer names."""

_KINDS = {facts.format: kind for kind, facts in ROW_KINDS.items() if facts.format} | {"RL": "chat"}


@dataclass
class RowReport:
    """What reading a dataset found."""

    count: int = 0
    text_bytes: int = 0
    turns: int = 0
    kind: str = ""
    """A key of ROW_KINDS."""
    silent: str = ""
    """Place of the first chat row that has no answer to learn from."""
    bad: list[tuple[str, int, str]] = field(default_factory=list)
    """(file, line, problem) of the first bad rows."""
    bad_count: int = 0
    weighted: bool | None = None
    seen_ids: set[str] = field(default_factory=set)

    @property
    def tokens(self) -> int:
        """Estimated tokens, at least one a row."""
        return max(self.count, self.text_bytes // BYTES_PER_TOKEN)

    def error(self) -> RpcError:
        """INVALID_ARGUMENT that names the bad rows."""
        places = [f"{file} line {line}: {problem}" for file, line, problem in self.bad]
        rest = self.bad_count - len(self.bad)
        text = "; ".join(places) + (f"; and {rest} more bad rows" if rest else "")
        violations = [{"field": f"{file}:{line}", "description": problem} for file, line, problem in self.bad]
        detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}
        return RpcError("INVALID_ARGUMENT", text, details=[detail])


def read(files: Iterable[tuple[str, BinaryIO]], wanted_format: str = "") -> RowReport:
    """Read every row of the files; `wanted_format` is the dataset's declared CHAT, COMPLETION or RL."""
    report = RowReport()
    for name, stream in files:
        for number, line in _lines(stream):
            try:
                _judge(report, _parse(line), wanted_format, f"{name} line {number}")
                report.count += 1
            except BadRow as error:
                report.bad_count += 1
                if len(report.bad) < SHOWN:
                    report.bad.append((name, number, str(error)))
    return report


def rows_of(dataset: Row) -> int:
    """Rows a dataset holds; where they were never read, those its client stated."""
    return int(dataset.internal.get("rows") or dataset.body.get("exampleCount") or 0)


def _lines(stream: BinaryIO) -> Iterable[tuple[int, bytes]]:
    """Numbered lines; blank ones at the end of the file are left out."""
    blank: list[int] = []
    number = 0
    while line := stream.readline(ROW_LIMIT + 1):
        number += 1
        if not line.strip():
            blank.append(number)
            continue
        yield from ((skipped, b"") for skipped in blank)
        blank.clear()
        yield number, line
        while len(line) > ROW_LIMIT and not line.endswith(b"\n"):
            line = stream.readline(ROW_LIMIT + 1)


def _parse(line: bytes) -> JsonObject:
    if not line:
        raise BadRow("is empty")
    if len(line) > ROW_LIMIT:
        raise BadRow(f"is longer than {ROW_LIMIT} bytes")
    if line.startswith(b"\xef\xbb\xbf"):
        raise BadRow("begins with a byte order mark; save the file as UTF-8 without one")
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BadRow(f"is not UTF-8 (byte {error.start + 1})") from error
    except RecursionError as error:
        raise BadRow("is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise BadRow(f"is not JSON: {error.msg} at column {error.colno}") from error
    except ValueError as error:
        raise BadRow(f"is not JSON: {str(error)[:80]}") from error
    if not isinstance(value, dict):
        raise BadRow("is not a JSON object")
    return value


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a JSON value")


def _judge(report: RowReport, row: JsonObject, wanted_format: str, place: str) -> None:
    kind = kind_of(row)
    if wanted_format and kind != _KINDS[wanted_format]:
        raise BadRow(f"is a {kind} row, the dataset's format is {wanted_format}")
    report.kind = report.kind or kind
    if kind != report.kind:
        raise BadRow(f"is a {kind} row, the rows before are {report.kind} rows")
    text_bytes, turns = measure(kind, row)
    _agree(report, row)
    report.text_bytes += text_bytes
    report.turns += turns
    if kind == "chat" and not report.silent and not any(m["role"] == "assistant" for m in row["messages"]):
        report.silent = place


def _agree(report: RowReport, row: JsonObject) -> None:
    """What rows of one dataset have to agree on: weights on all or none of them, and ids that differ."""
    if report.kind == "chat":
        if report.weighted not in (None, "weight" in row):
            raise BadRow("weight has to be on all rows or on none")
        report.weighted = "weight" in row
    elif report.kind == "batch":
        if row["custom_id"] in report.seen_ids:
            raise BadRow(f"custom_id {row['custom_id'][:60]!r} is used twice")
        report.seen_ids.add(row["custom_id"])
