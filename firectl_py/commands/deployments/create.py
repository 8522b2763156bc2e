"""`deployments create`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import PLACEMENT, WAITING, Argument, Option
from ...contract import Resource, load
from ...contract.json_types import JsonObject
from ...contract.paths import call_of
from ...errors import UsageError
from ...exits import ExitCode
from ...output.result import Details, Result, TextResult
from ..shared import create as create_module
from ..shared import max_cost, references
from ..shared.body import RequestBody, merge, read_body
from ..shared.create import CHANGES, CreateOptions, create
from ..shared.examples import examples

if TYPE_CHECKING:
    from decimal import Decimal

    from ...api.pricing.estimate import Estimate

_SMOKE_TEST_SECONDS = 600.0
LIMIT = "an hour at the highest replica count costs more"
ID_FLAGS = ("--deployment-id", "--name")


@dataclass(frozen=True, kw_only=True)
class PlacedOptions(CreateOptions):
    """What a command that makes a deployment takes beside what every create takes."""

    model: str | None = None
    region: str | None = None
    fallback_regions: str | None = None
    multi_region: str | None = None
    auto_scale: bool | None = None
    max_tokens_per_second: float | None = None
    max_cost: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class CreateDeploymentOptions(PlacedOptions):
    """What `deployments create` takes."""

    smoke_test: bool = False


def create_deployment(app: App, options: CreateDeploymentOptions) -> Result:
    """Make a deployment; with --smoke-test, wait for it and ask it one question."""
    body = read_deployment(app, options)
    if options.smoke_test:
        options = replace(options, wait=replace(options.wait, wait=True))
    made = create_placed(app, body, options)
    if options.smoke_test and not isinstance(made, TextResult):
        return _smoke_tested(app, made.objects[0], options)
    return made


def create_placed(app: App, body: RequestBody, options: PlacedOptions) -> Details | TextResult:
    """Make the deployment that `body` describes; what is refused for its shape names those that match."""
    from ...api import placement

    cost = cost_of(app, body, options)
    with placement.naming_shapes(app.client(), body.fields):
        return create(app, load("deployments"), body, options, cost)


def _smoke_tested(app: App, made: JsonObject, options: CreateDeploymentOptions) -> TextResult:
    """The proof that what is READY answers."""
    from . import smoke_test

    return smoke_test.proof(app, made, options.wait.wait_timeout or _SMOKE_TEST_SECONDS)


def cost_of(app: App, body: RequestBody, options: PlacedOptions) -> Estimate | None:
    """What an hour costs, where --dry-run or --max-cost asks. Raises RefusedError over --max-cost."""
    return max_cost.checked(lambda: price(app, [body.fields]), options.max_cost, options.dry_run)


def price(app: App, bodies: list[JsonObject]) -> Estimate:
    """What deployments cost an hour."""
    from ...api.pricing import deployments

    return deployments.estimate(max_cost.prices(app), bodies)


def read_deployment(app: App, options: PlacedOptions) -> RequestBody:
    """The deployment that was asked for, with placement, scaling and hardware.

    Raises UsageError for what excludes each other.
    """
    from ...api import placement

    resource = load("deployments")
    above: JsonObject = {}
    if options.model:
        if options.fields.get("baseModel") not in (None, options.model):
            raise UsageError("the model is named twice, as argument and with --model")
        above["baseModel"] = options.model
    elif not options.file and not options.fields.get("baseModel"):
        raise UsageError("which model?", hint="firectl deployments create MODEL, or --model MODEL")
    if options.region and options.multi_region:
        raise UsageError("--region and --multi-region exclude each other")
    place = placement.placement(options.multi_region or options.region, options.fallback_regions, app.console)
    if place is not None:
        above["placement"] = place
    body = read_body(app, resource, options.fields, options.file, new_id=options.new_id, above=above)
    body = references.resolved(app, resource, body)
    return replace(body, fields=placement.hardware(app.client(), _scaled(app, options, body.fields), app.console))


def _scaled(app: App, options: PlacedOptions, fields: JsonObject) -> JsonObject:
    if options.max_tokens_per_second is not None:
        target = {"tokens_generated_per_second": options.max_tokens_per_second}
        fields = merge(fields, {"autoscalingPolicy": {"loadTargets": target}})
        app.console.note(
            "--max-tokens-per-second is the load target tokens_generated_per_second: above it, replicas are added."
        )
    if options.auto_scale is False:
        most = fields.get("maxReplicaCount") or fields.get("minReplicaCount") or 1
        fields = {**fields, "minReplicaCount": most, "maxReplicaCount": most}
        app.console.note(f"--auto-scale false: always {most} replicas, no scaling to zero.")
    elif options.auto_scale and not fields.get("autoscalingPolicy"):
        fields = {**fields, "autoscalingPolicy": {"scaleUpWindow": "30s", "scaleDownWindow": "600s"}}
    return fields


def placed_params(resource: Resource, *own: click.Parameter) -> list[click.Parameter]:
    """The parameters of a command that makes a deployment, and its `own`."""
    return [
        Argument(["model"], required=False),
        *create_module.body_params(resource, ID_FLAGS, skip=("placement",)),
        Option(
            ["--region"],
            section=PLACEMENT,
            help="Region (us-iowa-1), group of regions (us), or a cloud's region (us-west-2).",
        ),
        Option(["--fallback-regions"], section=PLACEMENT, help="Further regions, comma-separated."),
        Option(
            ["--auto-scale"],
            section=PLACEMENT,
            type=click.BOOL,
            help="true: between min and max; false: always max replicas.",
        ),
        Option(
            ["--max-tokens-per-second"],
            section=PLACEMENT,
            type=click.FLOAT,
            help="Add replicas above so many generated tokens a second on each.",
        ),
        Option(["--multi-region"], section=PLACEMENT, help="Group of regions: global, us, europe, apac."),
        *own,
        max_cost.option(LIMIT),
        *create_module.send_params(resource),
    ]


def _create_command(resource: Resource) -> Command:
    smoke_test = Option(
        ["--smoke-test"],
        is_flag=True,
        section=WAITING,
        exits=(ExitCode.WAIT_FAILED,),
        help="Wait till it is READY, then ask it one small question, which costs tokens.",
    )
    return Command(
        "create",
        create_deployment,
        placed_params(resource, smoke_test),
        options=CreateDeploymentOptions,
        help=f"Create a {resource.title}.",
        examples=examples(resource, "create", "--dry-run"),
        calls=(call_of(resource, "create"),),
        exits=CHANGES,
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {"create": _create_command}
