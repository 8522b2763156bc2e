"""`costs`: what things would cost, what is running up a bill now, and the prices behind both."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command, LazyGroup
from ...errors import InvalidDataError, UsageError
from ...output.result import TextResult


def _estimate() -> LazyGroup:
    verbs = {"sftj": _estimate_job, "deployment": _estimate_deployment, "inference": _estimate_tokens}
    return LazyGroup("estimate", verbs, help="Show what something would cost; nothing is made.")


def _estimate_job() -> Command:
    def run(app: App, base_model: str, dataset: str | None, file: tuple[str, ...], epochs: float) -> TextResult:
        from ...api.pricing import jobs
        from ..shared import references

        if bool(dataset) == bool(file):
            raise UsageError("give either --dataset or --file: the rows that are trained on")
        if not 0 < epochs <= 10**5:
            raise InvalidDataError(f"--epochs {epochs} has to be above 0")
        model = str(references.public_model(app, base_model)["name"])
        rows = jobs.rows_of_dataset(app, dataset) if dataset else _rows_of_files(app, file)
        found = jobs.of_rows(app, model, rows, Decimal(str(epochs)))
        return TextResult(found.lines, found.data)

    params: list[click.Parameter] = [
        click.Option(["--base-model", "--model"], required=True, help="Model to train."),
        click.Option(["--dataset"], help="Data set to train on."),
        click.Option(["--file"], multiple=True, metavar="FILE", help="Or a file of rows on this machine; repeatable."),
        click.Option(["--epochs"], type=click.FLOAT, default=1, show_default=True, help="Times each row is seen."),
    ]
    examples = [
        "firectl -p local costs estimate sftj --base-model llama-v3p1-8b-instruct --dataset my-dataset --epochs 2",
        "firectl -p local costs estimate sftj --base-model llama-v3p1-8b-instruct --file rows.jsonl -o json",
    ]
    return Command(
        "sftj",
        run,
        params,
        help="Show the price of a fine-tuning job.",
        calls=(
            "GET /v1/accounts/{account}/datasets/{id}",
            "GET /v1/accounts/{account}/models/{id}",
        ),
        examples=examples,
    )


def _rows_of_files(app: App, files: tuple[str, ...]) -> Any:
    from ...api.pricing import jobs
    from ...api.uploads import rows

    report = rows.validate([Path(file) for file in files], enough=False, reporter=app.console)
    if report.problem_count:
        raise InvalidDataError(
            f"{files[0]}: {report.problem_count} errors in the rows", hint="`firectl datasets validate` shows them."
        )
    return jobs.RowFigures(report.rows, report.tokens, "estimated from the file")


def _estimate_deployment() -> Command:
    from ...cli.types import EnumValue
    from ...contract import load

    fields = load("deployments").by_name

    def run(
        app: App, accelerator_type: str, accelerator_count: int, min_replicas: int, max_replicas: int
    ) -> TextResult:
        from ...api.pricing import deployments

        if max_replicas < min_replicas:
            raise UsageError("--max-replicas is below --min-replicas")
        body = {"acceleratorType": accelerator_type, "acceleratorCount": accelerator_count}
        body |= {"minReplicaCount": min_replicas, "maxReplicaCount": max_replicas}
        found = deployments.estimate(app, [body])
        return TextResult(found.lines, found.data)

    params: list[click.Parameter] = [
        click.Option(
            ["--accelerator-type", "--gpu-type"],
            type=EnumValue(fields["acceleratorType"]),
            required=True,
            help="Kind of GPU.",
        ),
        click.Option(
            ["--accelerator-count", "--gpu-count"],
            type=click.IntRange(1, 16),
            default=1,
            show_default=True,
            help="GPUs of each replica.",
        ),
        click.Option(
            ["--min-replicas", "--min-replica-count"],
            type=click.IntRange(0),
            default=0,
            show_default=True,
            help="Fewest replicas.",
        ),
        click.Option(
            ["--max-replicas", "--max-replica-count"],
            type=click.IntRange(0),
            default=1,
            show_default=True,
            help="Most replicas.",
        ),
    ]
    examples = [
        "firectl costs estimate deployment --gpu-type h100 --gpu-count 2 --max-replicas 4",
        "firectl costs estimate deployment --gpu-type a100 --max-replicas 2 -o json",
    ]
    return Command(
        "deployment", run, params, help="Show the price of a deployment an hour and a month.", examples=examples
    )


def _estimate_tokens() -> Command:
    def run(app: App, model: str, input_tokens: int, output_tokens: int) -> TextResult:
        from ...api.pricing import tokens
        from ..shared import references

        name = str(references.public_model(app, model)["name"])
        found = tokens.estimate(app, name, input_tokens, output_tokens)
        return TextResult(found.lines, found.data)

    params: list[click.Parameter] = [
        click.Option(["--model"], required=True, help="Model that is asked."),
        click.Option(["--input-tokens"], type=click.IntRange(0), required=True, help="Tokens read."),
        click.Option(["--output-tokens"], type=click.IntRange(0), default=0, show_default=True, help="Tokens written."),
    ]
    examples = [
        "firectl -p local costs estimate inference --model qwen3-235b --input-tokens 1000000 --output-tokens 200000",
        "firectl -p local costs estimate inference --model qwen3-235b --input-tokens 5000 --output-tokens 200 -o json",
    ]
    return Command(
        "inference",
        run,
        params,
        help="Show the price of tokens without a deployment.",
        calls=("GET /v1/accounts/{account}/models/{id}",),
        examples=examples,
    )


def _running() -> Command:
    from ...api.pricing.running import running

    return running()


def _prices_table() -> Command:
    def run(app: App) -> TextResult:
        from .table import table

        return table(app)

    help = "Show the prices in use, of when they are, and where they come from."
    return Command("prices", run, help=help, examples=["firectl costs prices", "firectl costs prices -o json"])


def COMMAND() -> LazyGroup:
    """The group."""
    verbs = {"estimate": _estimate, "running": _running, "prices": _prices_table}
    return LazyGroup("costs", verbs, help="See what things cost, before and while they run.")
