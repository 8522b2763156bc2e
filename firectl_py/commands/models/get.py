"""`models get`: models of the acting account and public ones."""

from __future__ import annotations

import click

from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource, load
from ...contract.json_types import JsonObject
from ...contract.paths import call_of
from ...output.result import Details
from ..shared import references
from ..shared.examples import examples
from ..shared.get import GetOptions, details, fetch, get_params, help_of


def get_model(app: App, options: GetOptions) -> Details:
    """Models of the acting account, else the public ones of that name."""
    resource = load("models")

    def one(name: str) -> JsonObject:
        return fetch(app, resource, name, options) if options.read_mask else references.public_model(app, name)

    return details(app, resource, options, one)


def command(resource: Resource) -> click.Command:
    """The command."""
    return Command(
        "get",
        get_model,
        get_params(resource),
        options=GetOptions,
        help=help_of(resource),
        examples=examples(resource, "get", "-o yaml"),
        calls=(call_of(resource, "get"),),
    )
