"""The rows of a part of a file, one after the other.

This is what one process does; what it returns travels back to whoever asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from ..contract.rows import DATA_FORMATS, ROW_KINDS, DataFormat
from . import duplicates
from .formats import CHECKS, EXAMPLES, format_of
from .lines import LineReader, RowLine
from .parse import parse
from .plain import Plain
from .stats import Stats, shown

_BUFFER = 256 * 1024


class Slice(NamedTuple):
    """A part of a file: the lines that begin in [start, end)."""

    path: Path
    base: int
    """Offset of the file in the data set."""
    start: int
    end: int


def judge(part: Slice, format_name: str, limit: int) -> Stats:
    """What there is to say about the rows of a part; `limit` problems are kept. Raises OSError."""
    stats, form = Stats(limit), DATA_FORMATS[format_name]
    plain = Plain(stats) if format_name == "sft" else None
    with part.path.open("rb", _BUFFER) as file:
        lines = LineReader(file, part.start, part.end)
        for line in lines:
            data = line.data
            # A line of blanks is short; only those are looked at twice.
            if line.length < 64 and not data.strip():
                stats.blank = (stats.blank[0] or line.number, stats.blank[1] + 1)
                continue
            if stats.blank[1]:
                stats.refuse_blank_lines()
            stats.rows += 1
            if line.length > stats.longest[0]:
                stats.longest = (line.length, line.number)
            taken = plain is not None and plain.take(data, line.number)
            readable = taken or _judge_row(line, lines, form, format_name, stats, part.base)
            if readable and not form.unique and line.length == len(data):
                duplicates.note(stats.keys, duplicates.row_of(data), part.base + line.offset)
        stats.lines = lines.count
    if plain is not None:
        plain.flush()
    return stats


def _judge_row(line: RowLine, lines: LineReader, form: DataFormat, name: str, stats: Stats, base: int) -> bool:
    """One row the long way; whether it could be read at all."""
    stats.line = line.number
    row: dict[str, Any] | None = parse(line, lines, stats)
    if row is None:
        return False
    looks = format_of(row)
    if looks != name and {looks, name} != {"sft", "rft"} and not _shares(row, form.kind):
        example = f", such as {EXAMPLES[name]}" if not looks else ""
        stats.error(f"a row of {looks}" if looks else shown(row), f"{name} rows ({form.title}){example}")
        return True
    CHECKS[name](row, stats)
    if form.unique and isinstance(row.get(form.unique), str):
        duplicates.note(stats.keys, row[form.unique].encode("utf-8", "replace"), base + line.offset)
    return True


def _shares(row: dict[str, Any], kind: str) -> bool:
    """Whether a row has a member that marks its kind: what is wrong with its members says more than its kind."""
    return any(member in row for group in ROW_KINDS[kind].marks for member in group)
