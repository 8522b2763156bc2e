"""`costs running`: every deployment that has replicas now, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from ...cli.app import App
from ...cli.command import Command
from ...output.result import TextResult
from ..shared import max_cost


@dataclass(frozen=True)
class RunningOptions:
    """The command has no options of its own."""


def run(app: App, options: RunningOptions) -> TextResult:
    """Each deployment with what it costs an hour and what it has cost."""
    from ...api.pricing import running
    from . import running_table

    prices = max_cost.prices(app)
    found = running.find(app.client(), prices, app.now())
    rows = [deployment.as_json() for deployment in found]
    return TextResult(running_table.as_lines(prices, found), running_table.as_data(prices, found), rows=rows)


def command() -> Command:
    """`costs running`."""
    return Command(
        "running",
        run,
        options=RunningOptions,
        help=(
            "Show every deployment that has replicas now: since when, its cost an hour and so far, idle or not. "
            "So far is what the platform has billed; where it does not say, the least and the most it can be."
        ),
        calls=(
            "GET /v1/accounts/{account}/deployments",
            "GET /v1/accounts/{account}/billingUsage",
            "GET /v1/accounts/{account}/quotas",
            "GET /v1/accounts/{account}/deployments/{id}:metrics",
        ),
        examples=["firectl -p local costs running", "firectl -p local costs running -o json --query perHour"],
    )
