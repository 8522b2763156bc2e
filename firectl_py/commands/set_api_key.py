"""`set-api-key KEY`: the official tool's way to sign in."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from ..cli.app import App
from ..cli.command import Command
from ..config import credentials
from ..output.result import TextResult
from . import login


@dataclass(frozen=True)
class SetApiKeyOptions:
    """What was typed."""

    api_key: str


def run(app: App, options: SetApiKeyOptions) -> TextResult:
    """Store the key as `login` does. Raises as `login.run` does."""
    login.repair(app)
    if options.api_key == "-":
        key = sys.stdin.readline(4096)
    else:
        key = options.api_key
        app.console.warn("a key on the command line can be seen by everybody on this machine; `-` reads it from stdin.")
    return login.store_key(app, credentials.check_key(key, "the argument"), None, None)


def COMMAND() -> Command:
    """The command."""
    params = [click.Argument(["api_key"], metavar="KEY")]
    return Command(
        "set-api-key",
        run,
        params,
        options=SetApiKeyOptions,
        help="Store an API key; `-` reads it from stdin.",
        calls=("GET /v1/accounts",),
        examples=["firectl set-api-key - < key-file", "firectl set-api-key - -o json < key-file"],
    )
