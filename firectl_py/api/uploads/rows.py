"""The files of a data set: chosen, named and judged before a byte is sent."""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from ... import validation
from ...errors import InvalidDataError
from ...files import io_error
from ...transfer import source
from ...transfer.source import FileStat
from ...validation import ValidationReport
from ..reporting import Reporter, SilentReporter

API_FORMATS = {"CHAT": "sft", "COMPLETION": "completion", "RL": "rft"}
"""The formats of data sets that the API names, as those of rows."""
SUFFIX = ".jsonl"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_+=@,. -]{1,200}", re.ASCII)
"""Names that every storage takes as they are."""
_ABOUT = re.compile(r"(readme|license|licence|notice|changelog)(\..*)?|.*\.(md|rst)", re.IGNORECASE)
"""Files that stand beside data and are not data."""
_NAMED = 3
"""Errors that the refusal of an upload spells out."""
_LARGE = 256 * 1024 * 1024
"""Bytes that take long enough to show how far it is."""


def files_of(typed: Sequence[Path], reporter: Reporter | None = None) -> dict[str, Path]:
    """The files to send, by the names they are stored as. A folder stands for the .jsonl files in it.

    A link that was typed is followed; one found in a folder is refused, as is all else there that is not a .jsonl file,
    except hidden files and what is about the data, such as a README. A name that not every storage takes is replaced,
    with a note. Raises InvalidDataError that names all that is wrong, LocalIOError.
    """
    reporter = reporter or SilentReporter()
    found: dict[str, Path] = {}
    wrong: list[str] = []
    for path in (file for one in typed for file in _expanded(one, reporter)):
        problem = _problem(path, typed=path in typed)
        if not problem and path.name in found:
            problem = f"has the same name as {found[path.name]}"
        if problem:
            wrong.append(f"{_printable(path)} {problem}")
        found.setdefault(path.name, path)
    if wrong:
        more = f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise InvalidDataError("; ".join(wrong[:5]) + more, hint="Datasets are plain .jsonl files; nothing was sent.")
    if not found:
        raise InvalidDataError(f"{_printable(typed[0])} holds no {SUFFIX} files")
    return _stored_names(found, reporter)


def validate_files(
    typed: Sequence[Path],
    format: str = "",
    *,
    max_errors: int = 20,
    enough: bool = True,
    reporter: Reporter | None = None,
) -> ValidationReport:
    """The report on files, folders and, as `-`, standard input, which together are one data set.

    `format` is a key of `contract.rows.DATA_FORMATS`, found out from the rows where it is "". `enough` says whether
    fewer rows than a job takes are an error. Raises InvalidDataError, LocalIOError.
    """
    reporter = reporter or SilentReporter()
    with ExitStack() as stack:
        names: dict[Path, str] = {}
        paths: list[Path] = []
        for path in typed:
            if str(path) == "-" or path in (Path("/dev/stdin"), Path("/dev/fd/0")):
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="firectl-"))
                paths.append(_from_stdin(Path(folder)))
                names[paths[-1]] = "-"
            else:
                paths += _expanded(path, reporter)
        if not paths:
            raise InvalidDataError(f"{_printable(typed[0])} holds no {SUFFIX} files")
        return _validate(paths, format, reporter, names=names, max_errors=max_errors, enough=enough)[1]


def require_valid(paths: list[Path], format: str, reporter: Reporter) -> tuple[dict[Path, FileStat], ValidationReport]:
    """The files as they were before they were judged, and the report on rows that may be sent.

    `format` is as for `validate_files`. How few rows a job takes is the job's business: evaluation sets may be smaller.
    Raises InvalidDataError, LocalIOError.
    """
    stats, report = _validate(paths, format, reporter, enough=False)
    if report.problem_count:
        named = [f"{p.file}{f' line {p.line}' if p.line else ''}: {p.what}" for p in report.problems[:_NAMED]]
        rest = report.problem_count - len(named)
        more = f"; and {rest} more" if rest else ""
        shell = " ".join(str(path) for path in paths)
        hint = report.hint() or f"`firectl datasets validate {shell}` shows what is wrong."
        raise InvalidDataError("; ".join(named) + more, hint=hint)
    for sentence in report.warnings():
        reporter.warn(sentence)
    return stats, report


def _validate(
    paths: list[Path],
    format: str,
    reporter: Reporter,
    *,
    names: dict[Path, str] | None = None,
    max_errors: int = 20,
    enough: bool = True,
) -> tuple[dict[Path, FileStat], ValidationReport]:
    stats = source.stats_of(paths)
    size = sum(stat.size for stat in stats.values())
    if size < _LARGE:
        return stats, validation.validate(paths, format, names=names, max_errors=max_errors, enough=enough)
    title = f"check {paths[0].name}" if len(paths) == 1 else f"check {len(paths)} files"
    with reporter.transfer(title, size) as progress:
        return stats, validation.validate(
            paths, format, names=names, max_errors=max_errors, enough=enough, on_bytes=progress.add
        )


def _from_stdin(folder: Path) -> Path:
    """Standard input as a file: rows are read more than once. Raises LocalIOError."""
    path = folder / f"stdin{SUFFIX}"
    try:
        with path.open("wb") as file:
            while block := sys.stdin.buffer.read(1024 * 1024):
                file.write(block)
    except OSError as error:
        raise io_error(path, error) from None
    return path


def _expanded(path: Path, reporter: Reporter) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise io_error(path, error) from None
    for name in names:
        if _ABOUT.fullmatch(name):
            reporter.note(f"{_printable(path / name)} is left out: it is not a {SUFFIX} file.")
        elif not name.startswith("."):
            yield path / name


def _problem(path: Path, typed: bool) -> str:
    """What is wrong with a file, "" where nothing is. Raises LocalIOError for one that cannot be read."""
    try:
        found = path.stat() if typed else path.lstat()
    except OSError as error:
        raise io_error(_printable(path), error) from None
    if stat.S_ISLNK(found.st_mode):
        return "is a link, and links in a folder are not followed"
    if not stat.S_ISREG(found.st_mode):
        return "is a folder in the folder" if stat.S_ISDIR(found.st_mode) else "is not a regular file"
    if not path.name.endswith(SUFFIX):
        return f"is not named *{SUFFIX}"
    if not path.name.isprintable() or not _is_text(path.name):
        return "has a name that is not plain text"
    return "is empty" if found.st_size == 0 else ""


def _stored_names(found: dict[str, Path], reporter: Reporter) -> dict[str, Path]:
    """The files by names that every storage takes; the same for the same files, so that an upload can be resumed."""
    taken = {name for name in found if _is_plain(name)}
    stored: dict[str, Path] = {}
    for name, path in sorted(found.items()):
        plain = name if name in taken else _plain(name)
        stem, number = plain.removesuffix(SUFFIX), 1
        while plain != name and plain in taken:
            number += 1
            plain = f"{stem}-{number}{SUFFIX}"
        taken.add(plain)
        if plain != name:
            reporter.note(f"{_printable(path)} is stored as {plain}: not every storage takes its name.")
        stored[plain] = path
    return stored


def _is_plain(name: str) -> bool:
    return bool(_PLAIN_NAME.fullmatch(name)) and name == name.strip()


def _plain(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name.removesuffix(SUFFIX)).encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', ascii_name).strip('_. ')[:180] or 'rows'}{SUFFIX}"


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(path: Path) -> str:
    """A path that any terminal and log can take."""
    return str(path) if _is_text(str(path)) and str(path).isprintable() else ascii(str(path))
