"""`create`: an object from flags and `-f`, sent exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...contract import Resource
from ...contract.paths import call_of
from ...exits import ExitCode
from ...output.result import Details, TextResult
from . import dry_run, references
from .body import RequestBody, file_option, read_body
from .examples import examples
from .fields import field_options, query_options
from .finish import finish, wait_params
from .wait_options import WaitFlags

if TYPE_CHECKING:
    from ...api.pricing.estimate import Estimate

CHANGES = (ExitCode.CONFLICT,)
"""The exit codes that commands which change something have beside those of every call."""


@dataclass(frozen=True, kw_only=True)
class CreateOptions:
    """What every `create` takes."""

    new_id: str | None = None
    file: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def create_command(resource: Resource) -> Command:
    """The command of a resource that its declaration describes whole."""
    return Command(
        "create",
        partial(run, resource),
        [*body_params(resource), *send_params(resource)],
        options=CreateOptions,
        help=f"Create a {resource.title}.",
        examples=examples(resource, "create", "--dry-run"),
        calls=(call_of(resource, "create"),),
        exits=CHANGES,
    )


def body_params(
    resource: Resource, id_flags: tuple[str, ...] = ("--id", "--name"), skip: tuple[str, ...] = ()
) -> list[click.Parameter]:
    """The id, `-f`, and the fields except those whose path is in `skip`."""
    id_option = Option([*id_flags, "new_id"], help="Id of the new resource; generated when absent.")
    return [*([id_option] if resource.id_param else []), file_option(), *field_options(resource, skip=skip)]


def send_params(resource: Resource) -> list[click.Parameter]:
    """How it is sent: query parameters, --wait, --dry-run."""
    return [*query_options(resource.create_params), *wait_params(resource), dry_run.option()]


def run(resource: Resource, app: App, options: CreateOptions) -> Details | TextResult:
    """Make one resource."""
    body = read_body(app, resource, options.fields, options.file, new_id=options.new_id)
    return create(app, resource, body, options)


def create(
    app: App, resource: Resource, body: RequestBody, options: CreateOptions, cost: Estimate | None = None
) -> Details | TextResult:
    """Send `body`, or show with --dry-run what would be sent and its `cost`.

    Raises as `Client.create` and `Client.wait` do.
    """
    client = app.client()
    if options.dry_run:
        body = references.resolved(app, resource, body)
        call = client.create_call(resource, body.fields, body.id or "", **options.query)
        return dry_run.preview(app, resource, [call], cost, creates=True)
    made = client.create(resource, body.fields, body.id, on_found=app.console.note, **options.query)
    found = finish(app, resource, [made], options.wait, made=True) if options.wait.wait else [made]
    return Details(found, resource)
