"""The first rows of a file: their format, and what is wrong with it as a whole."""

from __future__ import annotations

from pathlib import Path

from ..errors import InvalidDataError
from .formats import format_of
from .lines import LineReader
from .parse import parse
from .stats import Stats

ROWS = 100
"""Rows looked at."""
_BYTES = 1024 * 1024
_NOT_TEXT = {
    b"\x1f\x8b": ("gzip", "gunzip it first"),
    b"PK\x03\x04": ("a zip archive", "unpack it first"),
    b"PAR1": ("Parquet", "export it as JSON lines"),
    b"\xff\xfe": ("UTF-16", "iconv -f UTF-16 -t UTF-8"),
    b"\xfe\xff": ("UTF-16", "iconv -f UTF-16 -t UTF-8"),
}


def demand_lines(path: Path) -> bool:
    """Whether the lines end with CRLF. Raises InvalidDataError for a file that is no JSON lines as a whole, OSError."""
    with path.open("rb") as file:
        head = file.read(_BYTES)
    for magic, (what, remedy) in _NOT_TEXT.items():
        if head.startswith(magic):
            raise InvalidDataError(f"{path} is {what}, not JSON lines", hint=f"{remedy[:1].upper()}{remedy[1:]}.")
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].rstrip()
    if first.startswith(b"[") and not first.endswith(b"]"):
        line = head[: head.find(b"[")].count(b"\n") + 1
        raise InvalidDataError(
            f"{path}:{line}: found one JSON array over many lines; allowed: one JSON object a line",
            hint=f"jq -c '.[]' {path} writes it so.",
        )
    return b"\r\n" in head


def detect(path: Path) -> str:
    """The format the first rows are of; "" where they look like none. Raises OSError.

    Conversations are for supervised fine-tuning as soon as one of them ends with the assistant; prompts for
    reinforcement end with the user.
    """
    found: list[str] = []
    with path.open("rb") as file:
        lines = LineReader(file, 0, _BYTES)
        for line in lines:
            row = parse(line, lines, Stats(0)) if line.data.strip() else None
            if row is not None:
                found.append(format_of(row))
            if len(found) == ROWS:
                break
    named = [name for name in found if name]
    if not named:
        return ""
    return "sft" if named[0] == "rft" and "sft" in named else named[0]
