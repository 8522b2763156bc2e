"""Files from signed URLs onto the disk: whole and under the right name, or not at all. Imports http, files, errors."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from ..errors import Conflict, IntegrityError
from ..files import io_error
from ..http.storage import Storage

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')


def safe_names(names: list[str]) -> dict[str, PurePosixPath]:
    """Each server-given object name as a path to write below a folder, judged under POSIX and Windows rules.

    Raises IntegrityError for one that would leave the folder, or that two systems would read differently.
    """
    chosen: dict[str, PurePosixPath] = {}
    folded: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        if not all(_is_safe(part) for part in parts):
            raise IntegrityError(f"the server named a file {name!r}, which is not a safe name; nothing was written")
        if (other := folded.setdefault(name.casefold(), name)) != name:
            raise IntegrityError(f"the server named files {other!r} and {name!r}, the same on some systems")
        chosen[name] = PurePosixPath(name)
    return chosen


def fetch(storage: Storage, url: str, target: Path, report: Callable[[int], None], overwrite: bool = False) -> None:
    """Download `url` to `target`, which appears only when it is complete and on disk.

    Raises Conflict where `target` exists and shall not be replaced.
    """
    if target.exists() and not overwrite:
        raise Conflict(f"{target} exists", hint="--overwrite replaces it.")
    part = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for block in storage.get(url):
                    file.write(block)
                    report(len(block))
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
    except OSError as error:
        raise io_error(target, error) from None


def _is_safe(part: str) -> bool:
    return (
        0 < len(part.encode("utf-8", "surrogatepass")) <= 200
        and part not in (".", "..")
        and not _UNSAFE.search(part)
        and not part.endswith((".", " "))
        and not _RESERVED.fullmatch(part)
    )
