"""The formats for other programs that know no nesting: csv, and command-line flags."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..contract import Column, Resource
from ..contract.case import kebab
from ..contract.flags import flagged
from ..contract.json_types import JsonObject
from .values import at_path
from .visible import visible

_NUMBER = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d+)?", re.ASCII)


def csv_lines(rows: Iterable[JsonObject], columns: Sequence[Column], headers: bool) -> Iterator[str]:
    """Lines of RFC 4180, one a row, after one of the paths. Values are the API's; what is nested is JSON."""
    if headers:
        yield _csv([column.path for column in columns])
    for row in rows:
        yield _csv([_plain(at_path(row, column.path)) for column in columns])


def csv_table(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The same for rows that are plain lists and have no titles."""
    return (_csv([_plain(value) for value in row]) for row in rows)


def _csv(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def _plain(value: Any) -> str:
    """A value as a cell. Text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = visible(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value))
    runs = isinstance(value, str) and text[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def flag_line(item: JsonObject, resource: Resource | None) -> str:
    """A resource as the flags that make another one like it, quoted for a shell."""
    words: list[str] = []
    if resource is None:
        words = [word for key, value in item.items() for word in _flag(f"--{kebab(key)}", value)]
    else:
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
