"""Experiments as a program uses them: `client.experiments`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.prices import Prices
from ...errors import InvalidDataError, UsageError
from .. import references
from ..kinds import Noun
from ..pricing import price_table
from ..pricing.estimate import Estimate
from ..reporting import Reporter
from ..resources import ResourceClient
from . import cost, datasets, marker, names, plan, removal, rows, run, state
from .marker import ExperimentSpec
from .plan import RunPlan
from .removal import Removal
from .results import RunResults, results


class Experiments:
    """Named comparisons of models on a data set.

    The platform has no such resource: an experiment is kept in the account as data sets and batch inference jobs,
    which are found again by their names (`names`). Experiments are JSON objects with the members name, state, models,
    dataset, maxTokens, temperature, createTime, marker and runs.
    """

    def __init__(self, client: ResourceClient) -> None:
        self._client = client

    def spec(
        self,
        experiment: str,
        models: Sequence[str],
        dataset: str,
        *,
        max_tokens: int = 1024,
        temperature: float = 0.0,
    ) -> ExperimentSpec:
        """The experiment with that id. Models and data set are known to exist, and the rows can be asked.

        `models` are full names, ids of the account or ids of public models. Answers have at most `max_tokens` tokens.
        Raises UsageError, InvalidDataError, NotFoundError.
        """
        marker.require_id(experiment)
        if len(models) < 2:
            raise UsageError("--models: a comparison takes at least two models, such as --models a,b")
        if len(models) > names.MOST_ARMS:
            raise UsageError(f"--models: at most {names.MOST_ARMS} models are compared")
        full = [str(references.get_model(self._client, model)["name"]) for model in models]
        twice = sorted({last_segment(model) for model in full if full.count(model) > 1})
        if twice:
            raise InvalidDataError(f"--models names {', '.join(twice)} twice")
        item = self._client.get("datasets", dataset)
        if load("datasets").is_ready(item):
            with datasets.fetched(self._client, str(item["name"])) as files:
                for _ in rows.questions_of(files):
                    pass
        return ExperimentSpec(experiment, tuple(full), str(item["name"]), max_tokens, float(temperature))

    def create(self, spec: ExperimentSpec, on_found: Callable[[str], None] | None = None) -> JsonObject:
        """The experiment, made where it does not exist; `on_found` is called with a sentence where it does.

        Raises ConflictError where another experiment has the id.
        """
        item, found = marker.make(self._client, spec)
        if found and on_found is not None:
            on_found(f"experiment {spec.id} exists already as asked; nothing new was made.")
        return describe(spec, item, state.of_one(self._client, spec.id, item) if found else state.Runs({}))

    def get(self, experiment: str) -> JsonObject:
        """One experiment with its runs. Raises NotFoundError."""
        spec, item = marker.find(self._client, experiment)
        return describe(spec, item, state.of_one(self._client, experiment, item))

    def list(self, limit: int | None = None) -> list[JsonObject]:
        """The experiments of the account, by id, without their models and runs: name, state, runs (their number)."""
        known = sorted(marker.all_ids(self._client).items())[:limit]
        runs = state.of_all(self._client.list("batch-inference-jobs", pageSize=200)) if known else {}
        return [_row(id, item, runs.get(names.stem(id), state.Runs({}))) for id, item in known]

    def plan(
        self, experiment: str, run: int = 1, *, arms: str | None = None, split_traffic: str | None = None
    ) -> RunPlan:
        """The run number `run`: of `arms` such as "1,qwen3-8b", with the rows divided as in "50/50", or all to each.

        Raises NotFoundError, UsageError.
        """
        return plan.plan(marker.find(self._client, experiment)[0], run, arms, split_traffic)

    def missing(self, wanted: RunPlan) -> Sequence[int]:
        """The arms of a run that have no job yet. Raises ConflictError where the run has other settings."""
        return wanted.missing(self._client.account, self._runs(wanted).jobs.get(wanted.run, {}))

    def estimate(self, wanted: RunPlan, prices: Prices | None = None) -> Estimate:
        """The most that the arms which have no job yet can cost together."""
        return cost.estimate(self._client, prices or price_table.load(), wanted, list(self.missing(wanted)))

    def run(self, wanted: RunPlan, on_found: Callable[[str], None] | None = None) -> JsonObject:
        """The run, with the requests and jobs made that are missing. Raises InvalidDataError, ConflictError."""
        run.make(self._client, wanted, self.missing(wanted), on_found)
        return self.describe_run(wanted)

    def describe_run(self, wanted: RunPlan) -> JsonObject:
        """The run as it is now: name, run, state and arms."""
        return {"name": wanted.spec.id, **self._runs(wanted).describe(wanted.run)}

    def results(
        self,
        experiment: str,
        run: int | None = None,
        *,
        prices: Prices | None = None,
        reporter: Reporter | None = None,
    ) -> AbstractContextManager[RunResults]:
        """What the arms of a run have answered; of the latest run where `run` is None.

        Raises NotFoundError, ConflictError for an experiment that has not been run.
        """
        return results(self._client, prices or price_table.load(), experiment, run, reporter)

    def parts(self, experiment: str) -> Sequence[tuple[Noun, str]]:
        """(noun, full name) of all that `delete` removes, in its order. Raises NotFoundError."""
        return removal.parts(self._client, experiment)

    def delete(self, experiment: str) -> Removal:
        """Delete an experiment with all its runs. What could not be deleted is named with its error."""
        return removal.remove(self._client, experiment)

    def _runs(self, wanted: RunPlan) -> state.Runs:
        return state.of_one(self._client, wanted.spec.id, marker.look(self._client, wanted.spec.id))


def describe(spec: ExperimentSpec, item: JsonObject, runs: state.Runs) -> JsonObject:
    """An experiment in full."""
    return {
        "name": spec.id,
        "state": runs.state(runs.latest()),
        "models": list(spec.models),
        "dataset": spec.dataset,
        "maxTokens": spec.max_tokens,
        "temperature": spec.temperature,
        "createTime": item.get("createTime"),
        "marker": item.get("name"),
        "runs": [runs.describe(run) for run in sorted(runs.jobs)],
    }


def _row(experiment: str, item: JsonObject, runs: state.Runs) -> JsonObject:
    """An experiment as a list shows it: without the description, which would take two requests for each."""
    return {
        "name": experiment,
        "state": runs.state(runs.latest()),
        "runs": len(runs.jobs),
        "createTime": item.get("createTime"),
        "marker": item.get("name"),
    }
