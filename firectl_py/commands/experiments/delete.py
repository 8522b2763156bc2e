"""`experiments delete`."""

from __future__ import annotations

from dataclasses import dataclass

from ...cli.app import App
from ...cli.command import Command
from ...contract import load
from ...contract.json_types import JsonObject
from ...errors import FirectlError
from ...output.result import Result, TextResult
from ..shared import dry_run as dry_run_module
from ..shared.create import CHANGES
from ..shared.delete import yes_option
from ..shared.names import read_names
from .show import names_argument


@dataclass(frozen=True)
class DeleteExperimentsOptions:
    """What was typed."""

    names: tuple[str, ...]
    yes: bool
    dry_run: bool


def run(app: App, options: DeleteExperimentsOptions) -> Result:
    """Delete experiments with all that their runs left."""
    client, experiments = app.client(), app.client().experiments
    parts = {name: experiments.parts(name) for name in read_names(app, options.names)}
    if options.dry_run:
        calls = [client.delete_call(kind, name) for found in parts.values() for kind, name in found]
        return dry_run_module.preview(app, load("datasets"), calls)
    count = sum(map(len, parts.values()))
    app.confirm(f"Delete {', '.join(parts)} with all their runs ({count} data sets and jobs)?", options.yes)
    deleted: list[JsonObject] = []
    failures: list[tuple[str, FirectlError]] = []
    for experiment in parts:
        removal = experiments.delete(experiment)
        deleted += [{"name": name} for name in removal.deleted]
        failures += removal.failures
    return TextResult([f"Deleted {item['name']}" for item in deleted], deleted, failures=failures)


def command() -> Command:
    """The command."""
    line = "firectl -p local experiments delete model-comparison --yes"
    return Command(
        "delete",
        run,
        [
            names_argument(),
            yes_option(),
            dry_run_module.option(),
        ],
        options=DeleteExperimentsOptions,
        help="Delete experiments: their jobs, their requests and answers, and last the note of what they were.",
        calls=(
            "DELETE /v1/accounts/{account}/batchInferenceJobs/{id}",
            "DELETE /v1/accounts/{account}/datasets/{id}",
        ),
        exits=CHANGES,
        examples=[line, f"{line} -o json"],
    )
