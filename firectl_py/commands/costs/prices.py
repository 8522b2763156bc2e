"""`costs prices`: the prices in use."""

from __future__ import annotations

from dataclasses import dataclass

from ...cli.app import App
from ...cli.command import Command
from ...output.result import TextResult
from ..shared import max_cost


@dataclass(frozen=True)
class PricesOptions:
    """The command has no options of its own."""


def run(app: App, options: PricesOptions) -> TextResult:
    """Every price, with its unit, date and source."""
    from ...contract.prices import BUILT_IN
    from . import price_list

    lines, data = price_list.shown(max_cost.prices(app), max_cost.prices_file(app) or BUILT_IN)
    return TextResult(lines, data, rows=data["prices"])


def command() -> Command:
    """`costs prices`."""
    return Command(
        "prices",
        run,
        options=PricesOptions,
        help="Show the prices in use, of when they are, and where they come from.",
        examples=["firectl costs prices", "firectl costs prices -o json"],
    )
