"""Which files of a folder are sent as a model: judged by name, kind and first bytes before a byte is sent."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ...errors import InvalidDataError, LocalIOError

_UNFINISHED = (".incomplete", ".part", ".partial", ".crdownload", ".aria2")
"""How downloads call what is not complete: huggingface_hub, wget and curl wrappers, browsers, aria2."""
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def files_of(folder: Path) -> dict[str, Path]:
    """The files below `folder`, by the names they will have. Hidden ones are passed over.

    A link is followed to a file of this folder, or of the cache that the Hugging Face tools keep; any other is refused,
    so that a folder from somewhere else cannot have a private file sent. Raises InvalidDataError that names what is
    wrong, LocalIOError.
    """
    found: dict[str, Path] = {}
    wrong: list[str] = []
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if problem := _problem(path, folder):
            wrong.append(f"{ascii(name) if not name.isprintable() else name} {problem}")
        found[name] = path
    if wrong:
        more = f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        pointers = any("git-lfs" in text for text in wrong)
        raise InvalidDataError(
            f"{folder}: {'; '.join(wrong[:5])}{more}",
            hint="`git lfs pull` fetches the files; nothing was sent." if pointers else "Nothing was sent.",
        )
    return found


def _walk(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        raise LocalIOError(f"{error.filename}: {error.strerror}")

    for at, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        yield from (Path(at) / name for name in sorted([*files, *links]) if not name.startswith("."))


def _problem(path: Path, folder: Path) -> str:
    """What is wrong with a file, "" where nothing is."""
    if not path.name.isprintable():  # nor are bytes that are not text
        return "has a name that is not plain text"
    try:
        if path.is_symlink():
            target, root = path.resolve(strict=True), folder.resolve()
            cache = root.parent.parent / "blobs" if root.parent.name == "snapshots" else root
            if not (target.is_relative_to(root) or target.is_relative_to(cache)):
                return "is a link that leads out of the folder"
        mode = path.stat().st_mode
    except (OSError, RuntimeError):
        return "is a link that leads nowhere" if path.is_symlink() else "cannot be read"
    if not stat.S_ISREG(mode):
        return "is a link to a folder" if stat.S_ISDIR(mode) else "is not a regular file"
    if not os.access(path, os.R_OK):
        return "cannot be read: Permission denied"
    if path.name.lower().endswith(_UNFINISHED):
        return "is a download that was not completed"
    return _content_problem(path)


def _content_problem(path: Path) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(len(_LFS_POINTER))
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "is a git-lfs pointer, not the file itself" if head == _LFS_POINTER else ""
