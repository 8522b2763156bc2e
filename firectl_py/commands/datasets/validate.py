"""`datasets validate FILE...`: needs neither key nor network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Argument, Option
from ...contract import Resource
from ...errors import InvalidDataError
from ...exits import ExitCode
from ...output.result import TextResult
from ..shared import max_cost
from .formats import format_option, split_format

_PRICED = ("sft", "completion")


@dataclass(frozen=True, kw_only=True)
class ValidateOptions:
    """What `datasets validate` takes."""

    files: Sequence[str]
    format: str | None = None
    max_errors: int = 20


def validate_files(app: App, options: ValidateOptions) -> TextResult:
    """What is right and wrong with the rows, and what training on them would cost."""
    from ...api.pricing import training
    from ...api.uploads import rows

    report = rows.validate_files(
        [Path(file) for file in options.files],
        split_format(options.format)[1],
        max_errors=options.max_errors,
        reporter=app.console,
    )
    lines, data = [*report.findings(), *report.figures()], report.as_object()
    if report.format in _PRICED and not report.problem_count:
        data["cost"] = training.training_costs(max_cost.prices(app), report.tokens)
        lines += training.cost_lines(data["cost"])
    return TextResult(lines, data, error=_refusal(report.problem_count, report.hint(), options.files))


def _refusal(count: int, hint: str | None, files: Sequence[str]) -> InvalidDataError | None:
    """What a report with `count` errors ends with."""
    if not count:
        return None
    errors = "1 error" if count == 1 else f"{count} errors"
    return InvalidDataError(f"{errors} in {files[0] if len(files) == 1 else f'{len(files)} files'}", hint=hint)


def command(resource: Resource) -> Command:
    """The command."""
    params: list[click.Parameter] = [
        Argument(["files"], nargs=-1, required=True, metavar="FILE...", exits=(ExitCode.INVALID,)),
        format_option("What a row is; found out from the rows by default."),
        Option(
            ["--max-errors"],
            type=click.IntRange(1),
            default=20,
            show_default=True,
            help="Errors shown; all are counted.",
        ),
    ]
    return Command(
        "validate",
        validate_files,
        params,
        options=ValidateOptions,
        help="Check rows of files, folders or `-` (stdin) without sending anything. They are judged as one dataset.",
        examples=[
            "firectl datasets validate rows.jsonl",
            "firectl datasets validate part-*.jsonl --format dpo -o json",
        ],
    )
