"""`experiments run`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...contract import load
from ...errors import ConflictError
from ...output.result import Details, Result, TextResult
from ..shared import dry_run as dry_run_module
from ..shared import max_cost as max_cost_module
from ..shared import wait_options
from ..shared.create import CHANGES
from ..shared.wait_options import WaitFlags

if TYPE_CHECKING:
    from decimal import Decimal

    from ...api.experiments.plan import RunPlan
    from ...api.pricing.estimate import Estimate

_MOST_RUNS = 999
"""As in `api.experiments.names`, which help must not load; a test holds them equal."""


@dataclass(frozen=True)
class RunExperimentOptions:
    """What was typed."""

    experiment: str
    run: int
    arms: str | None
    split_traffic: str | None
    max_cost: Decimal | None
    dry_run: bool
    wait: WaitFlags = field(default_factory=WaitFlags)


def run(app: App, options: RunExperimentOptions) -> Result:
    """Make the requests and jobs of a run that are missing, and wait for the jobs where that is asked for.

    Raises ConflictError for a run that exists and failed, or that has other settings; RefusedError over --max-cost.
    """
    experiments = app.client().experiments
    plan = experiments.plan(options.experiment, options.run, arms=options.arms, split_traffic=options.split_traffic)
    missing, cost = experiments.missing(plan), None
    if missing:
        prices = max_cost_module.prices(app)
        cost = max_cost_module.checked(lambda: experiments.estimate(plan, prices), options.max_cost, options.dry_run)
    if options.dry_run:
        return _preview(app, plan, missing, cost)
    made = experiments.run(plan, app.console.note) if missing else experiments.describe_run(plan)
    if not missing:
        what, again = f"run {options.run} of {options.experiment}", f"--run {options.run + 1} asks again"
        if made["state"] == "FAILED" and not options.wait.wait:
            raise ConflictError(f"{what} exists and is FAILED; nothing new was made", hint=f"{again}.")
        app.console.note(f"{what} exists already ({made['state']}); {again}.")
    if options.wait.wait:
        from ..shared.wait_report import wait_for

        jobs = load("batch-inference-jobs")
        wait_for(app, jobs, [app.client().name(jobs, plan.job(arm)) for arm in plan.arms], options.wait.limits)
        made = experiments.describe_run(plan)
    return Details([made])


def _preview(app: App, plan: RunPlan, missing: Sequence[int], cost: Estimate | None) -> TextResult:
    """The requests a run would send, and the most it may cost."""
    from ...api.experiments.run import missing_requests

    client, jobs = app.client(), load("batch-inference-jobs")
    with missing_requests(client, plan, missing) as (sets, _):
        calls = [client.create_call("datasets", item.body, item.id) for item in sets]
    calls += [client.create_call(jobs, plan.job_body(client.account, arm), plan.job(arm)) for arm in missing]
    if not calls:
        app.console.note(f"run {plan.run} of {plan.spec.id} exists already: nothing would be sent.")
        return TextResult([], [])
    return dry_run_module.preview(app, jobs, calls, cost, creates=True)


def command() -> Command:
    """The command."""
    line = "firectl -p local experiments run model-comparison"
    return Command(
        "run",
        run,
        [
            click.Argument(["experiment"], metavar="EXPERIMENT"),
            Option(
                ["--split-traffic"],
                metavar="W/W/...",
                help="Divide the rows by weight, one for each arm, such as 50/50.",
            ),
            Option(["--arms"], metavar="A,B,...", help="Only these models, by id or number; all by default."),
            Option(
                ["--run"],
                type=click.IntRange(1, _MOST_RUNS),
                default=1,
                show_default=True,
                help="Number of the run. One that exists is completed; another number asks again.",
            ),
            max_cost_module.option("all answers together may cost more than this"),
            *wait_options.options("24h"),
            dry_run_module.option(),
        ],
        options=RunExperimentOptions,
        help=(
            "Run an experiment: one batch inference job for each model. The same command completes a run that was "
            "stopped."
        ),
        calls=(
            "GET /v1/accounts/{account}/datasets/{id}:getDownloadEndpoint",
            "POST /v1/accounts/{account}/datasets",
            "POST /v1/accounts/{account}/datasets/{id}:upload",
            "POST /v1/accounts/{account}/batchInferenceJobs",
        ),
        exits=CHANGES,
        examples=[
            f"{line} --wait",
            f"{line} --split-traffic 50/50 --run 2",
            f"{line} --arms 1,2 --split-traffic 90/10 --run 3",
        ],
    )
