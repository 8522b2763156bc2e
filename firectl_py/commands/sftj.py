"""`sftj create`: what goes beyond the declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import Option
from ..cli.types import Choice
from ..contract import Resource, load
from ..contract.json_types import JsonObject
from ..contract.paths import call_of
from ..contract.resources.sftj import TOOL_LORA_RANK
from ..errors import UsageError
from ..output.result import Result
from .shared import create as create_module
from .shared import max_cost, references
from .shared.body import read_body
from .shared.create import CHANGES, CreateOptions, create
from .shared.examples import examples

if TYPE_CHECKING:
    from decimal import Decimal

    from ..api.pricing.estimate import Estimate

_WANDB_VARIABLES = {"apiKey": "WANDB_API_KEY", "entity": "WANDB_ENTITY", "project": "WANDB_PROJECT"}
_NOT_COPIED = {"outputModel", "metricsFileSignedUrl", "wandbConfig"}
"""What --source-job leaves behind: the other job's output, and the key for its log."""


@dataclass(frozen=True, kw_only=True)
class CreateJobOptions(CreateOptions):
    """What `sftj create` takes beside what every create takes."""

    full_parameter_tuning: bool = False
    learning_rate_scheduler: str | None = None
    learning_rate_min_lr_ratio: float | None = None
    learning_rate_decay_ratio: float | None = None
    source_job: str | None = None
    max_cost: Decimal | None = None


def create_job(app: App, options: CreateJobOptions) -> Result:
    """Make a job. Raises UsageError for settings that exclude each other, RefusedError over --max-cost."""
    resource = load("sftj")
    body = read_body(
        app,
        resource,
        options.fields,
        options.file,
        new_id=options.new_id,
        below=_settings_of(app, resource, options.source_job) if options.source_job else None,
        above=_tuning(options),
    )
    if not body.fields.get("warmStartFrom"):
        body.fields.setdefault("loraRank", TOOL_LORA_RANK)
    if config := body.fields.get("wandbConfig"):
        body.fields["wandbConfig"] = _logging(app.environ, config)
    if options.dry_run or options.max_cost is not None:
        body = references.resolved(app, resource, body)
    cost = max_cost.checked(lambda: _price(app, body.fields), options.max_cost, options.dry_run)
    return create(app, resource, body, options, cost)


def _price(app: App, fields: JsonObject) -> Estimate:
    return app.client().price("sftj", fields, prices=max_cost.prices(app))


def _settings_of(app: App, resource: Resource, name: str) -> JsonObject:
    """What was asked for in another job."""
    settable = {field.name for field in resource.fields if field.mode != "out"} - _NOT_COPIED
    found = app.client().get(resource, name)
    return {key: value for key, value in found.items() if key in settable and value not in (None, "", [], {})}


def _tuning(options: CreateJobOptions) -> JsonObject:
    """The fields that --full-parameter-tuning and --learning-rate-* stand for. Raises UsageError."""
    found: JsonObject = {}
    if options.full_parameter_tuning:
        if options.fields.get("loraRank"):
            raise UsageError("--full-parameter-tuning and a --lora-rank above 0 exclude each other")
        found["loraRank"] = 0
    ratios = {"minLrRatio": options.learning_rate_min_lr_ratio, "decayRatio": options.learning_rate_decay_ratio}
    given = {name: value for name, value in ratios.items() if value is not None}
    scheduler = options.learning_rate_scheduler
    if given and scheduler in (None, "constant"):
        raise UsageError("--learning-rate-*-ratio needs --learning-rate-scheduler linear or cosine")
    return {**found, "lrScheduler": {scheduler: given}} if scheduler else found


def _logging(environ: Mapping[str, str], config: JsonObject) -> JsonObject:
    """The settings of Weights & Biases, completed from its variables. Raises UsageError where one is missing."""
    if config.get("enabled") is False:
        return config
    found = {**config, "enabled": True}
    for member, variable in _WANDB_VARIABLES.items():
        found[member] = found.get(member) or environ.get(variable)
        if not found[member]:
            flag = "--wandb-" + ("api-key" if member == "apiKey" else member)
            raise UsageError(f"logging to Weights & Biases needs {flag} or {variable}")
    return found


def _create_command(resource: Resource) -> Command:
    own: list[click.Parameter] = [
        Option(["--full-parameter-tuning"], is_flag=True, help="Train all parameters, as --lora-rank 0."),
        Option(
            ["--learning-rate-scheduler"],
            type=Choice(("constant", "linear", "cosine")),
            help="How the learning rate falls.",
        ),
        Option(["--learning-rate-min-lr-ratio"], type=click.FLOAT, help="Floor as a share of the peak."),
        Option(["--learning-rate-decay-ratio"], type=click.FLOAT, help="Share of the steps to decay over."),
        Option(["--source-job"], help="Take the settings of this job; flags win."),
        max_cost.option("the job costs more"),
    ]
    return Command(
        "create",
        create_job,
        [
            *create_module.body_params(resource, ("--job-id", "--name")),
            *own,
            *create_module.send_params(resource),
        ],
        options=CreateJobOptions,
        help=f"Create a {resource.title}.",
        examples=examples(resource, "create", "--dry-run"),
        calls=(call_of(resource, "create"),),
        exits=CHANGES,
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {"create": _create_command}
