"""`version`."""

from __future__ import annotations

from typing import Any

import click

from ..cli.app import App
from ..cli.command import Command
from ..output.result import TextResult
from ..version import __version__


def run(app: App, long: bool) -> TextResult:
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
    return TextResult([f"{titles[key]} {value}" for key, value in data.items()], data)


def COMMAND() -> Command:
    """The command."""
    params = [click.Option(["-l", "--long"], is_flag=True, help="What a bug report needs.")]
    return Command(
        "version", run, params, help="Show the version.", examples=["firectl version --long", "firectl version -o json"]
    )
