"""The official tool's own files, `~/.fireworks/auth.ini` and `settings.ini`: read, never written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ConfigError
from .reading import read_config

if TYPE_CHECKING:
    import configparser

_TOP = "\0"
"""The section of the lines before the first `[section]`. No file can name it."""


def read(path: Path) -> dict[str, str]:
    """The `key = value` lines of the default profile; {} where there is no file.

    That is what stands before the first section, else in `[default]`, else in the only section there is. Raises
    ConfigError naming file and line where several sections could be meant, or for a file that is something else.
    """
    try:
        data = read_config(path)
    except PermissionError:
        return {}
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    if data is None:
        return {}
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path} line {line}: not UTF-8 text") from None
    import configparser

    parser = configparser.ConfigParser(interpolation=None, default_section="\1")
    try:
        parser.read_string(f"[{_TOP}]\n{text}")
    except (configparser.DuplicateOptionError, configparser.DuplicateSectionError) as error:
        what = error.option if isinstance(error, configparser.DuplicateOptionError) else f"[{error.section}]"
        raise ConfigError(f"{path} line {(error.lineno or 2) - 1}: {what} stands there twice") from None
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next((n for n, _ in getattr(error, "errors", [])), 1)
        raise ConfigError(f"{path} line {max(1, line - 1)}: not a `key = value` line") from None
    return {key: unquoted(value) for key, value in parser.items(_chosen(path, text, parser))}


def _chosen(path: Path, text: str, parser: configparser.ConfigParser) -> str:
    sections = [name for name in parser.sections() if parser.options(name)]
    if _TOP in sections or not sections:
        return _TOP
    if "default" in sections:
        return "default"
    if len(sections) > 1:
        line = next(n for n, line in enumerate(text.split("\n"), 1) if line.strip().startswith(f"[{sections[1]}]"))
        raise ConfigError(
            f"{path} line {line}: several sections ({', '.join(sections)}), and none of them is [default]",
            hint="Keep the one that is meant, or name it [default].",
        )
    return sections[0]


def unquoted(text: str) -> str:
    """`text` without surrounding white space and one pair of quotes, as Go's ini files and shells have them."""
    bare = text.strip()
    return bare[1:-1] if len(bare) >= 2 and bare[0] == bare[-1] and bare[0] in "\"'" else bare
