"""`get`: one or more resources in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import SELECTION, Option
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.paths import call_of
from ...output.result import Details
from .examples import examples
from .names import for_each, is_many, names_argument, plural, read_names


@dataclass(frozen=True, kw_only=True)
class GetOptions:
    """What every `get` takes."""

    names: Sequence[str] = ()
    read_mask: str | None = None


def get_command(resource: Resource) -> Command:
    """The command of a resource that its declaration describes whole."""
    return Command(
        "get",
        partial(run, resource),
        get_params(resource),
        options=GetOptions,
        help=help_of(resource),
        examples=examples(resource, "get", "-o yaml"),
        calls=(call_of(resource, "get"),),
    )


def help_of(resource: Resource) -> str:
    """The help of the command."""
    return f"Show one or more {plural(resource)}; `-` reads ids from stdin."


def get_params(resource: Resource, *own: click.Parameter) -> list[click.Parameter]:
    """The names, --read-mask, and the command's `own` options."""
    mask = Option(["--read-mask"], section=SELECTION, help="Comma-separated paths of the fields to fetch.")
    return [names_argument(resource, required=not resource.top_level), mask, *own]


def run(resource: Resource, app: App, options: GetOptions) -> Details:
    """Show what was named; without a name, which only accounts allow, the acting account."""
    return details(app, resource, options, lambda name: fetch(app, resource, name, options))


def fetch(app: App, resource: Resource, name: str, options: GetOptions) -> JsonObject:
    """One resource, or the fields of --read-mask."""
    return app.client().get(resource, name, readMask=options.read_mask)


def details(app: App, resource: Resource, options: GetOptions, one: Callable[[str], JsonObject]) -> Details:
    """What `one` returns for each name that was typed."""
    names = read_names(app, options.names) if options.names else [app.client().account]
    done, failures = for_each(names, one)
    return Details(done, resource, many=is_many(options.names, names), failures=failures)
