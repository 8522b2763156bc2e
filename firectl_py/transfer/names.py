"""Names that a server gave files, judged before anything is written."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from ..errors import IntegrityError

LONGEST = 230
"""Bytes of a part of a name: file systems take 255, and a partial file needs some for itself."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\]')


def safe_names(names: Sequence[str], *, windows: bool = os.name == "nt") -> dict[str, PurePosixPath]:
    """Each server-given object name as a path to write below a folder.

    On Windows what it does not allow in names is replaced. Raises IntegrityError for a name that would leave the
    folder, that a terminal would obey, or that becomes the same file as another.
    """
    chosen: dict[str, PurePosixPath] = {}
    taken: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        if not all(_is_safe(part) for part in parts):
            raise IntegrityError(f"the server named a file {name!r}, which is not a safe name; nothing was written")
        path = "/".join(_windows_name(part) if windows else part for part in parts)
        key = unicodedata.normalize("NFC", path).casefold() if windows else path
        if (other := taken.setdefault(key, name)) != name:
            raise IntegrityError(f"the server named files {other!r} and {name!r}, which are the same file here")
        chosen[name] = PurePosixPath(path)
    return chosen


def _is_safe(part: str) -> bool:
    size = len(part.encode("utf-8", "surrogatepass"))
    return 0 < size <= LONGEST and part not in (".", "..") and not _CONTROL.search(part)


def _windows_name(part: str) -> str:
    part = _NOT_ON_WINDOWS.sub("_", part).rstrip(". ") or "_"
    return f"_{part}" if _RESERVED.fullmatch(part) else part
