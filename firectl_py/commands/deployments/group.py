"""What deployments have beyond the declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ...api import placement
from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import InvalidDataError, UsageError
from ...output.result import TextResult
from ..shared import max_cost, reads, references, writes
from ..shared.fields import merge

if TYPE_CHECKING:
    from ...api.pricing.estimate import Estimate

_SMOKE_SECONDS = 600.0
LIMIT = "an hour at the highest replica count costs more"


def create_deployment(resource: Resource) -> Command:
    """`deployments create [MODEL]`."""
    smoke = click.Option(
        ["--smoke-test"],
        is_flag=True,
        help="Wait till it is READY, then ask it one small question, which costs tokens.",
    )
    return writes.create(
        resource,
        arguments=[click.Argument(["model"], required=False)],
        id_flags=("--deployment-id", "--name"),
        extra=[*placement_options(), *scaling_options(), smoke],
        skip=("placement",),
        prepare=_prepare,
        price=price,
        limit=LIMIT,
        after=_smoke_tested,
    )


def _smoke_tested(app: App, made: JsonObject, values: JsonObject) -> TextResult | None:
    """With --smoke-test, the proof that what is READY answers."""
    if not values["smoke_test"]:
        return None
    from . import smoke_test

    return smoke_test.proof(app, made, values["wait_timeout"] or _SMOKE_SECONDS)


def _prepare(app: App, body: JsonObject, values: JsonObject) -> JsonObject:
    values["wait"] = values["wait"] or values["smoke_test"]
    return prepare(app, body, values)


def price(app: App, bodies: list[JsonObject]) -> Estimate:
    """What deployments cost an hour."""
    from ...api.pricing import deployments

    return deployments.estimate(max_cost.prices(app), bodies)


def placement_options() -> list[click.Parameter]:
    """Where it runs."""
    return [
        click.Option(["--region"], help="Region (us-iowa-1), group of regions (us), or a cloud's region (us-west-2)."),
        click.Option(["--fallback-regions"], help="Further regions, comma-separated."),
    ]


def scaling_options() -> list[click.Parameter]:
    """The procedure's short ways to say how it scales."""
    return [
        click.Option(["--auto-scale"], type=click.BOOL, help="true: between min and max; false: always max replicas."),
        click.Option(
            ["--max-tokens-per-second"],
            type=click.FLOAT,
            help="Add replicas above so many generated tokens a second on each.",
        ),
        click.Option(["--multi-region"], help="Group of regions: global, us, europe, apac."),
    ]


def prepare(app: App, body: JsonObject, values: JsonObject) -> JsonObject:
    """The body of a new deployment: model, placement, scaling, hardware."""
    body = dict(body)
    if values.get("model"):
        if body.get("baseModel") and body["baseModel"] != values["model"]:
            raise UsageError("the model is named twice, as argument and with --model")
        body["baseModel"] = values["model"]
    if not body.get("baseModel"):
        raise UsageError("which model?", hint="firectl deployments create MODEL, or --model MODEL")
    if values["region"] and values["multi_region"]:
        raise UsageError("--region and --multi-region exclude each other")
    place = placement.placement(app, values["multi_region"] or values["region"], values["fallback_regions"])
    if place is not None:
        body["placement"] = place
    body["baseModel"] = str(references.public_model(app, str(body["baseModel"]))["name"])
    return placement.hardware(app, _scaling(app, body, values))


def _scaling(app: App, body: JsonObject, values: JsonObject) -> JsonObject:
    if values["max_tokens_per_second"] is not None:
        target = {"tokens_generated_per_second": values["max_tokens_per_second"]}
        body = merge(body, {"autoscalingPolicy": {"loadTargets": target}})
        app.console.note(
            "--max-tokens-per-second is the load target tokens_generated_per_second: above it, replicas are added."
        )
    if values["auto_scale"] is False:
        most = body.get("maxReplicaCount") or body.get("minReplicaCount") or 1
        body = {**body, "minReplicaCount": most, "maxReplicaCount": most}
        app.console.note(f"--auto-scale false: always {most} replicas, no scaling to zero.")
    elif values["auto_scale"] and not body.get("autoscalingPolicy"):
        body = {**body, "autoscalingPolicy": {"scaleUpWindow": "30s", "scaleDownWindow": "600s"}}
    return body


def get_deployment(resource: Resource) -> Command:
    """`deployments get [--metrics]`."""

    def metrics(app: App, item: JsonObject, values: JsonObject) -> JsonObject:
        if not values["metrics"]:
            return {}
        reply = app.client().act(resource, str(item["name"]), "metrics", timeRange=values["time_range"])
        return {"metrics": reply.get("metrics") or {}}

    extra: list[click.Parameter] = [
        click.Option(["--metrics"], is_flag=True, help="Figures of the last minutes too."),
        click.Option(["--time-range"], help="Window of the figures, e.g. 5m."),
    ]
    return reads.get(resource, extra=extra, more=metrics)


def scale_deployment(resource: Resource) -> Command:
    """`deployments scale --replica-count N`."""
    count = click.Option(
        ["--replica-count", "--replicas"],
        type=click.IntRange(0),
        required=True,
        help="Wanted replicas; 0 stops the bill.",
    )

    def body(values: JsonObject) -> JsonObject:
        return {"replicaCount": values["replica_count"]}

    return writes.acted(
        resource, "scale", past="Scaled", params=[count], body=body, waits="1h", price=price, limit=LIMIT
    )


def undelete_deployment(resource: Resource) -> Command:
    """`deployments undelete`."""
    return writes.acted(resource, "undelete", past="Restored", waits="1h")


def update_deployment(resource: Resource) -> Command:
    """`deployments update`."""
    extra: list[click.Parameter] = [
        click.Option(["--region"], hidden=True, help="Fixed once made.", callback=_fixed),
    ]
    return writes.update(resource, extra=extra, price=price, limit=LIMIT)


def _fixed(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    if value is not None:
        raise InvalidDataError(
            "the region of a deployment is fixed once it is made",
            hint="Create another one there, then delete this one.",
        )
    return value


def _smoke_test_verb(resource: Resource) -> Command:
    from . import smoke_test

    return smoke_test.command(resource)


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "create": create_deployment,
    "get": get_deployment,
    "update": update_deployment,
    "scale": scale_deployment,
    "undelete": undelete_deployment,
    "smoke-test": _smoke_test_verb,
}
