"""Which files a data set is made of: judged by name and kind before a byte is sent."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...errors import InvalidDataError, LocalIOError

SUFFIX = ".jsonl"


def files_of(paths: Sequence[Path]) -> dict[str, Path]:
    """The files to send, by the names they will have. A folder stands for the files in it.

    A link that was typed is followed; one found in a folder is refused, as is everything else there that is no .jsonl
    file. Hidden files are passed over. Raises InvalidDataError that names all that is wrong, LocalIOError.
    """
    found: dict[str, Path] = {}
    wrong: list[str] = []
    for path in [file for typed in paths for file in _expanded(typed)]:
        problem = _problem(path, typed=path in paths)
        if not problem and path.name in found:
            problem = f"has the same name as {found[path.name]}"
        if problem:
            wrong.append(f"{_shown(path)} {problem}")
        found.setdefault(path.name, path)
    if wrong:
        more = f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise InvalidDataError("; ".join(wrong[:5]) + more, hint="Datasets are plain .jsonl files; nothing was sent.")
    if not found:
        raise InvalidDataError(f"{_shown(paths[0])} holds no {SUFFIX} files")
    return found


def _expanded(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise LocalIOError(f"{path}: {error.strerror}") from None
    yield from (path / name for name in names if not name.startswith("."))


def _problem(path: Path, typed: bool) -> str:
    """What is wrong with a file, "" where nothing is."""
    try:
        mode = path.stat().st_mode if typed else path.lstat().st_mode
        size = path.stat().st_size
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if not typed and stat.S_ISLNK(mode):
        return "is a link, and links in a folder are not followed"
    if not stat.S_ISREG(mode):
        return "is a folder in the folder" if stat.S_ISDIR(mode) else "is not a regular file"
    if not os.access(path, os.R_OK):
        return "cannot be read: Permission denied"
    if not path.name.endswith(SUFFIX):
        return f"is not named *{SUFFIX}"
    if not path.name.isprintable() or path.name != path.name.strip() or not _is_text(path.name):
        return "has a name that is no plain text"
    return "is empty" if size == 0 else ""


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(path: Path) -> str:
    """A path that any terminal and log can take."""
    return str(path) if _is_text(str(path)) and str(path).isprintable() else ascii(str(path))
