"""`experiments`: named comparisons of models on a data set.

The platform has no such thing. An experiment is made of what it has: data sets and batch inference jobs, found again
by their names. `_experiment_names` says which.
"""

from __future__ import annotations

from typing import Any, Final

import click

from ...api.experiments import cost as costs
from ...api.experiments import marker, names, state
from ...api.experiments import removal as _removal
from ...api.experiments import run as runs
from ...api.pricing.estimate import Estimate
from ...cli.app import App
from ...cli.command import Command, LazyGroup
from ...contract import Column, load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import FirectlError, InvalidDataError, UsageError
from ...output.result import Details, Listing, Result, TextResult
from ..shared import dry_run as dry_run_module
from ..shared import max_cost, reads, references, wait_options, writes

JOBS: Final = "batch-inference-jobs"
DATASETS: Final = "datasets"
_COLUMNS = (
    Column("NAME", "name"),
    Column("STATE", "state"),
    Column("RUNS", "runs"),
    Column("CREATE TIME", "createTime"),
    Column("MARKER", "marker", wide=True),
)


def _create() -> Command:
    def run(app: App, id: str | None, name: str | None, models: tuple[str, ...], **values: Any) -> Result:
        if id and name and id != name:
            raise UsageError(f"the experiment is called {id} or {name}: give one of them")
        chosen = marker.demand_id(id or name or "") if id or name else None
        if chosen is None:
            raise UsageError("which id shall the experiment have? Give --name")
        spec = _spec(app, chosen, [word for text in models for word in text.split(",")], values)
        if values["dry_run"]:
            call = app.client().create_call(DATASETS, marker.body(spec), names.marker(spec.id))
            return dry_run_module.preview(app, load(DATASETS), [call])
        item, found = marker.make(app, spec)
        if found:
            app.console.note(f"experiment {spec.id} was already there, as asked; nothing new was made.")
        return Details([_described(spec, item, state.Runs({}) if not found else state.of_one(app, spec.id, item))])

    params: list[click.Parameter] = [
        click.Argument(["id"], required=False),
        click.Option(["--name", "--id"], help="Id of the experiment."),
        click.Option(["--models"], multiple=True, required=True, metavar="A,B,...", help="Models to compare."),
        click.Option(["--dataset"], required=True, metavar="DATASET", help="Chat or completion rows to ask them."),
        click.Option(
            ["--max-tokens"], type=click.IntRange(1), default=1024, show_default=True, help="Longest answer, in tokens."
        ),
        click.Option(["--temperature"], type=click.FloatRange(0, 2), default=0.0, show_default=True, help="0 to 2."),
        dry_run_module.option(),
    ]
    examples = [
        'firectl -p local experiments create --name model-comparison --models "llama-v4-scout,qwen3-235b" '
        "--dataset my-evaluation-set",
        'firectl -p local experiments create --name model-comparison --models "llama-v4-scout,qwen3-235b"'
        " --dataset my-evaluation-set -o json",
    ]
    help = "Create an experiment: write down in the account which models are to be compared on which data set."
    return Command(
        "create",
        run,
        params,
        help=help,
        calls=(
            "GET /v1/accounts/{account}/models/{id}",
            "GET /v1/accounts/{account}/datasets/{id}",
            "POST /v1/accounts/{account}/datasets",
            "POST /v1/accounts/{account}/datasets/{id}:upload",
        ),
        examples=examples,
    )


def _spec(app: App, experiment: str, typed: list[str], values: JsonObject) -> marker.ExperimentSpec:
    """The experiment that is asked for, its models and data set known to exist."""
    wanted = [word.strip() for word in typed if word.strip()]
    if len(wanted) < 2:
        raise UsageError("--models: a comparison takes at least two models, such as --models a,b")
    if len(wanted) > names.MOST_ARMS:
        raise UsageError(f"--models: at most {names.MOST_ARMS} models are compared")
    models = [str(references.public_model(app, word)["name"]) for word in wanted]
    twice = sorted({last_segment(model) for model in models if models.count(model) > 1})
    if twice:
        raise InvalidDataError(f"--models names {', '.join(twice)} twice")
    dataset = str(app.client().get(DATASETS, values["dataset"])["name"])
    return marker.ExperimentSpec(experiment, tuple(models), dataset, values["max_tokens"], float(values["temperature"]))


def _list() -> Command:
    def run(app: App, limit: int | None) -> Listing:
        known = sorted(marker.all_ids(app).items())[:limit]
        made = state.of_all(app.client().list(JOBS, pageSize=200)) if known else {}
        rows = [_row(experiment, item, made.get(names.stem(experiment), state.Runs({}))) for experiment, item in known]
        return Listing(rows, _COLUMNS, None, f"No experiments in accounts/{app.client().account}.")

    limit = click.Option(["--limit"], type=click.IntRange(0), help="Print at most so many rows.")
    return Command(
        "list",
        run,
        [limit],
        help="List experiments.",
        calls=(
            "GET /v1/accounts/{account}/datasets",
            "GET /v1/accounts/{account}/batchInferenceJobs",
        ),
        examples=["firectl -p local experiments list", "firectl -p local experiments list -o json"],
    )


def _row(experiment: str, item: JsonObject, made: state.Runs) -> JsonObject:
    """An experiment as a list shows it: without the description, which would take two requests for each."""
    return {
        "name": experiment,
        "state": made.state(made.latest()),
        "runs": len(made.jobs),
        "createTime": item.get("createTime"),
        "marker": item.get("name"),
    }


def _get() -> Command:
    def run(app: App, names: tuple[str, ...]) -> Details:
        wanted = reads.read_names(app, names)
        done, failures = reads.each(wanted, lambda experiment: _look(app, experiment))
        return Details(done, None, many=reads.many(names, wanted), failures=failures)

    examples = [
        "firectl -p local experiments get model-comparison",
        "firectl -p local experiments get model-comparison -o yaml",
    ]
    help = "Show experiments with their runs; `-` reads ids from stdin."
    return Command(
        "get",
        run,
        [_ids()],
        help=help,
        calls=(
            "GET /v1/accounts/{account}/datasets",
            "GET /v1/accounts/{account}/batchInferenceJobs",
        ),
        examples=examples,
    )


def _look(app: App, experiment: str) -> JsonObject:
    spec, item = marker.find(app, experiment)
    return _described(spec, item, state.of_one(app, experiment, item))


def _described(spec: marker.ExperimentSpec, item: JsonObject, made: state.Runs) -> JsonObject:
    """An experiment in full."""
    return {
        "name": spec.id,
        "state": made.state(made.latest()),
        "models": list(spec.models),
        "dataset": spec.dataset,
        "maxTokens": spec.max_tokens,
        "temperature": spec.temperature,
        "createTime": item.get("createTime"),
        "marker": item.get("name"),
        "runs": [made.describe(run) for run in sorted(made.jobs)],
    }


def _run() -> Command:
    def run(app: App, experiment: str, run: int, arms: str | None, split_traffic: str | None, **values: Any) -> Result:
        spec, item = marker.find(app, experiment)
        wanted = runs.plan(spec, run, arms, split_traffic)
        left = runs.missing(app, wanted, state.of_one(app, experiment, item).jobs.get(run, {}))
        cost = None
        if left:
            prices = max_cost.prices(app)
            cost = max_cost.judged(app, lambda app, _: costs.estimate(app.client(), prices, wanted, left), [], values)
        if values["dry_run"]:
            return _preview(app, wanted, left, cost)
        if left:
            runs.make(app, wanted, left)
        made = state.of_one(app, experiment, item)
        if not left:
            again = f"--run {run + 1} asks again"
            app.console.note(f"run {run} of {experiment} was already there ({made.state(run)}); {again}.")
        if values["wait"]:
            full = [{"name": app.client().name(JOBS, wanted.job(arm))} for arm in wanted.arms]
            writes.wait_for_all(app, load(JOBS), full, values)
            made = state.of_one(app, experiment, item)
        return Details([{"name": experiment, **made.describe(run)}])

    params: list[click.Parameter] = [
        click.Argument(["experiment"], metavar="EXPERIMENT"),
        click.Option(
            ["--split-traffic"], metavar="W/W/...", help="Divide the rows by weight, one for each arm, such as 50/50."
        ),
        click.Option(["--arms"], metavar="A,B,...", help="Only these models, by id or number; all by default."),
        click.Option(
            ["--run"],
            type=click.IntRange(1, names.MOST_RUNS),
            default=1,
            show_default=True,
            help="Number of the run; one that is there is gone on with, another number asks again.",
        ),
        max_cost.option("all answers together may cost more than this"),
        *wait_options.options("24h"),
        dry_run_module.option(),
    ]
    examples = [
        "firectl -p local experiments run model-comparison --wait",
        "firectl -p local experiments run model-comparison --split-traffic 50/50 --run 2",
        "firectl -p local experiments run model-comparison --arms 1,2 --split-traffic 90/10 --run 3",
    ]
    help = "Run an experiment: one batch inference job for each model. The same command goes on where one was stopped."
    return Command(
        "run",
        run,
        params,
        help=help,
        calls=(
            "GET /v1/accounts/{account}/datasets/{id}:getDownloadEndpoint",
            "POST /v1/accounts/{account}/datasets",
            "POST /v1/accounts/{account}/datasets/{id}:upload",
            "POST /v1/accounts/{account}/batchInferenceJobs",
        ),
        examples=examples,
    )


def _preview(app: App, wanted: runs.Plan, left: list[int], cost: Estimate | None) -> Result:
    """The requests a run would send, and the most it may cost."""
    client, resource = app.client(), load(JOBS)
    with runs.lacking(app, wanted, left) as (found, _):
        calls = [client.create_call(DATASETS, item.body, item.id) for item in found]
    calls += [client.create_call(resource, wanted.job_body(client.account, arm), wanted.job(arm)) for arm in left]
    if not calls:
        app.console.note(f"run {wanted.run} of {wanted.spec.id} is there already: nothing would be sent.")
        return TextResult([], [])
    return dry_run_module.preview(app, resource, calls, cost, creates=True)


def _delete() -> Command:
    def run(app: App, names: tuple[str, ...], yes: bool, dry_run: bool) -> Result:
        wanted = [marker.demand_id(name) for name in reads.read_names(app, names)]
        parts = {experiment: _removal.parts(app, experiment) for experiment in wanted}
        if dry_run:
            calls = [app.client().delete_call(kind, name) for found in parts.values() for kind, name in found]
            return dry_run_module.preview(app, load(DATASETS), calls)
        count = sum(map(len, parts.values()))
        app.confirm(f"Delete {', '.join(parts)} with all their runs ({count} data sets and jobs)?", yes)
        done: list[JsonObject] = []
        failures: list[tuple[str, FirectlError]] = []
        for experiment in wanted:
            _removal.remove(app, experiment, done, failures)
        return TextResult([f"Deleted {item['name']}" for item in done], done, failures=failures)

    params = [_ids(), click.Option(["-y", "--yes"], is_flag=True, help="Do not ask."), dry_run_module.option()]
    examples = [
        "firectl -p local experiments delete model-comparison --yes",
        "firectl -p local experiments delete model-comparison --yes -o json",
    ]
    help = "Delete experiments: their jobs, their requests and answers, and last the note of what they were."
    return Command(
        "delete",
        run,
        params,
        help=help,
        calls=(
            "DELETE /v1/accounts/{account}/batchInferenceJobs/{id}",
            "DELETE /v1/accounts/{account}/datasets/{id}",
        ),
        examples=examples,
    )


def _ids() -> click.Argument:
    return click.Argument(["names"], nargs=-1, required=True, metavar="EXPERIMENT...")


def _results() -> click.Command:
    from .results import results

    return results()


def COMMAND() -> LazyGroup:
    """The group."""
    verbs = {"create": _create, "list": _list, "get": _get, "run": _run, "results": _results, "delete": _delete}
    return LazyGroup("experiments", verbs, help="Compare models on a data set.")
