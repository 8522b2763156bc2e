"""`models prepare MODEL --precision P`."""

from __future__ import annotations

from dataclasses import dataclass, field

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...cli.types import EnumValue
from ...contract import Resource, load
from ...contract.paths import call_of
from ...output.result import Details, Result
from ..shared import dry_run, wait_options
from ..shared.create import CHANGES
from ..shared.examples import examples
from ..shared.wait_options import WaitFlags


@dataclass(frozen=True, kw_only=True)
class PrepareOptions:
    """What `models prepare` takes."""

    model: str
    precision: str | None = None
    accelerator_count: int | None = None
    abort: bool = False
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def prepare_model(app: App, options: PrepareOptions) -> Result:
    """Start or stop the preparation; nothing is sent for a model that is prepared. Raises WaitTimeoutError."""
    from ...api import serving_models

    resource, client = load("models"), app.client()
    name = client.name(resource, options.model)
    fields = {
        "precision": options.precision,
        "acceleratorCount": options.accelerator_count,
        "abort": options.abort,
    }
    body = {key: value for key, value in fields.items() if value}
    if options.dry_run:
        return dry_run.preview(app, resource, [client.act_call(resource, name, "prepare", body)])
    if not options.abort and serving_models.is_prepared(client.get(resource, name), options.precision):
        app.console.note(f"{name} is prepared already.")
    else:
        client.act(resource, name, "prepare", body)
        app.console.note(f"{'Stopped preparing' if options.abort else 'Preparing'} {name}.")
    if options.wait.wait and not options.abort:
        timeout = options.wait.wait_timeout or 0.0
        return Details([serving_models.wait_prepared(client, name, options.precision, timeout)], resource)
    return Details([client.get(resource, name)], resource)


def command(resource: Resource) -> Command:
    """The command."""
    fields = {item.name: item for item in resource.action("prepare").fields}
    params: list[click.Parameter] = [
        click.Argument(["model"]),
        Option(["--precision"], type=EnumValue(fields["precision"]), help="Wanted precision, e.g. FP8."),
        Option(["--accelerator-count"], type=click.IntRange(1), help=fields["acceleratorCount"].help),
        Option(["--abort"], is_flag=True, help=fields["abort"].help),
        *wait_options.options("30m", stalls=False),
        dry_run.option(),
    ]
    return Command(
        "prepare",
        prepare_model,
        params,
        options=PrepareOptions,
        help="Prepare a model for another precision.",
        examples=examples(resource, "prepare"),
        calls=(call_of(resource, "get"), call_of(resource, "prepare")),
        exits=CHANGES,
    )
