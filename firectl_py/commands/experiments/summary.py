"""The figures of the arms of a run, as a table and as data."""

from __future__ import annotations

from typing import Any

from ...api.experiments.results import SAME, ArmResult, RunResults
from ...api.pricing import price_table
from ...contract.json_types import JsonObject
from ...contract.prices import Prices
from ...output.tables import aligned


def as_data(prices: Prices, results: RunResults, arms: list[JsonObject], differing: list[dict[str, Any]]) -> JsonObject:
    """All of the results for programs."""
    return {
        "experiment": results.experiment,
        "run": results.run,
        "state": results.state,
        "dataset": results.dataset,
        "same": SAME,
        "currency": prices.currency,
        "simulated": results.simulated,
        "arms": arms,
        "differing": differing,
    }


def table(prices: Prices, arms: list[ArmResult]) -> list[str]:
    """The figures, with a column for each arm."""
    figures = {
        "State": [arm.state for arm in arms],
        "Rows": [_cell(arm.rows) for arm in arms],
        "Answered": [_cell(arm.sums.answered) for arm in arms],
        "Failed": [_cell(arm.sums.failed) for arm in arms],
        "Missing": [_cell(arm.missing) for arm in arms],
        "Tokens in": [_cell(arm.sums.tokens_in) for arm in arms],
        "Tokens out": [_cell(arm.sums.tokens_out) for arm in arms],
        "Cost": [price_table.money(prices, arm.cost) for arm in arms],
        "Mean length": ["" if arm.mean_characters is None else f"{arm.mean_characters} characters" for arm in arms],
        "As reference": [_agreement(arm) for arm in arms],
    }
    return aligned([["", *(arm.name for arm in arms)], *([title, *cells] for title, cells in figures.items())])


def _agreement(arm: ArmResult) -> str:
    asked, agreeing = arm.sums.with_reference, arm.sums.agreeing
    return f"{agreeing}/{asked} ({100 * agreeing / asked:.0f} %)" if asked else ""


def _cell(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
