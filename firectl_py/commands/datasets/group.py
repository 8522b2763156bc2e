"""The commands of data sets that their declaration does not describe whole."""

from __future__ import annotations

from collections.abc import Callable

import click

from ...contract import Resource
from . import create, download, validate

VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "create": create.command,
    "download": download.command,
    "validate": validate.command,
}
