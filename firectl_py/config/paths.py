"""Which folders are ours.

Order for each: its FIRECTL_* variable, else the platform's place for it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

FolderKind = Literal["config", "state", "cache", "data"]


def folder(kind: FolderKind, environ: Mapping[str, str]) -> Path | None:
    """The folder for `kind`, or None where the system has no place for us (no HOME and no passwd entry)."""
    if chosen := environ.get(f"FIRECTL_{kind.upper()}_DIR"):
        return Path(os.path.abspath(chosen))
    import platformdirs

    wanted = {
        "config": platformdirs.user_config_dir,
        "state": platformdirs.user_state_dir,
        "cache": platformdirs.user_cache_dir,
        "data": platformdirs.user_data_dir,
    }[kind]
    try:
        found = wanted("firectl", appauthor=False)
    except RuntimeError:  # how newer ones say that there is no home
        return None
    return Path(found) if os.path.isabs(found) else None


def official_folder(environ: Mapping[str, str]) -> Path | None:
    """`~/.fireworks`, where the official tool keeps its files, or None without a home."""
    home = environ.get("HOME") or os.path.expanduser("~")
    return Path(home, ".fireworks") if os.path.isabs(home) else None
