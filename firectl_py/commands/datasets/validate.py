"""`datasets validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...api.pricing import training
from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...contract.rows import DATA_FORMATS
from ...errors import InvalidDataError
from ...output.result import TextResult
from ..shared import max_cost

if TYPE_CHECKING:
    from ...validation import ValidationReport

_PRICED = ("sft", "completion")


def validate_datasets(resource: Resource) -> Command:
    """`datasets validate FILE...`: needs neither key nor network."""

    def run(app: App, files: tuple[str, ...], format: str | None, max_errors: int) -> TextResult:
        from ...api.uploads import rows

        report = rows.validate(
            [Path(file) for file in files], format or "", max_errors=max_errors, reporter=app.console
        )
        lines, data = [*report.findings(), *report.figures()], report.as_object()
        if report.format in _PRICED and not report.problem_count:
            data["cost"] = training.training_costs(max_cost.prices(app), report.tokens)
            lines += training.cost_lines(data["cost"])
        return TextResult(lines, data, error=_refusal(report, files))

    params: list[click.Parameter] = [
        click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
        click.Option(
            ["--format"],
            type=click.Choice(tuple(DATA_FORMATS)),
            help="What a row is; found out from the rows by default.",
        ),
        click.Option(
            ["--max-errors"],
            type=click.IntRange(1),
            default=20,
            show_default=True,
            help="Errors shown; all are counted.",
        ),
    ]
    examples = ["firectl datasets validate rows.jsonl", "firectl datasets validate part-*.jsonl --format dpo -o json"]
    help = "Check rows without sending anything. The files together are one dataset; its figures and cost are shown."
    return Command("validate", run, params, help=help, examples=examples)


def _refusal(report: ValidationReport, files: Sequence[str]) -> InvalidDataError | None:
    """What a report of bad rows ends with."""
    if not report.problem_count:
        return None
    errors = "1 error" if report.problem_count == 1 else f"{report.problem_count} errors"
    return InvalidDataError(f"{errors} in {files[0] if len(files) == 1 else f'{len(files)} files'}")
