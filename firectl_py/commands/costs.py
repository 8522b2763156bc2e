"""`costs`: what things would cost, what is running up a bill now, and the prices behind both.

Imports api, contract's data and errors; click.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from ..errors import InvalidData, UsageProblem
from ..output.result import Lines
from ._app import App
from ._base import LazyGroup, Leaf

SUMMARY = "See what things cost, before and while they run."
ALIASES = ("cost",)


def _estimate() -> LazyGroup:
    verbs = {"sftj": _estimate_job, "deployment": _estimate_deployment, "inference": _estimate_tokens}
    return LazyGroup("estimate", verbs, help="Show what something would cost; nothing is made.")


def _estimate_job() -> Leaf:
    def run(app: App, base_model: str, dataset: str | None, file: tuple[str, ...], epochs: float) -> Lines:
        from . import _cost_jobs, _refs

        if bool(dataset) == bool(file):
            raise UsageProblem("give either --dataset or --file: the rows that are trained on")
        if not 0 < epochs <= 10**5:
            raise InvalidData(f"--epochs {epochs} has to be above 0")
        model = str(_refs.public_model(app, base_model)["name"])
        rows = _cost_jobs.rows_of_dataset(app, dataset) if dataset else _rows_of_files(app, file)
        found = _cost_jobs.of_rows(app, model, rows, Decimal(str(epochs)))
        return Lines(found.lines, found.data)

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
    return Leaf(
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
    from . import _cost_jobs, _validate

    report = _validate.judge(app, [Path(file) for file in files], "", enough=False)
    if report.problem_count:
        raise InvalidData(
            f"{files[0]}: {report.problem_count} errors in the rows", hint="`firectl datasets validate` shows them."
        )
    return _cost_jobs.Rows(report.rows, report.tokens, "estimated from the file")


def _estimate_deployment() -> Leaf:
    from ..contract import load
    from ._params import EnumValue

    fields = load("deployments").by_name

    def run(app: App, accelerator_type: str, accelerator_count: int, min_replicas: int, max_replicas: int) -> Lines:
        from . import _cost_deployments

        if max_replicas < min_replicas:
            raise UsageProblem("--max-replicas is below --min-replicas")
        body = {"acceleratorType": accelerator_type, "acceleratorCount": accelerator_count}
        body |= {"minReplicaCount": min_replicas, "maxReplicaCount": max_replicas}
        found = _cost_deployments.estimate(app, [body])
        return Lines(found.lines, found.data)

    params: list[click.Parameter] = [
        click.Option(
            ["--accelerator-type", "--gpu-type"], type=EnumValue(fields["acceleratorType"]), required=True,
            help="Kind of GPU.",
        ),
        click.Option(
            ["--accelerator-count", "--gpu-count"], type=click.IntRange(1, 16), default=1, show_default=True,
            help="GPUs of each replica.",
        ),
        click.Option(["--min-replicas", "--min-replica-count"], type=click.IntRange(0), default=0, show_default=True,
                     help="Fewest replicas."),
        click.Option(["--max-replicas", "--max-replica-count"], type=click.IntRange(0), default=1, show_default=True,
                     help="Most replicas."),
    ]  # fmt: skip
    examples = [
        "firectl costs estimate deployment --gpu-type h100 --gpu-count 2 --max-replicas 4",
        "firectl costs estimate deployment --gpu-type a100 --max-replicas 2 -o json",
    ]
    return Leaf(
        "deployment", run, params, help="Show the price of a deployment an hour and a month.", examples=examples
    )


def _estimate_tokens() -> Leaf:
    def run(app: App, model: str, input_tokens: int, output_tokens: int) -> Lines:
        from . import _cost_tokens, _refs

        name = str(_refs.public_model(app, model)["name"])
        found = _cost_tokens.estimate(app, name, input_tokens, output_tokens)
        return Lines(found.lines, found.data)

    params: list[click.Parameter] = [
        click.Option(["--model"], required=True, help="Model that is asked."),
        click.Option(["--input-tokens"], type=click.IntRange(0), required=True, help="Tokens read."),
        click.Option(["--output-tokens"], type=click.IntRange(0), default=0, show_default=True, help="Tokens written."),
    ]
    examples = [
        "firectl -p local costs estimate inference --model qwen3-235b --input-tokens 1000000 --output-tokens 200000",
        "firectl -p local costs estimate inference --model qwen3-235b --input-tokens 5000 --output-tokens 200 -o json",
    ]
    return Leaf(
        "inference",
        run,
        params,
        help="Show the price of tokens without a deployment.",
        calls=("GET /v1/accounts/{account}/models/{id}",),
        examples=examples,
    )


def _running() -> Leaf:
    from ._cost_running import running

    return running()


def _prices_table() -> Leaf:
    def run(app: App) -> Lines:
        from ._cost_table import table

        return table(app)

    help = "Show the prices in use, of when they are, and where they come from."
    return Leaf("prices", run, help=help, examples=["firectl costs prices", "firectl costs prices -o json"])


def COMMAND() -> LazyGroup:
    """The group."""
    verbs = {"estimate": _estimate, "running": _running, "prices": _prices_table}
    return LazyGroup("costs", verbs, help=SUMMARY)
