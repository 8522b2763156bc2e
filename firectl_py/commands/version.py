"""`version`. Imports nothing of ours but the number."""

from __future__ import annotations

from typing import Any

import click

from .. import __version__
from ..output.result import Lines
from ._app import App
from ._base import Leaf

SUMMARY = "Show the version."
ALIASES: tuple[str, ...] = ()


def run(app: App, long: bool) -> Lines:
    """The number, and with --long what a bug report needs."""
    data: dict[str, Any] = {"version": __version__}
    if long:
        import platform
        import sqlite3
        from importlib import metadata

        data |= {
            "python": platform.python_version(),
            "platform": platform.platform(),
            "click": metadata.version("click"),
            "sqlite": sqlite3.sqlite_version,
        }
    titles = {"version": "firectl-py", "python": "Python", "platform": "Platform", "click": "click", "sqlite": "SQLite"}
    return Lines([f"{titles[key]} {value}" for key, value in data.items()], data)


def COMMAND() -> Leaf:
    """The command."""
    params = [click.Option(["-l", "--long"], is_flag=True, help="What a bug report needs.")]
    return Leaf("version", run, params, help=SUMMARY, examples=["firectl version --long", "firectl version -o json"])
