"""`experiments create`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...contract import load
from ...errors import UsageError
from ...output.result import Details, Result
from ..shared import dry_run as dry_run_module
from ..shared.create import CHANGES


@dataclass(frozen=True)
class CreateExperimentOptions:
    """What was typed."""

    id: str | None
    name: str | None
    models: tuple[str, ...]
    dataset: str
    max_tokens: int
    temperature: float
    dry_run: bool


def run(app: App, options: CreateExperimentOptions) -> Result:
    """Write down in the account which models are compared on which data set."""
    from ...api.experiments import marker, names

    if options.id and options.name and options.id != options.name:
        raise UsageError(f"the experiment is called {options.id} or {options.name}: give one of them")
    experiment = options.id or options.name
    if not experiment:
        raise UsageError("which id shall the experiment have? Give --name")
    marker.require_id(experiment)
    words = [word.strip() for text in options.models for word in text.split(",")]
    client = app.client()
    spec = client.experiments.spec(
        experiment,
        [word for word in words if word],
        options.dataset,
        max_tokens=options.max_tokens,
        temperature=options.temperature,
    )
    if options.dry_run:
        call = client.create_call("datasets", marker.body(spec), names.marker(spec.id))
        return dry_run_module.preview(app, load("datasets"), [call])
    return Details([client.experiments.create(spec, app.console.note)])


def command() -> Command:
    """The command."""
    line = 'firectl -p local experiments create --name model-comparison --models "llama-v4-scout,qwen3-235b"'
    return Command(
        "create",
        run,
        [
            click.Argument(["id"], required=False),
            Option(["--name", "--id", "name"], help="Id of the experiment."),
            Option(["--models"], multiple=True, required=True, metavar="A,B,...", help="Models to compare."),
            Option(["--dataset"], required=True, metavar="DATASET", help="Chat or completion rows to ask them."),
            Option(
                ["--max-tokens"],
                type=click.IntRange(1),
                default=1024,
                show_default=True,
                help="Longest answer, in tokens.",
            ),
            Option(["--temperature"], type=click.FloatRange(0, 2), default=0.0, show_default=True, help="0 to 2."),
            dry_run_module.option(),
        ],
        options=CreateExperimentOptions,
        help="Create an experiment: write down in the account which models are to be compared on which data set.",
        calls=(
            "GET /v1/accounts/{account}/models/{id}",
            "GET /v1/accounts/{account}/datasets/{id}",
            "GET /v1/accounts/{account}/datasets/{id}:getDownloadEndpoint",
            "POST /v1/accounts/{account}/datasets",
            "POST /v1/accounts/{account}/datasets/{id}:upload",
        ),
        exits=CHANGES,
        examples=[f"{line} --dataset my-evaluation-set", f"{line} --dataset my-evaluation-set -o json"],
    )
