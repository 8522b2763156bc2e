"""What the help of a command shows beside its options: their sections, and the codes it can end with."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ..exits import ExitCode
from .options import GENERAL, SAFETY, Argument, Option

_ALWAYS = (
    ExitCode.OK,
    ExitCode.FAILED,
    ExitCode.USAGE,
    ExitCode.INVALID,
    ExitCode.IO,
    ExitCode.CONFIG,
    ExitCode.SIGINT,
)
_CALLING = (
    ExitCode.AUTH,
    ExitCode.NOT_FOUND,
    ExitCode.PERMISSION,
    ExitCode.QUOTA,
    ExitCode.UNAVAILABLE,
    ExitCode.NOT_OFFERED,
)
"""What every command can end with, and what it can end with besides where it calls the API."""


def section_of(param: click.Parameter) -> str:
    """The section of the help that an option belongs to."""
    return param.section if isinstance(param, Option) else GENERAL


def in_sections(params: Iterable[click.Option]) -> dict[str, list[click.Option]]:
    """Options by section: the general ones first, what holds a change back last."""
    found: dict[str, list[click.Option]] = {GENERAL: []}
    for param in params:
        found.setdefault(section_of(param), []).append(param)
    last = found.pop(SAFETY, [])
    return {title: rows for title, rows in {**found, SAFETY: last}.items() if rows}


def exits_of(params: Iterable[click.Parameter], calls: bool, own: Iterable[int]) -> tuple[int, ...]:
    """The exit codes a command can end with, in order; those of SIGTERM, SIGHUP and a closed pipe are left out.

    `calls` says whether it calls the API, `own` are those that neither this nor an option of it explains.
    """
    codes = {*map(int, _ALWAYS), *(map(int, _CALLING) if calls else ()), *map(int, own)}
    for param in params:
        if isinstance(param, Option | Argument):
            codes |= set(map(int, param.exits))
    return tuple(sorted(codes))
