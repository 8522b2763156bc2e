"""The rows of data sets, judged before they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ... import validation
from ...errors import InvalidDataError
from ...validation import ValidationReport
from ..reporting import Reporter, SilentReporter

API_FORMATS = {"CHAT": "sft", "COMPLETION": "completion", "RL": "rft"}
"""The formats of data sets that the API names, as those of rows."""
_NAMED = 3
"""Errors that the refusal of an upload spells out."""
_LARGE = 256 * 1024 * 1024
"""Bytes that take long enough to show how far it is."""


def validate(
    paths: Sequence[Path],
    format: str = "",
    *,
    max_errors: int = 20,
    enough: bool = True,
    reporter: Reporter | None = None,
) -> ValidationReport:
    """The report on some files, which together are one data set. Raises InvalidDataError, LocalIOError.

    `format` is found out from the rows where it is "". `enough` says whether fewer rows than a job takes are an error.
    """
    size = sum(path.stat().st_size for path in paths if path.is_file())
    if size < _LARGE:
        return validation.validate(paths, format, max_errors=max_errors, enough=enough)
    title = f"check {paths[0].name}" if len(paths) == 1 else f"check {len(paths)} files"
    with (reporter or SilentReporter()).transfer(title, size) as progress:
        return validation.validate(paths, format, max_errors=max_errors, enough=enough, on_bytes=progress.add)


def require_valid(paths: Sequence[Path], api_format: str, reporter: Reporter) -> ValidationReport:
    """The report on rows that may be sent; `api_format` is CHAT, COMPLETION, RL or "". Raises InvalidDataError.

    How few rows a job takes is the job's business: evaluation sets may be smaller.
    """
    report = validate(paths, API_FORMATS.get(api_format, ""), enough=False, reporter=reporter)
    if report.problem_count:
        named = [f"{p.file}{f' line {p.line}' if p.line else ''}: {p.what}" for p in report.problems[:_NAMED]]
        rest = report.problem_count - len(named)
        more = f"; and {rest} more" if rest else ""
        shell = " ".join(str(path) for path in paths)
        raise InvalidDataError(
            "; ".join(named) + more, hint=f"`firectl datasets validate {shell}` shows what is wrong."
        )
    for sentence in report.warnings():
        reporter.warn(sentence)
    return report
