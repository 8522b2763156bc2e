"""`datasets validate`, and the check before an upload."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...api.pricing import training
from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...errors import InvalidDataError
from ...output.progress import Progress
from ...output.result import TextResult

if TYPE_CHECKING:
    from ...validation import ValidationReport

FORMATS = ("sft", "completion", "dpo", "rft", "batch", "embedding")
"""As in `rows`, which help and completion must not load; a test holds them equal."""
_OF_API = {"CHAT": "sft", "COMPLETION": "completion", "RL": "rft"}
_PRICED = ("sft", "completion")
_NAMED = 3
"""Errors that the refusal of an upload spells out."""
_LARGE = 256 * 1024 * 1024
"""Bytes that take long enough to show how far it is."""


def validate_datasets(resource: Resource) -> Command:
    """`datasets validate FILE...`: needs neither key nor network."""

    def run(app: App, files: tuple[str, ...], format: str | None, max_errors: int) -> TextResult:
        report = judge(app, [Path(file) for file in files], format or "", max_errors)
        lines, data = [*report.findings(), *report.figures()], report.as_object()
        if report.format in _PRICED and not report.problem_count:
            data["cost"] = training.training_costs(app, report.tokens)
            lines += training.cost_lines(data["cost"])
        return TextResult(lines, data, error=_refusal(report, files))

    params: list[click.Parameter] = [
        click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
        click.Option(
            ["--format"], type=click.Choice(FORMATS), help="What a row is; found out from the rows by default."
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


def demand_valid(app: App, paths: Sequence[Path], api_format: str = "") -> ValidationReport:
    """The report on rows that may be sent; `api_format` is CHAT, COMPLETION or RL. Raises InvalidDataError.

    How few rows a job takes is the job's business: evaluation sets may be smaller.
    """
    report = judge(app, paths, _OF_API.get(api_format, ""), enough=False)
    shell = " ".join(str(path) for path in paths)
    if report.problem_count:
        named = [f"{p.file}{f' line {p.line}' if p.line else ''}: {p.what}" for p in report.problems[:_NAMED]]
        rest = report.problem_count - len(named)
        more = f"; and {rest} more" if rest else ""
        raise InvalidDataError(
            "; ".join(named) + more, hint=f"`firectl datasets validate {shell}` shows what is wrong."
        )
    for sentence in report.warnings():
        app.console.warn(sentence)
    return report


def judge(
    app: App, paths: Sequence[Path], format: str, max_errors: int = 20, *, enough: bool = True
) -> ValidationReport:
    """The report on some files, with a progress bar where they are large. Raises InvalidDataError, LocalIOError."""
    from ... import validation

    title = f"check {paths[0].name}" if len(paths) == 1 else f"check {len(paths)} files"
    size = sum(path.stat().st_size for path in paths if path.is_file())
    if size < _LARGE:
        return validation.validate(paths, format, max_errors=max_errors, enough=enough)
    with Progress(app.console, title, size) as progress:
        return validation.validate(paths, format, max_errors=max_errors, enough=enough, on_bytes=progress.add)


def _refusal(report: ValidationReport, files: Sequence[str]) -> InvalidDataError | None:
    """What a report of bad rows ends with."""
    if not report.problem_count:
        return None
    errors = "1 error" if report.problem_count == 1 else f"{report.problem_count} errors"
    return InvalidDataError(f"{errors} in {files[0] if len(files) == 1 else f'{len(files)} files'}")
