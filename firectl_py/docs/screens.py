"""The files of `firectl_py/screens.py`: what each `--help` prints, for two widths. Imports cli, screens; click."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from .. import screens
from ..cli.root import Root, VerbGroup
from .tree import read, verbs

_MARGIN = 2
"""Columns that click leaves free."""


def files() -> dict[str, str]:
    """Each file's place in the checkout, and its text."""
    return {f"firectl_py/{os.path.basename(screens.place(width))}": made(width) for width in screens.WIDTHS}


def made(width: int) -> str:
    """The text of the file for a width."""
    root = click.Context(Root(), info_name="firectl", terminal_width=width - _MARGIN)
    found = {" ".join(path): text for path, text in _screens(root, ())}
    for verb in verbs(read()):
        found[verb] = _inside(root, VerbGroup(verb), verb).get_help()
    return "\f".join((screens.state(), _aliases(), *(f"{path}\n{text}\n" for path, text in found.items())))


def _aliases() -> str:
    """Other words for nouns, commands and verbs, each before what it means."""
    known = {alias: node.name for node in read().walk() for alias in node.aliases}
    return "".join(f"{alias} {name}\n" for alias, name in sorted(known.items()))


def _screens(context: click.Context, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    yield path, context.get_help()
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None and not command.hidden:
                yield from _screens(_inside(context, command, name), (*path, name))


def _inside(context: click.Context, command: click.Command, name: str) -> click.Context:
    return click.Context(command, info_name=name, parent=context, terminal_width=context.terminal_width)
