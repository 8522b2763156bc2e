"""Where downloads go: folders made, links not followed, names synced to disk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from ..errors import ConflictError, LocalIOError
from ..files import io_error


def place(folder: Path, relative: PurePosixPath) -> Path:
    """Where a file goes; the folders on the way are made. Raises LocalIOError, also for a link among them."""
    at = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in relative.parts[:-1]:
            at = at / part
            if at.is_symlink():
                raise LocalIOError(f"{at} is a link, and links are not followed")
            at.mkdir(exist_ok=True)
    except OSError as error:
        raise io_error(at, error) from None
    return at / relative.name


def require_free(target: Path) -> None:
    """Raises ConflictError where something has the name already; a link counts, wherever it leads."""
    if os.path.lexists(target):
        raise ConflictError(
            f"{target} exists", hint="--overwrite replaces it; --skip-existing keeps it if it is the same."
        )


def is_same(one: Path, other: Path) -> bool:
    """Whether two names lead to one file: some disks do not tell upper from lower case."""
    try:
        return one != other and one.samefile(other)
    except OSError:
        return False


def settle(folders: Iterable[Path]) -> None:
    """Sync the names in these folders to disk, once for all files; Windows has no such call and needs none."""
    for folder in set(folders):
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
