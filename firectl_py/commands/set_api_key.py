"""`set-api-key KEY`: the official tool's way to sign in. Imports config and errors."""

from __future__ import annotations

import sys

import click

from ..config import credentials
from ..output.result import Lines
from . import login
from ._app import App
from ._base import Leaf

SUMMARY = "Keep an API key; `-` reads it from stdin."
ALIASES: tuple[str, ...] = ()


def run(app: App, api_key: str) -> Lines:
    """The same as login, with the key as argument."""
    login.repair(app)
    if api_key == "-":
        api_key = sys.stdin.readline(4096)
    else:
        app.console.warn("a key on the command line can be seen by everybody on this machine; `-` reads it from stdin.")
    return login.keep(app, credentials.check_key(api_key, "the argument"), None, None)


def COMMAND() -> Leaf:
    """The command."""
    params = [click.Argument(["api_key"], metavar="KEY")]
    return Leaf(
        "set-api-key",
        run,
        params,
        help=SUMMARY,
        calls=("GET /v1/accounts",),
        examples=["firectl set-api-key - < key-file", "firectl set-api-key - -o json < key-file"],
    )
