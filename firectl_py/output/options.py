"""How an answer is to look: what the options ask for, and what the terminal can do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple, TextIO


class OutputOptions(NamedTuple):
    """Everything a renderer is told."""

    output: str = "text"
    json_case: str = "camel"
    query: str = ""
    """JMESPath for the whole answer."""
    columns: tuple[str, ...] = ()
    """Dotted paths that take the place of the usual columns."""
    sort_by: str = ""
    """A dotted path; a leading "-" or " desc" behind it turns the order round."""
    headers: bool = True
    width: int | None = None
    """Columns of the terminal; None where nothing is cut: in a pipe."""
    color: bool = False
    now: Callable[[], float] | None = None
    """Seconds since the epoch, to say how long ago something was; None shows times as they came, in RFC 3339."""


TABULAR = ("text", "table", "wide", "csv")
"""Formats that have columns."""


def terminal_width(out: TextIO, environ: Mapping[str, str]) -> int | None:
    """The columns of the terminal behind `out`, COLUMNS first; None where it is none."""
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
    """Whether `out` shows colours, and nobody asked for none (no-color.org)."""
    return out.isatty() and not refused and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
