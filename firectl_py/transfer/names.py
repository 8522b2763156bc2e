"""Names that a server gave files, judged before anything is written."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from ..errors import IntegrityError

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
        key = unicodedata.normalize("NFC", name).casefold()
        if (other := folded.setdefault(key, name)) != name:
            raise IntegrityError(f"the server named files {other!r} and {name!r}, the same on some systems")
        chosen[name] = PurePosixPath(name)
    return chosen


def _is_safe(part: str) -> bool:
    return (
        0 < len(part.encode("utf-8", "surrogatepass")) <= 200
        and part not in (".", "..")
        and not _UNSAFE.search(part)
        and not part.endswith((".", " "))
        and not _RESERVED.fullmatch(part)
    )
