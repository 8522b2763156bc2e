"""The files of `firectl_py/screens.py`: what each `--help` prints, for two widths. Imports cli, screens; click."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from .. import screens
from ..cli.root import Root

_MARGIN = 2
"""Columns that click leaves free."""


def files() -> dict[str, str]:
    """Each file's place in the checkout, and its text."""
    return {f"firectl_py/{os.path.basename(screens.place(width))}": made(width) for width in screens.WIDTHS}


def made(width: int) -> str:
    """The text of the file for a width."""
    root = click.Context(Root(), info_name="firectl", terminal_width=width - _MARGIN)
    return "\f".join((screens.state(), *(f"{' '.join(path)}\n{text}\n" for path, text in _screens(root, ()))))


def _screens(context: click.Context, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    yield path, context.get_help()
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None and not command.hidden:
                inner = click.Context(command, info_name=name, parent=context, terminal_width=context.terminal_width)
                yield from _screens(inner, (*path, name))
