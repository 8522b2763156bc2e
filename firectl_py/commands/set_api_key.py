"""`set-api-key KEY`: the official tool's way to sign in."""

from __future__ import annotations

import sys

import click

from ..cli.app import App
from ..cli.command import Command
from ..config import credentials
from ..output.result import TextResult
from . import login


def run(app: App, api_key: str) -> TextResult:
    """The same as login, with the key as argument."""
    login.repair(app)
    if api_key == "-":
        api_key = sys.stdin.readline(4096)
    else:
        app.console.warn("a key on the command line can be seen by everybody on this machine; `-` reads it from stdin.")
    return login.keep(app, credentials.check_key(api_key, "the argument"), None, None)


def COMMAND() -> Command:
    """The command."""
    params = [click.Argument(["api_key"], metavar="KEY")]
    return Command(
        "set-api-key",
        run,
        params,
        help="Keep an API key; `-` reads it from stdin.",
        calls=("GET /v1/accounts",),
        examples=["firectl set-api-key - < key-file", "firectl set-api-key - -o json < key-file"],
    )
