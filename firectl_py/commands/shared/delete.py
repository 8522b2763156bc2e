"""`delete`: named resources, or with --filter and --yes whatever matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import SAFETY, SELECTION, Option
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.paths import call_of
from ...errors import RefusedError, UsageError
from ...exits import ExitCode
from ...output.result import TextResult
from . import dry_run
from .create import CHANGES
from .examples import examples
from .fields import query_options
from .finish import finish, wait_params
from .names import for_each, names_argument, plural, read_names
from .wait_options import WaitFlags


@dataclass(frozen=True, kw_only=True)
class DeleteOptions:
    """What every `delete` takes."""

    names: Sequence[str] = ()
    filter: str | None = None
    yes: bool = False
    query: Mapping[str, Any] = field(default_factory=dict)
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def delete_command(resource: Resource) -> Command:
    """The command of a resource that its declaration describes whole."""
    params: list[click.Parameter] = [
        names_argument(resource, required=False),
        Option(["--filter"], section=SELECTION, help="Delete all that match; needs --yes."),
        yes_option(),
        *query_options(resource.delete_params),
        *wait_params(resource),
        dry_run.option(),
    ]
    return Command(
        "delete",
        partial(run, resource),
        params,
        options=DeleteOptions,
        help=f"Delete one or more {plural(resource)}; `-` reads ids from stdin.",
        examples=examples(resource, "delete", "--dry-run"),
        calls=(call_of(resource, "delete"),),
        exits=CHANGES,
    )


def yes_option() -> Option:
    """`-y/--yes`."""
    return Option(["-y", "--yes"], is_flag=True, section=SAFETY, exits=(ExitCode.REFUSED,), help="Do not ask.")


def run(resource: Resource, app: App, options: DeleteOptions) -> TextResult:
    """Delete what was named or what matches. Raises RefusedError where it must be confirmed and is not."""
    names = _chosen(resource, app, options)
    if options.dry_run:
        calls = [app.client().delete_call(resource, name, **options.query) for name in names]
        return dry_run.preview(app, resource, calls)
    if names:
        app.confirm(f"Delete {', '.join(names)}?", options.yes)
    done, failures = for_each(names, lambda name: _delete(resource, app, name, options.query))
    finish(app, resource, done, options.wait, goal=("GONE",))
    lines = [f"Deleted {item['name']}" for item in done]
    if not lines and not failures:
        lines = [f"Nothing matches; no {resource.title} was deleted."]
    return TextResult(lines, done, failures=failures)


def _chosen(resource: Resource, app: App, options: DeleteOptions) -> list[str]:
    """Full names of what is to be deleted."""
    client, typed = app.client(), read_names(app, options.names)
    if not options.filter:
        if not options.names:
            raise UsageError(f"which {resource.title}? Give a name, or --filter")
        return [client.name(resource, name) for name in typed]
    if typed:
        raise UsageError("give names or --filter, not both")
    if not options.yes and not options.dry_run:
        raise RefusedError("delete --filter needs --yes", hint="--dry-run shows what would be deleted.")
    return [client.name(resource, str(row.get("name", ""))) for row in client.list(resource, filter=options.filter)]


def _delete(resource: Resource, app: App, name: str, query: Mapping[str, Any]) -> JsonObject:
    app.client().delete(resource, name, **query)
    return {"name": name}
