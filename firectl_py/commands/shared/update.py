"""`update`: only what was given changes; the update mask says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.paths import call_of
from ...errors import UsageError
from ...output.result import Details, TextResult
from . import dry_run, references
from .body import file_option, read_changes
from .create import CHANGES
from .examples import examples
from .fields import field_options, mask_of, query_options
from .finish import finish, wait_params
from .names import for_each, is_many, names_argument, plural, read_names
from .wait_options import WaitFlags

if TYPE_CHECKING:
    from ...api.pricing.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class UpdateOptions:
    """What every `update` takes."""

    names: Sequence[str]
    file: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def update_command(resource: Resource) -> Command:
    """The command of a resource that its declaration describes whole."""
    return Command(
        "update",
        partial(run, resource),
        [*body_params(resource), *send_params(resource)],
        options=UpdateOptions,
        help=help_of(resource),
        examples=examples(resource, "update", "--dry-run"),
        calls=(call_of(resource, "update"),),
        exits=CHANGES,
    )


def help_of(resource: Resource) -> str:
    """The help of the command."""
    return f"Change one or more {plural(resource)}; `-` reads ids from stdin."


def body_params(resource: Resource) -> list[click.Parameter]:
    """The names, `-f`, and the fields that can be changed."""
    return [names_argument(resource), file_option(), *field_options(resource, update=True)]


def send_params(resource: Resource) -> list[click.Parameter]:
    """How it is sent: query parameters, --wait, --dry-run."""
    return [*query_options(resource.update_params), *wait_params(resource), dry_run.option()]


def run(resource: Resource, app: App, options: UpdateOptions) -> Details | TextResult:
    """Change what was named."""
    return update(app, resource, changes(app, resource, options), read_names(app, options.names), options)


def changes(app: App, resource: Resource, options: UpdateOptions) -> JsonObject:
    """The fields to change, references as full names. Raises UsageError where there are none."""
    found = references.expand(app, resource, read_changes(app, resource, options.fields, options.file))
    if not found:
        raise UsageError("nothing to change: give at least one field", hint=f"firectl {resource.noun} update --help")
    return found


def update(
    app: App,
    resource: Resource,
    body: JsonObject,
    names: Sequence[str],
    options: UpdateOptions,
    cost: Estimate | None = None,
) -> Details | TextResult:
    """Change each of `names` to have the fields of `body`, or show with --dry-run what would be sent and its `cost`.

    Raises as `Client.update` and `Client.wait` do.
    """
    mask, client = mask_of(resource, body), app.client()
    if options.dry_run:
        calls = [client.update_call(resource, name, body, mask, **options.query) for name in names]
        return dry_run.preview(app, resource, calls, cost)
    done, failures = for_each(names, lambda name: client.update(resource, name, body, mask, **options.query))
    done = finish(app, resource, done, options.wait)
    return Details(done, resource, many=is_many(options.names, names), failures=failures)
