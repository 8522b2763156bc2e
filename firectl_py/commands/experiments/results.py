"""`experiments results`: what the arms of a run answered, side by side.

What is there is shown, whatever the rest does; the exit code says whether that was all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from ...api.experiments import datasets as sets
from ...api.experiments import marker, rows, split, state
from ...api.experiments.comparison import Comparison
from ...api.pricing import fine_tuning, price_table, tokens
from ...cli.app import App
from ...cli.command import Command
from ...contract import Column
from ...contract.enums import JOB_FAILED, JOB_GOAL
from ...contract.json_types import JsonObject
from ...errors import ConflictError, EndedOtherwiseError, FirectlError, InvalidDataError, NotFoundError, UnderWayError
from ...output.result import Listing, Result, TextResult
from ...output.tables import aligned
from ...output.widths import cut
from ..shared import max_cost

SAME = "equal after Unicode NFKC, white space aside; upper and lower case differ"
_SHOWN = 10
_WIDTH = 100
"""Columns of the differing answers where there is no terminal: their table is for people to look at."""
_COLUMNS = (
    Column("ROW", "row"),
    Column("QUESTION", "question"),
    Column("ANSWERS", "answers"),
    Column("REFERENCE", "reference"),
)
_Arms = dict[int, dict[str, Any]]


def results() -> Command:
    """`results EXPERIMENT`."""

    def run(app: App, experiment: str, run: int | None, differing: int | None, rows: bool) -> Result:
        spec, item = marker.find(app, experiment)
        made = state.of_one(app, experiment, item)
        chosen = run or made.latest()
        if chosen not in made.jobs:
            what = f"has no run {run}" if run else "has not been run"
            raise ConflictError(f"experiment {experiment} {what}", hint=f"firectl experiments run {experiment}")
        jobs = made.jobs[chosen]
        if rows:
            return Listing(_every_row(app, spec, jobs), _COLUMNS, None, "No answers yet.")
        with _compared(app, spec, jobs) as (comparison, arms):
            look = app.look()
            most = _SHOWN if look.output in ("text", "table", "wide") else -1
            found = list(comparison.differing(most if differing is None else differing))
        data = {
            "experiment": experiment,
            "run": chosen,
            "state": made.state(chosen),
            "dataset": spec.dataset,
            "same": SAME,
            "arms": list(arms.values()),
            "differing": found,
        }
        return TextResult([*_summary(arms), *_differing(found, arms, look.width or _WIDTH)], data, error=_ended(arms))

    params: list[click.Parameter] = [
        click.Argument(["experiment"]),
        click.Option(["--run"], type=click.IntRange(1), help="Number of the run; the latest by default."),
        click.Option(
            ["--differing"],
            type=click.IntRange(0),
            metavar="N",
            help=f"Rows with differing answers to show: {_SHOWN} by default, all with -o json.",
        ),
        click.Option(["--rows"], is_flag=True, help="List every row with every answer instead, as it is read."),
    ]
    examples = [
        "firectl -p local experiments results model-comparison",
        "firectl -p local experiments results model-comparison --rows -o jsonl",
    ]
    help = (
        "Compare what the models answered: rows, failures, tokens, cost, length, agreement with the reference. "
        "Exits 18 while an arm is under way, 10 where one ended without answering all."
    )
    return Command(
        "results",
        run,
        params,
        help=help,
        calls=(
            "GET /v1/accounts/{account}/datasets",
            "GET /v1/accounts/{account}/batchInferenceJobs",
            "GET /v1/accounts/{account}/datasets/{id}:getDownloadEndpoint",
            "GET signed URLs",
        ),
        examples=examples,
    )


@contextmanager
def _compared(app: App, spec: marker.ExperimentSpec, jobs: dict[int, JsonObject]) -> Iterator[tuple[Comparison, _Arms]]:
    """The answers that are there, and each arm with its figures."""
    short = split.names(spec.models)
    arms = {number: {"name": short[number - 1], **state.arm_object(number, jobs[number])} for number in sorted(jobs)}
    with sets.folder() as place:
        comparison = Comparison(place)
        try:
            _ask(app, spec, comparison)
            sizes: dict[str, int | None] = {}
            for number, arm in arms.items():
                bad = _take(app, comparison, number, jobs[number])
                ended = str(jobs[number].get("state")) in JOB_GOAL + JOB_FAILED
                arm |= _figures(comparison, number, bad, _asked(app, arm["requests"], sizes), ended)
                arm["cost"] = _cost(app, str(jobs[number].get("model") or ""), arm)
            for arm in arms.values():
                _warn(app, arm)
            yield comparison, arms
        finally:
            comparison.close()


def _ask(app: App, spec: marker.ExperimentSpec, comparison: Comparison) -> None:
    """The questions and reference answers, from the experiment's own data set as long as it is there."""
    try:
        with sets.fetched(app, spec.dataset) as files:
            for path in files:
                with path.open("rb") as file:
                    comparison.ask(rows.questions([file]))
    except (NotFoundError, InvalidDataError) as error:
        app.console.warn(f"no questions and no reference answers: {spec.dataset}: {error.message}")


def _take(app: App, comparison: Comparison, number: int, job: JsonObject) -> int:
    """Take in what an arm has written; how many lines could not be read."""
    if str(job.get("state")) not in JOB_GOAL + JOB_FAILED or not job.get("outputDatasetId"):
        return 0
    bad = 0
    try:
        with sets.fetched(app, str(job["outputDatasetId"])) as files:
            for path in sorted(files, key=lambda path: path.suffix, reverse=True):  # answers before errors
                with path.open("rb") as file:
                    bad += comparison.take(number, file)
    except NotFoundError:
        if job.get("state") in JOB_GOAL:
            app.console.warn(f"the answers of arm {number} were deleted")
    return bad


def _asked(app: App, requests: str, sizes: dict[str, int | None]) -> int | None:
    """How many rows an arm was to answer; None where nobody knows any more."""
    if requests not in sizes:
        try:
            sizes[requests] = int(app.client().get("datasets", requests).get("exampleCount") or 0)
        except (NotFoundError, ValueError):
            sizes[requests] = None
    return sizes[requests]


def _figures(comparison: Comparison, number: int, bad: int, asked: int | None, ended: bool) -> dict[str, Any]:
    sums = comparison.sums(number)
    found = sums.answered + sums.failed - sums.unknown
    return {
        "rows": asked,
        "answered": sums.answered,
        "failed": sums.failed,
        "missing": max(0, asked - found) if asked is not None and ended else None,
        "repeated": sums.repeated,
        "unknown": sums.unknown,
        "unreadable": bad,
        "tokensIn": sums.tokens_in,
        "tokensOut": sums.tokens_out,
        "meanCharacters": round(sums.characters / sums.answered, 1) if sums.answered else None,
        "withReference": sums.with_reference,
        "agreeing": sums.agreeing,
    }


def _cost(app: App, model: str, arm: dict[str, Any]) -> float | None:
    """What the arm's tokens cost, in the currency of the table of prices; None where that has no price."""
    size = fine_tuning.size_of_model(app.client(), model)
    return price_table.number(
        tokens.estimate(max_cost.prices(app), model, size, arm["tokensIn"], arm["tokensOut"]).amount
    )


def _warn(app: App, arm: dict[str, Any]) -> None:
    """Say what is odd about an arm's output: it counts for nothing silently."""
    odd = {
        "repeated": "answers to a row that had one (the first counts)",
        "unknown": "answers to rows that are not in the data set",
        "unreadable": "lines that are no answers",
    }
    found = [f"{arm[key]} {what}" for key, what in odd.items() if arm[key]]
    if arm["state"] == "COMPLETED" and arm["missing"]:
        found.append(f"{arm['missing']} rows without any answer")
    if found:
        app.console.warn(f"{arm['name']}: {'; '.join(found)}")


def _ended(arms: _Arms) -> FirectlError | None:
    """What the exit code says of a run that is not all there."""
    words = {arm["name"]: arm["state"] for arm in arms.values()}
    failed = [name for name, word in words.items() if f"JOB_STATE_{word}" in JOB_FAILED]
    going = [name for name, word in words.items() if f"JOB_STATE_{word}" not in JOB_FAILED + JOB_GOAL]
    told = ", ".join(f"{name} is {words[name]}" for name in failed + going)
    if failed:
        return EndedOtherwiseError(f"not all arms answered: {told}", hint="firectl batch-inference-jobs get says why.")
    if going:
        jobs = " ".join(arm["job"] for arm in arms.values() if arm["name"] in going)
        return UnderWayError(f"not all arms are done: {told}", hint=f"firectl batch-inference-jobs wait {jobs}")
    return None


def _every_row(app: App, spec: marker.ExperimentSpec, jobs: dict[int, JsonObject]) -> Iterator[dict[str, Any]]:
    with _compared(app, spec, jobs) as (comparison, arms):
        yield from comparison.rows()
        error = _ended(arms)
    if error is not None:
        raise error


def _summary(arms: _Arms) -> list[str]:
    """The figures with an arm a column."""

    def agreement(arm: dict[str, Any]) -> str:
        if not arm["withReference"]:
            return ""
        return f"{arm['agreeing']}/{arm['withReference']} ({100 * arm['agreeing'] / arm['withReference']:.0f} %)"

    lines = {
        "State": "state",
        "Rows": "rows",
        "Answered": "answered",
        "Failed": "failed",
        "Missing": "missing",
        "Tokens in": "tokensIn",
        "Tokens out": "tokensOut",
        "Cost": "cost",
        "Mean length": "meanCharacters",
    }
    table = [[title, *(_cell(arm.get(key)) for arm in arms.values())] for title, key in lines.items()]
    table.append(["As reference", *map(agreement, arms.values())])
    headers = ["", *(arm["name"] for arm in arms.values())]
    return aligned([headers, *table])


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _differing(found: list[dict[str, Any]], arms: _Arms, columns: int) -> list[str]:
    """The differing answers, shortened, as a table of so many columns."""
    if not found:
        return []
    size = max(12, (columns - 6) // (len(arms) + 1) - 2)

    def short(text: str | None) -> str:
        return cut(" ".join((text or "").split()), size, "...")

    table = []
    for row in found:
        told = {a["arm"]: a["text"] if "text" in a else f"({a['error']})" for a in row["answers"]}
        cells = [short(told.get(number)) for number in arms]
        table.append([str(row["row"] or row["id"]), *cells, short(row["reference"])])
    headers = ["ROW", *(cut(arm["name"], size) for arm in arms.values()), "REFERENCE"]
    return [
        "",
        "Differing answers, shortened (-o json has them whole):",
        *aligned([headers, *table]),
    ]
