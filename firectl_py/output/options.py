"""How an answer is shown: what the options ask for, and what the terminal can do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple, TextIO


class OutputOptions(NamedTuple):
    """Everything that decides how an answer is shown."""

    output: str = "text"
    json_case: str = "snake"
    """How JSON, YAML and csv spell keys: `snake`, or `camel` as the API does."""
    query: str = ""
    """JMESPath for the whole answer."""
    columns: tuple[str, ...] = ()
    """Dotted paths, or titles of columns, that take the place of the usual columns."""
    sort_by: str = ""
    """Dotted paths, separated by commas; a leading "-" or " desc" behind one reverses its order."""
    headers: bool = True
    width: int | None = None
    """Columns of the terminal; None where nothing is cut: in a pipe."""
    color: bool = False
    now: Callable[[], float] | None = None
    """Seconds since 1970, to say how long ago something was; None shows times in UTC."""
    account: Callable[[], str] | None = None
    """The id of the acting account: what belongs to it is shown by its id in tables. None shows full names."""


TABULAR = ("text", "table", "wide", "csv")
"""Formats that have columns."""


def terminal_width(out: TextIO, environ: Mapping[str, str]) -> int | None:
    """The columns of the terminal behind `out`, or what COLUMNS says; None where `out` is not a terminal."""
    if not out.isatty():
        return None
    typed = environ.get("COLUMNS", "")
    if typed.isascii() and typed.isdigit() and int(typed):
        return int(typed)
    try:
        return os.get_terminal_size(out.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def has_color(out: TextIO, environ: Mapping[str, str], refused: bool) -> bool:
    """Whether `out` is a terminal that shows colours, and nothing switches them off (no-color.org)."""
    return out.isatty() and not refused and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
