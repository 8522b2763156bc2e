"""Reading files that a person wrote or named: regular ones of a sane size, so that no run hangs on a pipe."""

from __future__ import annotations

import stat
from pathlib import Path

from ..errors import ConfigError

MOST = 1024 * 1024
"""Bytes; a configuration has a few hundred."""


def read_config(path: Path) -> bytes | None:
    """The content, None where there is no file.

    Raises ConfigError for a file that is not a regular one or is too large, and OSError as the system does.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"{path} is not a regular file")
        if status.st_size > MOST:
            raise ConfigError(f"{path} is too large for a configuration: more than {MOST >> 20} MiB")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
