"""What deployments have beyond the declaration. Imports api, contract and errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..contract import Resource
from ..errors import InvalidData, UsageProblem
from ..output.result import Lines
from . import _placement, _reads, _refs, _spend, _writes
from ._app import App
from ._base import Leaf
from ._fields import Object, merge

_SMOKE_SECONDS = 600.0
LIMIT = "an hour at the highest replica count costs more"


def create_deployment(resource: Resource) -> Leaf:
    """`deployments create [MODEL]`."""
    smoke = click.Option(
        ["--smoke-test"],
        is_flag=True,
        help="Wait till it is READY, then ask it one small question, which costs tokens.",
    )
    return _writes.create(
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


def _smoke_tested(app: App, made: Object, values: Object) -> Lines | None:
    """With --smoke-test, the proof that what is READY answers."""
    if not values["smoke_test"]:
        return None
    from . import _smoke_test

    call = _smoke_test.request(made, str(made["baseModel"]))
    tested = _smoke_test.ask(app, made, call, values["wait_timeout"] or _SMOKE_SECONDS)
    return Lines([f"Created {made['name']}", *tested.lines], {**made, "smokeTest": tested.data})


def _prepare(app: App, body: Object, values: Object) -> Object:
    values["wait"] = values["wait"] or values["smoke_test"]
    return prepare(app, body, values)


def price(app: App, bodies: list[Object]) -> _spend.Estimate:
    """What deployments cost an hour."""
    from . import _cost_deployments

    return _cost_deployments.estimate(app, bodies)


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
            ["--max-tokens-per-second"], type=click.FLOAT,
            help="Add replicas above so many generated tokens a second on each.",
        ),
        click.Option(["--multi-region"], help="Group of regions: global, us, europe, apac."),
    ]  # fmt: skip


def prepare(app: App, body: Object, values: Object) -> Object:
    """The body of a new deployment: model, placement, scaling, hardware."""
    body = dict(body)
    if values.get("model"):
        if body.get("baseModel") and body["baseModel"] != values["model"]:
            raise UsageProblem("the model is named twice, as argument and with --model")
        body["baseModel"] = values["model"]
    if not body.get("baseModel"):
        raise UsageProblem("which model?", hint="firectl deployments create MODEL, or --model MODEL")
    if values["region"] and values["multi_region"]:
        raise UsageProblem("--region and --multi-region exclude each other")
    place = _placement.placement(app, values["multi_region"] or values["region"], values["fallback_regions"])
    if place is not None:
        body["placement"] = place
    body["baseModel"] = str(_refs.public_model(app, str(body["baseModel"]))["name"])
    return _placement.hardware(app, _scaling(app, body, values))


def _scaling(app: App, body: Object, values: Object) -> Object:
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


def get_deployment(resource: Resource) -> Leaf:
    """`deployments get [--metrics]`."""

    def metrics(app: App, item: Object, values: Object) -> Object:
        if not values["metrics"]:
            return {}
        reply = app.client().act(resource, str(item["name"]), "metrics", timeRange=values["time_range"])
        return {"metrics": reply.get("metrics") or {}}

    extra: list[click.Parameter] = [
        click.Option(["--metrics"], is_flag=True, help="Figures of the last minutes too."),
        click.Option(["--time-range"], help="Window of the figures, e.g. 5m."),
    ]
    return _reads.get(resource, extra=extra, more=metrics)


def scale_deployment(resource: Resource) -> Leaf:
    """`deployments scale --replica-count N`."""
    count = click.Option(
        ["--replica-count", "--replicas"],
        type=click.IntRange(0),
        required=True,
        help="Wanted replicas; 0 stops the bill.",
    )

    def body(values: Object) -> Object:
        return {"replicaCount": values["replica_count"]}

    return _writes.acted(
        resource, "scale", past="Scaled", params=[count], body=body, waits="1h", price=price, limit=LIMIT
    )


def undelete_deployment(resource: Resource) -> Leaf:
    """`deployments undelete`."""
    return _writes.acted(resource, "undelete", past="Restored", waits="1h")


def update_deployment(resource: Resource) -> Leaf:
    """`deployments update`."""
    extra: list[click.Parameter] = [
        click.Option(["--region"], hidden=True, help="Fixed once made.", callback=_fixed),
    ]
    return _writes.update(resource, extra=extra, price=price, limit=LIMIT)


def _fixed(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    if value is not None:
        raise InvalidData(
            "the region of a deployment is fixed once it is made",
            hint="Create another one there, then delete this one.",
        )
    return value


def _smoke_test_verb(resource: Resource) -> Leaf:
    from ._smoke_test import smoke_test

    return smoke_test(resource)


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "create": create_deployment,
    "get": get_deployment,
    "update": update_deployment,
    "scale": scale_deployment,
    "undelete": undelete_deployment,
    "smoke-test": _smoke_test_verb,
}
