"""What the arms of a run answered, with the figures of each arm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

from ...contract.enums import JOB_FAILED, JOB_GOAL, JOB_PREFIX
from ...contract.json_types import JsonObject
from ...contract.numbers import whole_number
from ...contract.prices import Prices
from ...errors import ConflictError, EndedOtherwiseError, FirectlError, InvalidDataError, NotFoundError, UnderWayError
from ..pricing import fine_tuning, price_table, tokens
from ..reporting import Reporter, SilentReporter
from ..resources import ResourceClient
from . import datasets as sets
from . import marker, rows, split, state
from .comparison import Comparison, Sums

SAME = "equal after Unicode NFKC, white space aside; upper and lower case differ"
_ENDED = JOB_GOAL + JOB_FAILED


class ArmResult(NamedTuple):
    """One arm of a run."""

    name: str
    """The model's short name."""
    job: JsonObject
    """The arm as `state.arm_object` shows it."""
    rows: int | None
    """Rows it was to answer; None where the data set of the requests is gone."""
    unreadable: int
    """Lines of its output that hold neither an answer nor an error."""
    sums: Sums
    cost: Decimal | None
    """What its tokens cost, in the currency of the prices; None where a price is not known."""

    @property
    def state(self) -> str:
        """The state of the job without its prefix, such as COMPLETED."""
        return str(self.job["state"])

    @property
    def has_ended(self) -> bool:
        """Whether the job will write nothing more."""
        return f"{JOB_PREFIX}{self.state}" in _ENDED

    @property
    def missing(self) -> int | None:
        """Rows without answer and error; None where that is not known yet."""
        if self.rows is None or not self.has_ended:
            return None
        return max(0, self.rows - (self.sums.answered + self.sums.failed - self.sums.unknown))

    @property
    def mean_characters(self) -> float | None:
        """The mean length of the answers; None without any."""
        return round(self.sums.characters / self.sums.answered, 1) if self.sums.answered else None

    def as_json(self) -> JsonObject:
        """The arm with its figures."""
        return {
            "name": self.name,
            **self.job,
            "rows": self.rows,
            "answered": self.sums.answered,
            "failed": self.sums.failed,
            "missing": self.missing,
            "repeated": self.sums.repeated,
            "unknown": self.sums.unknown,
            "unreadable": self.unreadable,
            "tokensIn": self.sums.tokens_in,
            "tokensOut": self.sums.tokens_out,
            "meanCharacters": self.mean_characters,
            "withReference": self.sums.with_reference,
            "agreeing": self.sums.agreeing,
            "simulated": self.sums.simulated > 0,
            "cost": price_table.number(self.cost),
        }


class RunResults(NamedTuple):
    """A run with its arms. `comparison` holds the answers for as long as the context of `results` lasts."""

    experiment: str
    run: int
    state: str
    dataset: str
    arms: list[ArmResult]
    comparison: Comparison

    @property
    def simulated(self) -> bool:
        """Whether the stand-in of a local control plane gave answers, and not a model."""
        return any(arm.sums.simulated for arm in self.arms)

    def error(self) -> FirectlError | None:
        """EndedOtherwiseError where an arm failed, UnderWayError where one has not ended; None where all are done."""
        failed = [arm for arm in self.arms if f"{JOB_PREFIX}{arm.state}" in JOB_FAILED]
        going = [arm for arm in self.arms if not arm.has_ended]
        what = ", ".join(f"{arm.name} is {arm.state}" for arm in failed + going)
        if failed:
            hint = "firectl batch-inference-jobs get says why."
            return EndedOtherwiseError(f"not all arms answered: {what}", hint=hint)
        if going:
            jobs = " ".join(str(arm.job["job"]) for arm in going)
            return UnderWayError(f"not all arms are done: {what}", hint=f"firectl batch-inference-jobs wait {jobs}")
        return None


@contextmanager
def results(
    client: ResourceClient, prices: Prices, experiment: str, run: int | None = None, reporter: Reporter | None = None
) -> Iterator[RunResults]:
    """What the arms of a run have answered so far; of the latest run where `run` is None.

    Raises NotFoundError, ConflictError for an experiment that has not been run.
    """
    reporter = reporter or SilentReporter()
    spec, item = marker.find(client, experiment)
    runs = state.of_one(client, experiment, item)
    chosen = run or runs.latest()
    if chosen not in runs.jobs:
        hint = f"firectl experiments run {experiment}"
        if run and runs.jobs:
            raise NotFoundError(f"experiment {experiment} has no run {run}", status=404, hint=f"{hint} --run {run}")
        raise ConflictError(f"experiment {experiment} has not been run", hint=hint)
    jobs, short = runs.jobs[chosen], split.names(spec.models)
    with sets.folder() as place:
        comparison = Comparison(place)
        try:
            _add_questions(client, spec, comparison, reporter)
            arms, sizes = list[ArmResult](), dict[str, int | None]()
            for number in sorted(jobs):
                arm = _arm(client, prices, number, short[number - 1], jobs[number], comparison, sizes, reporter)
                _warn(arm, reporter)
                arms.append(arm)
            yield RunResults(experiment, chosen, runs.state(chosen), spec.dataset, arms, comparison)
        finally:
            comparison.close()


def _arm(
    client: ResourceClient,
    prices: Prices,
    number: int,
    name: str,
    job: JsonObject,
    comparison: Comparison,
    sizes: dict[str, int | None],
    reporter: Reporter,
) -> ArmResult:
    unreadable = _add_answers(client, comparison, number, job, reporter)
    sums, shown = comparison.sums(number), state.arm_object(number, job)
    model = str(job.get("model") or "")
    size = fine_tuning.size_of_model(client, model)
    cost = tokens.estimate(prices, model, size, sums.tokens_in, sums.tokens_out).amount
    rows_asked = _size_of(client, str(shown["requests"]), sizes)
    return ArmResult(name, shown, rows_asked, unreadable, sums, cost)


def _add_questions(
    client: ResourceClient, spec: marker.ExperimentSpec, comparison: Comparison, reporter: Reporter
) -> None:
    """The questions and reference answers, from the experiment's own data set as long as it exists."""
    try:
        with sets.fetched(client, spec.dataset) as files:
            comparison.ask(rows.questions_of(files))
    except (NotFoundError, InvalidDataError) as error:
        reporter.warn(f"no questions and no reference answers: {spec.dataset}: {error.message}")


def _add_answers(
    client: ResourceClient, comparison: Comparison, number: int, job: JsonObject, reporter: Reporter
) -> int:
    """Add what an arm has written; how many lines could not be read."""
    if str(job.get("state")) not in _ENDED or not job.get("outputDatasetId"):
        return 0
    unreadable = 0
    try:
        with sets.fetched(client, str(job["outputDatasetId"])) as files:
            for path in sorted(files, key=lambda path: path.suffix, reverse=True):  # answers before errors
                with path.open("rb") as file:
                    unreadable += comparison.take(number, file)
    except NotFoundError:
        if job.get("state") in JOB_GOAL:
            reporter.warn(f"the answers of arm {number} were deleted")
    return unreadable


def _size_of(client: ResourceClient, requests: str, sizes: dict[str, int | None]) -> int | None:
    """How many rows a data set of requests has; None where it is gone. `sizes` keeps what was asked already."""
    if requests not in sizes:
        try:
            sizes[requests] = whole_number(client.get("datasets", requests).get("exampleCount") or 0)
        except NotFoundError:
            sizes[requests] = None
    return sizes[requests]


def _warn(arm: ArmResult, reporter: Reporter) -> None:
    """Report what is odd about an arm's output and counts for nothing."""
    odd = {
        "answers to a row that had one (the first counts)": arm.sums.repeated,
        "answers to rows that are not in the data set": arm.sums.unknown,
        "lines that hold no answer": arm.unreadable,
        "rows without any answer": (arm.missing or 0) if arm.state == "COMPLETED" else 0,
    }
    found = [f"{count} {what}" for what, count in odd.items() if count]
    if found:
        reporter.warn(f"{arm.name}: {'; '.join(found)}")
