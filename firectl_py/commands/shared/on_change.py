"""`--on-change`: the program that is told what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...cli.options import WAITING, Option

if TYPE_CHECKING:
    from ...api.waiting.hook import ChangeHook


def on_change_option() -> click.Option:
    """`--on-change`."""
    return Option(
        ["--on-change"],
        metavar="CMD",
        section=WAITING,
        help="Run this at each change, with the event as JSON on its stdin; no shell.",
    )


def hook_of(app: App, command: str | None) -> ChangeHook | None:
    """The program of --on-change. Raises UsageError where there is none: better now than at the first change."""
    if not command:
        return None
    from ...api.waiting.hook import ChangeHook
    from ...output.values import snake

    console = app.console
    app.client()  # from here on the console knows the key
    return ChangeHook(
        command,
        warn=console.warn,
        output=console.err.fileno(),
        is_secret=lambda text: console.covered(text) != text,
        spelled=snake if app.output_options().json_case == "snake" else dict,
    )
