"""`costs estimate`: the price of a job, a deployment or tokens before they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import PLACEMENT, Option
from ...cli.types import EnumValue
from ...contract import load
from ...errors import InvalidDataError, UsageError
from ...output.result import TextResult
from ..shared import max_cost, references

if TYPE_CHECKING:
    from ...api.pricing.fine_tuning import RowFigures


@dataclass(frozen=True)
class EstimateJobOptions:
    """What was typed for a fine-tuning job."""

    base_model: str
    dataset: str | None
    files: tuple[str, ...]
    epochs: float


def estimate_job(app: App, options: EstimateJobOptions) -> TextResult:
    """The price of fine-tuning a model on a data set or on files of rows."""
    from decimal import Decimal

    from ...api.pricing import fine_tuning

    if bool(options.dataset) == bool(options.files):
        raise UsageError("give either --dataset or --file: the rows that are trained on")
    if not 0 < options.epochs <= 10**5:
        raise InvalidDataError(f"--epochs {options.epochs:g} is not above 0 and at most 100000")
    client, model = app.client(), str(references.public_model(app, options.base_model)["name"])
    if options.dataset:
        rows = fine_tuning.rows_of_dataset(client, options.dataset)
    else:
        rows = _rows_of_files(app, options.files)
    size = fine_tuning.size_of_model(client, model)
    epochs = Decimal(str(options.epochs))
    found = fine_tuning.estimate_rows(max_cost.prices(app), model, size, rows, epochs)
    return TextResult(found.lines, found.data)


def _rows_of_files(app: App, files: tuple[str, ...]) -> RowFigures:
    from ...api.pricing.fine_tuning import RowFigures
    from ...api.uploads import rows

    report = rows.validate_files([Path(file) for file in files], enough=False, reporter=app.console)
    if report.problem_count:
        raise InvalidDataError(
            f"{files[0]}: {report.problem_count} errors in the rows", hint="`firectl datasets validate` shows them."
        )
    return RowFigures(report.rows, report.tokens, "estimated from the file")


def job_command() -> Command:
    """`costs estimate sftj`."""
    return Command(
        "sftj",
        estimate_job,
        [
            Option(["--base-model", "--model", "base_model"], required=True, help="Model to train."),
            Option(["--dataset"], help="Data set to train on."),
            Option(
                ["--file", "files"],
                multiple=True,
                metavar="FILE",
                help="Or a file of rows on this machine; repeatable.",
            ),
            Option(["--epochs"], type=click.FLOAT, default=1, show_default=True, help="Times each row is seen."),
        ],
        options=EstimateJobOptions,
        help="Show the price of a fine-tuning job.",
        calls=(
            "GET /v1/accounts/{account}/datasets/{id}",
            "GET /v1/accounts/{account}/models/{id}",
        ),
        examples=[
            "firectl -p local costs estimate sftj --base-model llama-v3p1-8b-instruct --dataset my-dataset --epochs 2",
            "firectl -p local costs estimate sftj --base-model llama-v3p1-8b-instruct --file rows.jsonl -o json",
        ],
    )


@dataclass(frozen=True)
class EstimateDeploymentOptions:
    """What was typed for a deployment."""

    accelerator_type: str
    accelerator_count: int
    min_replicas: int
    max_replicas: int


def estimate_deployment(app: App, options: EstimateDeploymentOptions) -> TextResult:
    """The price of a deployment an hour and a month."""
    from ...api.pricing import deployments

    if options.max_replicas < options.min_replicas:
        raise UsageError("--max-replicas is below --min-replicas")
    body = {
        "acceleratorType": options.accelerator_type,
        "acceleratorCount": options.accelerator_count,
        "minReplicaCount": options.min_replicas,
        "maxReplicaCount": options.max_replicas,
    }
    found = deployments.estimate(max_cost.prices(app), [body])
    return TextResult(found.lines, found.data)


def deployment_command() -> Command:
    """`costs estimate deployment`."""
    kinds = EnumValue(load("deployments").by_name["acceleratorType"])

    def count(names: list[str], least: int, default: int, help: str, most: int | None = None) -> Option:
        kind = click.IntRange(least, most)
        return Option(names, type=kind, default=default, show_default=True, section=PLACEMENT, help=help)

    return Command(
        "deployment",
        estimate_deployment,
        [
            Option(
                ["--accelerator-type", "--gpu-type", "accelerator_type"],
                type=kinds,
                required=True,
                section=PLACEMENT,
                help="Kind of GPU.",
            ),
            count(["--accelerator-count", "--gpu-count", "accelerator_count"], 1, 1, "GPUs of each replica.", 16),
            count(["--min-replicas", "--min-replica-count", "min_replicas"], 0, 0, "Fewest replicas."),
            count(["--max-replicas", "--max-replica-count", "max_replicas"], 0, 1, "Most replicas."),
        ],
        options=EstimateDeploymentOptions,
        help="Show the price of a deployment an hour and a month.",
        examples=[
            "firectl costs estimate deployment --gpu-type h100 --gpu-count 2 --max-replicas 4",
            "firectl costs estimate deployment --gpu-type a100 --max-replicas 2 -o json",
        ],
    )


@dataclass(frozen=True)
class EstimateTokensOptions:
    """What was typed for tokens."""

    model: str
    input_tokens: int
    output_tokens: int


def estimate_tokens(app: App, options: EstimateTokensOptions) -> TextResult:
    """The price of tokens of a model that is not on a deployment of one's own."""
    from ...api.pricing import fine_tuning, tokens

    model = str(references.public_model(app, options.model)["name"])
    size = fine_tuning.size_of_model(app.client(), model)
    found = tokens.estimate(max_cost.prices(app), model, size, options.input_tokens, options.output_tokens)
    return TextResult(found.lines, found.data)


def tokens_command() -> Command:
    """`costs estimate inference`."""
    line = "firectl -p local costs estimate inference --model qwen3-235b"
    return Command(
        "inference",
        estimate_tokens,
        [
            Option(["--model"], required=True, help="Model that is asked."),
            Option(["--input-tokens"], type=click.IntRange(0), required=True, help="Tokens read."),
            Option(["--output-tokens"], type=click.IntRange(0), default=0, show_default=True, help="Tokens written."),
        ],
        options=EstimateTokensOptions,
        help="Show the price of tokens without a deployment.",
        calls=("GET /v1/accounts/{account}/models/{id}",),
        examples=[
            f"{line} --input-tokens 1000000 --output-tokens 200000",
            f"{line} --input-tokens 5000 --output-tokens 200 -o json",
        ],
    )
