"""`experiments results`: what the arms of a run answered, side by side.

What there is is shown, whatever is missing; the exit code says whether it was all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import SELECTION, Option
from ...contract import Column
from ...contract.json_types import JsonObject
from ...exits import ExitCode
from ...output.result import Listing, Result, TextResult
from ..shared import max_cost

if TYPE_CHECKING:
    from ...contract.prices import Prices

_SHOWN = 10
"""Rows with differing answers that a table shows by default."""
_WIDTH = 100
"""Columns of the table of differing answers where there is no terminal."""
_COLUMNS = (
    Column("ROW", "row"),
    Column("QUESTION", "question"),
    Column("ANSWERS", "answers"),
    Column("REFERENCE", "reference"),
)
_SIMULATED = "Simulated: the stand-in of the local control plane gave these answers, not a model."


@dataclass(frozen=True)
class ResultsOptions:
    """What was typed."""

    experiment: str
    run: int | None
    differing: int | None
    rows: bool


def run(app: App, options: ResultsOptions) -> Result:
    """The figures of each arm and the rows that were answered differently, or every row."""
    from . import side_by_side, summary

    prices = max_cost.prices(app)
    if options.rows:
        return Listing(_every_row(app, options, prices), _COLUMNS, None, "No answers yet.")
    with app.client().experiments.results(
        options.experiment, options.run, prices=prices, reporter=app.console
    ) as results:
        look = app.output_options()
        most = _SHOWN if look.output in ("text", "table", "wide") else -1
        limit = most if options.differing is None else options.differing
        differing = list(results.comparison.differing(limit))
        lines = summary.table(prices, results.arms)
        if differing:
            lines += ["", *side_by_side.table(differing, results.arms, look.width or _WIDTH)]
        elif sum(arm.sums.answered > 0 for arm in results.arms) > 1 and not results.comparison.shares_rows():
            lines += ["", "Each row was answered by one model only (--split-traffic): there are no answers to compare."]
        if results.simulated:
            lines += ["", _SIMULATED]
        arms = [arm.as_json() for arm in results.arms]
        return TextResult(lines, summary.as_data(prices, results, arms, differing), error=results.error(), rows=arms)


def _every_row(app: App, options: ResultsOptions, prices: Prices) -> Iterator[JsonObject]:
    with app.client().experiments.results(
        options.experiment, options.run, prices=prices, reporter=app.console
    ) as results:
        if results.simulated:
            app.console.note(_SIMULATED)
        yield from results.comparison.rows()
        error = results.error()
    if error is not None:
        raise error


def command() -> Command:
    """The command."""
    return Command(
        "results",
        run,
        [
            click.Argument(["experiment"]),
            Option(
                ["--run"],
                type=click.IntRange(1),
                section=SELECTION,
                help="Number of the run; the latest by default.",
            ),
            Option(
                ["--differing"],
                type=click.IntRange(0),
                metavar="N",
                section=SELECTION,
                help=f"Rows with differing answers to show: {_SHOWN} by default, all with -o json.",
            ),
            Option(["--rows"], is_flag=True, help="List every row with every answer instead, as it is read."),
        ],
        options=ResultsOptions,
        help=(
            "Compare what the models answered: rows, failures, tokens, cost, length, agreement with the reference. "
            "Exits 18 while an arm is under way, 10 where one ended without answering all."
        ),
        calls=(
            "GET /v1/accounts/{account}/datasets",
            "GET /v1/accounts/{account}/batchInferenceJobs",
            "GET /v1/accounts/{account}/datasets/{id}:getDownloadEndpoint",
            "GET signed URLs",
        ),
        examples=[
            "firectl -p local experiments results model-comparison",
            "firectl -p local experiments results model-comparison --rows -o jsonl",
        ],
        exits=(ExitCode.WAIT_FAILED, ExitCode.UNDER_WAY),
    )
