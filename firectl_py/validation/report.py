"""What validation comes to: figures, problems and row_warnings of a data set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..contract.rows import BYTES_PER_TOKEN
from .foreign import ForeignFormat
from .stats import Problem, RowWarning

WARNINGS = {
    "two-user": "two user messages in a row",
    "two-assistant": "two assistant messages in a row",
    "answer-first": "an assistant message before any user message",
    "open-end": "the last message is not the assistant's, so nothing is learned from the end",
    "answered": "the prompt ends with an assistant message",
    "unlearned": "every assistant message has weight 0, so nothing is learned from the row",
    "uncalled": "a tool message without a tool call before it",
    "unknown-field": "a field of a message that no format knows",
    "empty": "an empty text",
    "tool": "a tool without a function name",
    "jpg": "image/jpg is not a registered type; image/jpeg is",
    "image": "the bytes of the image are of another kind than its data URI says",
    "same": "the preferred and the other output are the same",
    "crlf": "lines end with CRLF",
    "repeated": "the same row as {}",
    "few": "{} rows, which is fewer than a job takes",
}
"""What is accepted and probably a mistake, by kind."""


@dataclass
class ValidationReport:
    """The result of `validate`."""

    format: str
    detected: bool
    """Whether the format was found out from the rows and not given."""
    assumed: bool = False
    """Whether the rows look like no format, so that one was assumed."""
    foreign: ForeignFormat | None = None
    """The format of another tool that the rows are of then."""
    files: list[tuple[str, int, int]] = field(default_factory=list)
    """(file, rows, bytes)."""
    problems: list[Problem] = field(default_factory=list)
    """The first ones."""
    problem_count: int = 0
    row_warnings: dict[str, RowWarning] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    characters: int = 0
    text_bytes: int = 0
    images: int = 0
    tool_calls: int = 0
    repeated: int = 0
    """Rows that occurred before."""
    longest: tuple[int, int, str] = (0, 0, "")
    """(bytes, line, file) of the longest row."""

    @property
    def rows(self) -> int:
        """Rows, bad ones too."""
        return sum(rows for _, rows, _ in self.files)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _, _, size in self.files)

    @property
    def tokens(self) -> int:
        """Estimated: one for every four bytes of text, at least one a row; images do not count."""
        return max(self.rows, self.text_bytes // BYTES_PER_TOKEN)

    @property
    def turns(self) -> int:
        """User messages."""
        return self.roles.get("user", 0)

    def as_object(self) -> dict[str, Any]:
        """All of it, for a program."""
        length, line, file = self.longest
        return {
            "valid": not self.problem_count,
            "format": self.format,
            "formatDetected": self.detected,
            "files": [{"file": name, "rows": rows, "bytes": size} for name, rows, size in self.files],
            "rows": self.rows,
            "bytes": self.size,
            "turns": self.turns,
            "roles": self.roles,
            "characters": self.characters,
            "textBytes": self.text_bytes,
            "estimatedTokens": self.tokens,
            "images": self.images,
            "toolCalls": self.tool_calls,
            "duplicateRows": self.repeated,
            "longestRow": {"file": file, "line": line, "bytes": length},
            "errors": [_problem(problem) for problem in self.problems],
            "errorCount": self.problem_count,
            "warnings": [
                {"kind": kind, "message": _worded(kind, warning), **_place(warning), "count": warning.times}
                for kind, warning in self.row_warnings.items()
            ],
        }

    def findings(self) -> list[str]:
        """A line for each problem kept, one for those that are not, and one for each kind of warning."""
        lines = [str(problem) for problem in self.problems]
        if rest := self.problem_count - len(self.problems):
            lines.append(f"... and {rest} more errors")
        return lines + [f"warning: {sentence}" for sentence in self.warnings()]

    def warnings(self) -> list[str]:
        """A sentence for each kind of warning."""
        sentences = []
        for kind, warning in self.row_warnings.items():
            place = ":".join([warning.file, *([str(warning.line)] if warning.line else [])])
            times = f" ({warning.times} times)" if warning.times > 1 else ""
            sentences.append(f"{place}: {_worded(kind, warning)}{times}")
        return sentences

    def figures(self) -> list[str]:
        """The counts, a line each."""
        length, line, file = self.longest
        roles = ", ".join(f"{count:,} {role}" for role, count in self.roles.items())
        found = "found out from the rows; --format names another" if self.detected else "as given"
        if self.assumed:
            found = "assumed: the rows look like none of the formats; --format names another"
        return [
            f"Format: {self.format} ({found})",
            f"Rows: {self.rows:,} in {self.size:,} bytes",
            *([f"Messages: {roles}; {self.turns / max(1, self.rows):.1f} turns a row"] if roles else []),
            *([f"Images: {self.images:,}"] if self.images else []),
            *([f"Tool calls: {self.tool_calls:,}"] if self.tool_calls else []),
            f"Characters: {self.characters:,}",
            f"Tokens: about {self.tokens:,} (one for every {BYTES_PER_TOKEN} bytes of text)",
            f"Longest row: {length:,} bytes ({file}:{line})",
            f"Duplicates: {self.repeated:,}",
        ]

    def hint(self) -> str | None:
        """How rows of another tool's format become chat rows."""
        if self.foreign is None:
            return None
        return f"The rows are {self.foreign.title}: jq -c '{self.foreign.jq}' {self.files[0][0]} > chat.jsonl"


def _worded(kind: str, warning: RowWarning) -> str:
    """The sentence of a kind: about a field, or with what was found in it."""
    said = WARNINGS[kind]
    return said.format(warning.field) if "{}" in said else f"{warning.field + ': ' if warning.field else ''}{said}"


def _problem(problem: Problem) -> dict[str, Any]:
    """Only what is known of it."""
    item = {name: value for name, value in problem._asdict().items() if value}
    return {"file": item.pop("file", ""), **item, "message": str(problem)}


def _place(warning: RowWarning) -> dict[str, Any]:
    place = {"file": warning.file, "line": warning.line, "field": warning.field if warning.line else ""}
    return {name: value for name, value in place.items() if value}
