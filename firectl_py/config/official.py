"""The official tool's own files, `~/.fireworks/auth.ini` and `settings.ini`: read, never written."""

from __future__ import annotations

from pathlib import Path

from ..errors import ConfigError


def read(path: Path) -> dict[str, str]:
    """The `key = value` lines of a file that may have no section header; {} where there is none.

    Raises ConfigError naming file and line for a file that is something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    import configparser

    parser = configparser.ConfigParser(interpolation=None, strict=False, default_section="\0")
    try:
        parser.read_string("[fireworks]\n" + text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next((n for n, _ in getattr(error, "errors", [])), 1)
        raise ConfigError(f"{path} line {max(1, line - 1)}: not a `key = value` line") from None
    return {key: value for section in parser.sections() for key, value in parser.items(section)}
