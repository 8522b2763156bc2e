"""Files of rows: whether they can be read at all, what their first rows are, and where they may be cut."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..errors import InvalidDataError
from ..files import io_error
from .foreign import ForeignFormat, foreign_format
from .formats import format_of
from .lines import LineReader
from .parse import parse
from .part import Slice
from .stats import Stats

PART = 8 * 1024 * 1024
"""Bytes of a part, about; small enough that two processes end at the same time."""
FIRST_ROWS = 100
"""Rows looked at for the format."""
_HEAD = _BLOCK = 1024 * 1024
_NOT_TEXT = {
    b"\x1f\x8b": ("gzip", "`gunzip` unpacks it."),
    b"PK\x03\x04": ("a zip archive", "`unzip` unpacks it."),
    b"PAR1": ("Parquet", "Export it as JSON lines."),
    b"\xff\xfe": ("UTF-16", "`iconv -f UTF-16 -t UTF-8` converts it."),
    b"\xfe\xff": ("UTF-16", "`iconv -f UTF-16 -t UTF-8` converts it."),
}


class RowFile(NamedTuple):
    """One file of a data set."""

    path: Path
    name: str
    """What it is called in reports."""
    base: int
    """Offset of the file in the data set: the files one behind the other."""
    size: int
    has_crlf: bool
    """Whether lines end with CRLF."""
    format: str
    """What the first rows look like, "" where they look like none."""
    foreign: ForeignFormat | None
    slices: list[Slice]
    """The file in parts that end where a line ends."""


def open_files(paths: Sequence[Path], names: Mapping[Path, str] | None = None) -> list[RowFile]:
    """The files of a data set. `names` are what they are called where that is not their path.

    Raises InvalidDataError for a file that does not hold JSON lines at all, LocalIOError.
    """
    files: list[RowFile] = []
    base = 0
    for path in paths:
        name = (names or {}).get(path, str(path))
        try:
            size = _size_of(path, name)
            with path.open("rb") as file:
                has_crlf = _check_head(name, file.read(_HEAD))
                file.seek(0)
                found, foreign = _first_rows(file)
                slices = [Slice(path, base, start, end) for start, end in _cuts(file, size)]
        except OSError as error:
            raise io_error(name, error) from None
        files.append(RowFile(path, name, base, size, has_crlf, found, foreign, slices))
        base += size
    return files


def line_at(files: Sequence[RowFile], offset: int) -> bytes:
    """The line that begins at an offset of the data set. Raises OSError."""
    found = next(file for file in reversed(files) if file.base <= offset)
    with found.path.open("rb") as file:
        file.seek(offset - found.base)
        return file.readline()


def places_of(files: Sequence[RowFile], offsets: Sequence[int]) -> dict[int, tuple[str, int]]:
    """(file, line) of offsets in the data set, in one pass over the files. Raises OSError."""
    left = sorted(set(offsets))
    out: dict[int, tuple[str, int]] = {}
    for row_file in reversed(files):
        own = [offset for offset in left if offset >= row_file.base]
        left = left[: len(left) - len(own)]
        with row_file.path.open("rb") as file:
            at, line = 0, 1
            for offset in own:
                line += _count_newlines(file, offset - row_file.base - at)
                at = offset - row_file.base
                out[offset] = (row_file.name, line)
    return out


def _size_of(path: Path, name: str) -> int:
    # Looked at before it is opened: opening a FIFO would wait for ever.
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise InvalidDataError(f"{name} is not a regular file", hint="Name files of rows, *.jsonl.")
    if path.name.endswith((".gz", ".zst", ".bz2", ".xz")):
        raise InvalidDataError(f"{name} is compressed; datasets are .jsonl files", hint="`gunzip` unpacks it.")
    if path.suffix != ".jsonl":
        raise InvalidDataError(f"{name}: datasets are .jsonl files", hint="One JSON object a line; name it *.jsonl.")
    if found.st_size == 0:
        raise InvalidDataError(f"{name} is empty")
    return found.st_size


def _check_head(name: str, head: bytes) -> bool:
    """Whether lines end with CRLF. Raises InvalidDataError for what does not hold JSON lines as a whole."""
    for magic, (what, remedy) in _NOT_TEXT.items():
        if head.startswith(magic):
            raise InvalidDataError(f"{name} is {what}, not JSON lines", hint=remedy)
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].rstrip()
    if first.startswith(b"[") and not first.endswith(b"]"):
        line = head[: head.find(b"[")].count(b"\n") + 1
        raise InvalidDataError(
            f"{name}:{line}: found one JSON array over many lines; allowed: one JSON object a line",
            hint=f"jq -c '.[]' {name} writes it so.",
        )
    return b"\r\n" in head


def _first_rows(file: BinaryIO) -> tuple[str, ForeignFormat | None]:
    """The format the first rows are of, "" where they are of none, and the foreign format that they are of then.

    Conversations are for supervised fine-tuning as soon as one of them ends with the assistant; prompts for
    reinforcement end with the user.
    """
    found: list[str] = []
    foreign: ForeignFormat | None = None
    lines = LineReader(file, 0, _HEAD)
    for line in lines:
        row = parse(line, lines, Stats(0)) if line.data.strip() else None
        if row is not None:
            found.append(format_of(row))
            foreign = foreign or foreign_format(row)
        if len(found) == FIRST_ROWS:
            break
    named = [name for name in found if name]
    if not named:
        return "", foreign
    return ("sft" if named[0] == "rft" and "sft" in named else named[0]), None


def _cuts(file: BinaryIO, size: int) -> Iterator[tuple[int, int]]:
    """(start, end) of the parts of a file."""
    start = 0
    while start < size:
        end = size
        if start + PART < size:
            file.seek(start + PART - 1)
            while block := file.readline(_BLOCK):
                if block[-1] == 10:
                    break
            end = file.tell()
        yield start, end
        start = end


def _count_newlines(file: BinaryIO, count: int) -> int:
    """Newlines in the next `count` bytes."""
    found = 0
    while count > 0 and (block := file.read(min(count, _BLOCK))):
        found += block.count(b"\n")
        count -= len(block)
    return found
