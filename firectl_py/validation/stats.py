"""What was found in rows, and counted.

Stats belong to a part of a data set and travel between processes. Those of parts that follow each other add up to what
one pass over both would have found.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SHOWN = 60
"""Characters of a wrong value that are shown."""


class Problem(NamedTuple):
    """Something the platform refuses."""

    line: int
    """From 1; 0 where it is about the data set as a whole."""
    found: str
    allowed: str
    field: str = ""
    """Path of the culprit in its row, such as messages[2].role."""
    column: int = 0
    """From 1, in characters; 0 where a field says it better."""
    byte: int = 0
    """From 1, of the line; for bytes that are not text."""
    file: str = ""

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])
        return f"{place}: {self.what}"

    @property
    def what(self) -> str:
        """The sentence without the place."""
        at = self.field or (f"byte {self.byte}" if self.byte else "")
        return f"{at + ': ' if at else ''}found {self.found}; allowed: {self.allowed}"


class RowWarning(NamedTuple):
    """Something that is accepted and probably a mistake: how often, and the first place."""

    times: int
    line: int
    field: str = ""
    file: str = ""


@dataclass
class Stats:
    """Findings and figures of some rows."""

    limit: int
    """Problems kept; the others are counted."""
    lines: int = 0
    """Of the part, blank ones too."""
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    row_warnings: dict[str, RowWarning] = field(default_factory=dict)
    roles: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    text_bytes: int = 0
    """UTF-8 bytes of text; images are not text."""
    images: int = 0
    tool_calls: int = 0
    longest: tuple[int, int] = (0, 0)
    """(bytes, line) of the longest row."""
    weighted: tuple[int, int] = (0, 0)
    """First line (0: none) whose row has a weight, and first whose row has none."""
    blank: tuple[int, int] = (0, 0)
    """(first, how many) of the blank lines at the end: harmless unless a row follows."""
    keys: dict[int, array[int]] = field(default_factory=dict)
    """What `duplicates` finds rows with that occur twice."""
    open: bool = False
    """Whether the part ends within what may be an object over several lines."""
    line: int = 0
    """The line being judged."""

    def error(self, found: str, allowed: str, field: str = "", *, column: int = 0, byte: int = 0) -> None:
        """The row being judged will be refused."""
        self.problem_count += 1
        if len(self.problems) < self.limit:
            self.problems.append(Problem(self.line, found, allowed, field, column, byte))

    def warn(self, kind: str, field: str = "") -> None:
        """The row being judged is accepted, but probably a mistake; `report.WARNINGS` has the sentence for `kind`."""
        seen = self.row_warnings.get(kind)
        self.row_warnings[kind] = (
            RowWarning(1, self.line, field) if seen is None else seen._replace(times=seen.times + 1)
        )

    def text(self, text: str) -> None:
        """Text a model will read."""
        self.characters += len(text)
        self.text_bytes += len(text) if text.isascii() else len(text.encode("utf-8", "replace"))

    def refuse_blank_lines(self) -> None:
        """Count the blank lines as errors: a row follows, so they are not the end of the file."""
        first, count = self.blank
        for number in range(first, first + min(count, self.limit)):
            self.line = number
            self.error("a blank line", "one JSON object a line")
        self.problem_count += max(0, count - self.limit)
        self.blank = (0, 0)

    def add(self, after: Stats) -> None:
        """Add the figures of the part of the same file that follows this one."""
        if after.rows and self.blank[1]:
            self.refuse_blank_lines()
        if after.blank[1]:
            first, count = self.blank
            self.blank = (first or after.blank[0] + self.lines, count + after.blank[1])
        self._add_found(after, self.lines)
        for name in ("lines", "rows", "characters", "text_bytes", "images", "tool_calls"):
            setattr(self, name, getattr(self, name) + getattr(after, name))
        self.roles += after.roles

    def _add_found(self, after: Stats, base: int) -> None:
        room = max(0, self.limit - len(self.problems))
        self.problems += [p._replace(line=p.line + base) for p in after.problems[:room]]
        self.problem_count += after.problem_count
        for kind, warning in after.row_warnings.items():
            seen = self.row_warnings.get(kind)
            moved = warning._replace(line=warning.line + base)
            self.row_warnings[kind] = moved if seen is None else seen._replace(times=seen.times + warning.times)
        if after.longest[0] > self.longest[0]:
            self.longest = (after.longest[0], after.longest[1] + base)
        with_weight, without = after.weighted
        self.weighted = (
            self.weighted[0] or (with_weight and with_weight + base),
            self.weighted[1] or (without and without + base),
        )


def shown(value: Any) -> str:
    """A wrong value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, (dict, list)) else _kind(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _kind(value: dict[str, Any] | list[Any]) -> str:
    if isinstance(value, list):
        return f"an array of {len(value)}" if value else "an empty array"
    keys = ", ".join(str(key)[:20] for key in list(value)[:4])
    return f"an object ({keys}{', ...' if len(value) > 4 else ''})" if value else "an empty object"
