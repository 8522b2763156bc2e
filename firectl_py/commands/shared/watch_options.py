"""`--watch` of a list, and the options that go with it."""

from __future__ import annotations

from dataclasses import dataclass

import click

from ...cli.options import WAITING, Option
from ...cli.types import Duration
from ...errors import UsageError
from .on_change import on_change_option


@dataclass(frozen=True)
class WatchFlags:
    """`--watch` and what goes with it, as they were typed: a member of the options of a list. `interval` in seconds."""

    watch: bool = False
    interval: float | None = None
    on_change: str | None = None


def options() -> list[click.Parameter]:
    """`--watch` and what goes with it."""
    return [
        Option(["--watch"], section=WAITING, is_flag=True, help="Go on, and show what changes; Ctrl-C ends it."),
        Option(
            ["--interval"],
            section=WAITING,
            type=Duration(0.1),
            help="Time between two looks of --watch, 2s by default.",
        ),
        on_change_option(),
    ]


def require_watch(flags: WatchFlags) -> None:
    """Raises UsageError for options that mean nothing without --watch."""
    for name, value in (("--interval", flags.interval), ("--on-change", flags.on_change)):
        if value:
            raise UsageError(f"{name} goes with --watch")
