"""`--format` of the commands on data sets: one flag that takes the formats of rows and those the API names."""

from __future__ import annotations

import click

from ...cli.options import Option
from ...contract.rows import DATA_FORMATS

API_FORMATS = {"CHAT": "sft", "COMPLETION": "completion", "RL": "rft"}
"""The formats that the API names, as formats of rows."""


def format_option(help: str) -> Option:
    """`--format`."""
    return Option(["--format"], type=click.Choice((*DATA_FORMATS, *API_FORMATS), case_sensitive=False), help=help)


def split_format(typed: str | None) -> tuple[str, str]:
    """(the API's format, the format of rows) of what was typed, each "" where nothing says it."""
    if typed is None:
        return "", ""
    if typed in API_FORMATS:
        return typed, API_FORMATS[typed]
    return next((name for name, rows in API_FORMATS.items() if rows == typed), ""), typed
