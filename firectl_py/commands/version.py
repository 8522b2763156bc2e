"""`version`: the version of firectl-py, and of what it runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import Option
from ..output.result import TextResult
from ..version import __version__

_TITLES = {"version": "firectl-py", "python": "Python", "platform": "Platform", "click": "click", "sqlite": "SQLite"}


@dataclass(frozen=True)
class VersionOptions:
    """What was typed."""

    long: bool


def run(app: App, options: VersionOptions) -> TextResult:
    """The version, and with --long what a bug report needs."""
    data: dict[str, Any] = {"version": __version__}
    if options.long:
        import platform
        import sqlite3
        from importlib import metadata

        data |= {
            "python": platform.python_version(),
            "platform": platform.platform(),
            "click": metadata.version("click"),
            "sqlite": sqlite3.sqlite_version,
        }
    return TextResult([f"{_TITLES[key]} {value}" for key, value in data.items()], data)


def COMMAND() -> Command:
    """The command."""
    params = [Option(["-l", "--long"], is_flag=True, help="Show what a bug report needs.")]
    examples = ["firectl version --long", "firectl version -o json"]
    return Command("version", run, params, options=VersionOptions, help="Show the version.", examples=examples)
