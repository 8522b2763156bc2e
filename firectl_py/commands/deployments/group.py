"""Commands of deployments that their declaration does not describe whole, except `create`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import PLACEMENT, SELECTION, Option
from ...contract import Resource, load
from ...contract.json_types import JsonObject
from ...contract.paths import call_of
from ...errors import InvalidDataError
from ...output.result import Details, Result
from ..shared import get as get_module
from ..shared import max_cost
from ..shared import update as update_module
from ..shared.action import ActionOptions, act, action_params
from ..shared.create import CHANGES
from ..shared.examples import examples
from ..shared.get import GetOptions
from ..shared.names import read_names
from ..shared.update import UpdateOptions
from .create import LIMIT, price

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class GetDeploymentOptions(GetOptions):
    """What `deployments get` takes beside what every get takes."""

    metrics: bool = False
    time_range: str | None = None


@dataclass(frozen=True, kw_only=True)
class UpdateDeploymentOptions(UpdateOptions):
    """What `deployments update` takes beside what every update takes."""

    max_cost: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ScaleOptions(ActionOptions):
    """What `deployments scale` takes beside what every action takes."""

    replica_count: int
    max_cost: Decimal | None = None


def get_deployment(app: App, options: GetDeploymentOptions) -> Details:
    """Show deployments; with --metrics, the figures of the last minutes too."""
    resource = load("deployments")

    def one(name: str) -> JsonObject:
        found = get_module.fetch(app, resource, name, options)
        if not options.metrics:
            return found
        reply = app.client().act(resource, str(found["name"]), "metrics", timeRange=options.time_range)
        return {**found, "metrics": reply.get("metrics") or {}}

    return get_module.details(app, resource, options, one)


def update_deployment(app: App, options: UpdateDeploymentOptions) -> Result:
    """Change deployments. Raises RefusedError where an hour would cost more than --max-cost."""
    resource = load("deployments")
    body = update_module.changes(app, resource, options)
    names = read_names(app, options.names)
    cost = max_cost.checked_change(app, partial(price, app), resource, names, body, options.max_cost, options.dry_run)
    return update_module.update(app, resource, body, names, options, cost)


def scale_deployment(app: App, options: ScaleOptions) -> Result:
    """Set the number of replicas. Raises RefusedError where an hour would cost more than --max-cost."""
    resource = load("deployments")
    body = {"replicaCount": options.replica_count}
    names = [app.client().name(resource, name) for name in read_names(app, options.names)]
    cost = max_cost.checked_change(app, partial(price, app), resource, names, body, options.max_cost, options.dry_run)
    return act(app, resource, "scale", names, options, done="Scaled", body=body, cost=cost)


def undelete_deployment(app: App, options: ActionOptions) -> Result:
    """Restore deleted deployments."""
    resource = load("deployments")
    names = [app.client().name(resource, name) for name in read_names(app, options.names)]
    return act(app, resource, "undelete", names, options, done="Restored")


def _get_command(resource: Resource) -> Command:
    own = [
        Option(["--metrics"], section=SELECTION, is_flag=True, help="Figures of the last minutes too."),
        Option(["--time-range"], section=SELECTION, help="Window of the figures, e.g. 5m."),
    ]
    return Command(
        "get",
        get_deployment,
        get_module.get_params(resource, *own),
        options=GetDeploymentOptions,
        help=get_module.help_of(resource),
        examples=examples(resource, "get", "-o yaml"),
        calls=(call_of(resource, "get"), call_of(resource, "metrics")),
    )


def _update_command(resource: Resource) -> Command:
    region = Option(["--region"], hidden=True, expose_value=False, help="Fixed once made.", callback=_refuse_region)
    return Command(
        "update",
        update_deployment,
        [
            *update_module.body_params(resource),
            region,
            max_cost.option(LIMIT),
            *update_module.send_params(resource),
        ],
        options=UpdateDeploymentOptions,
        help=update_module.help_of(resource),
        examples=examples(resource, "update", "--dry-run"),
        calls=(call_of(resource, "update"),),
        exits=CHANGES,
    )


def _refuse_region(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None:
        raise InvalidDataError(
            "the region of a deployment is fixed once it is made",
            hint="Create another one there, then delete this one.",
        )


def _scale_command(resource: Resource) -> Command:
    count = Option(
        ["--replica-count", "--replicas"],
        section=PLACEMENT,
        type=click.IntRange(0),
        required=True,
        help="Wanted replicas; 0 stops the bill.",
    )
    return Command(
        "scale",
        scale_deployment,
        action_params(resource, count, max_cost.option(LIMIT), wait_timeout="1h"),
        options=ScaleOptions,
        help=resource.action("scale").help,
        examples=examples(resource, "scale"),
        calls=(call_of(resource, "scale"),),
        exits=CHANGES,
    )


def _undelete_command(resource: Resource) -> Command:
    return Command(
        "undelete",
        undelete_deployment,
        action_params(resource, wait_timeout="1h"),
        options=ActionOptions,
        help=resource.action("undelete").help,
        examples=examples(resource, "undelete", "--dry-run"),
        calls=(call_of(resource, "undelete"),),
        exits=CHANGES,
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "get": _get_command,
    "update": _update_command,
    "scale": _scale_command,
    "undelete": _undelete_command,
}
