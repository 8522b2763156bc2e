"""What supervised fine-tuning jobs have beyond the declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ..cli.app import App
from ..cli.command import Command
from ..contract import Resource
from ..contract.json_types import JsonObject
from ..errors import UsageError
from .shared import max_cost, writes

if TYPE_CHECKING:
    from ..api.pricing.estimate import Estimate

_WANDB_ENV = {"apiKey": "WANDB_API_KEY", "entity": "WANDB_ENTITY", "project": "WANDB_PROJECT"}


def create_job(resource: Resource) -> Command:
    """`sftj create`."""
    extra: list[click.Parameter] = [
        click.Option(["--full-parameter-tuning"], is_flag=True, help="Train all parameters, as --lora-rank 0."),
        click.Option(
            ["--learning-rate-scheduler"],
            type=click.Choice(("constant", "linear", "cosine")),
            help="How the learning rate falls.",
        ),
        click.Option(["--learning-rate-min-lr-ratio"], type=click.FLOAT, help="Floor as a share of the peak."),
        click.Option(["--learning-rate-decay-ratio"], type=click.FLOAT, help="Share of the steps to decay over."),
        click.Option(["--source-job"], help="Take the settings of this job; flags win."),
    ]
    return writes.create(
        resource,
        id_flags=("--job-id", "--name"),
        extra=extra,
        prepare=_prepare,
        price=_price,
        limit="the job costs more",
    )


def _price(app: App, bodies: list[JsonObject]) -> Estimate:
    from ..api.pricing import fine_tuning

    return fine_tuning.estimate(app.client(), max_cost.prices(app), bodies[0])


def _prepare(app: App, body: JsonObject, values: JsonObject) -> JsonObject:
    if values["source_job"]:
        body = {**_settings_of(app, values["source_job"]), **body}
    if values["full_parameter_tuning"]:
        if body.get("loraRank"):
            raise UsageError("--full-parameter-tuning and a --lora-rank above 0 exclude each other")
        body["loraRank"] = 0
    _wandb(app, body)
    return _schedule(body, values)


def _settings_of(app: App, name: str) -> JsonObject:
    """What was asked for in another job, its output aside."""
    job, resource = app.client().get("sftj", name), _resource()
    kept = {f.name for f in resource.fields if f.mode != "out"} - {"outputModel", "metricsFileSignedUrl", "wandbConfig"}
    return {key: value for key, value in job.items() if key in kept}


def _wandb(app: App, body: JsonObject) -> None:
    """Any --wandb-* flag turns logging on; what is missing comes from WANDB_* variables, and all three are needed."""
    config = body.get("wandbConfig")
    if not config or config.get("enabled") is False:
        return
    config["enabled"] = True
    for member, variable in _WANDB_ENV.items():
        if not config.get(member) and app.environ.get(variable):
            config[member] = app.environ[variable]
        if not config.get(member):
            flag = "--wandb-" + ("api-key" if member == "apiKey" else member)
            raise UsageError(f"logging to Weights & Biases needs {flag} or {variable}")


def _schedule(body: JsonObject, values: JsonObject) -> JsonObject:
    ratios = {
        "minLrRatio": values["learning_rate_min_lr_ratio"],
        "decayRatio": values["learning_rate_decay_ratio"],
    }
    given = {key: value for key, value in ratios.items() if value is not None}
    kind = values["learning_rate_scheduler"]
    if given and kind in (None, "constant"):
        raise UsageError("--learning-rate-*-ratio needs --learning-rate-scheduler linear or cosine")
    return {**body, "lrScheduler": {kind: given}} if kind else body


def _resource() -> Resource:
    from ..contract import load

    return load("sftj")


def cancel_job(resource: Resource) -> Command:
    """`sftj cancel`."""
    return writes.acted(resource, "cancel", past="Cancelled", ask=True, waits="10m")


def resume_job(resource: Resource) -> Command:
    """`sftj resume`."""
    return writes.acted(resource, "resume", past="Resumed")


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "create": create_job,
    "cancel": cancel_job,
    "resume": resume_job,
}
