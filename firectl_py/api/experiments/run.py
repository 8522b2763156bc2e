"""A run of an experiment: the requests and the jobs it takes, each made once.

The names follow from what is asked for, and what is in the account decides what is left to do: whenever a run was
stopped, on whichever machine, the same command makes what is missing and nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from ...cli.app import App
from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment, resource_name
from ...errors import ConflictError, InvalidDataError, NotFoundError
from . import datasets as sets
from . import names, rows, split, state
from .marker import ExperimentSpec


class Plan(NamedTuple):
    """What a run is to be. `arms` are their numbers, in order; `parts` their weights, None where each answers all."""

    spec: ExperimentSpec
    run: int
    arms: tuple[int, ...]
    parts: tuple[Fraction, ...] | None

    @property
    def settings(self) -> str:
        """The hash of what is asked for."""
        asked = {"spec": self.spec._asdict(), "arms": self.arms, "parts": [str(part) for part in self.parts or ()]}
        return names.settings(asked)

    def requests(self, arm: int) -> str:
        """The id of the requests of an arm."""
        return names.requests(self.spec.id, self.run, self.settings, arm if self.parts else None)

    def job(self, arm: int) -> str:
        """The id of the job of an arm."""
        return names.job(self.spec.id, self.run, arm)

    def job_body(self, account: str, arm: int) -> JsonObject:
        """The job of an arm."""
        weights = "/".join(f"{float(part):g}" for part in self.parts) if self.parts else None
        return {
            "displayName": state.job_title(self.run, arm, len(self.arms), weights),
            "model": self.spec.models[arm - 1],
            "inputDatasetId": resource_name(account, "datasets", self.requests(arm)),
            "outputDatasetId": resource_name(account, "datasets", names.output(self.spec.id, self.run, arm)),
        }


def plan(spec: ExperimentSpec, run: int, arms: str | None, split_traffic: str | None) -> Plan:
    """The run that the options ask for. Raises UsageError that names the arms."""
    picked, short = split.pick(arms, spec.models), split.names(spec.models)
    if split_traffic is None:
        return Plan(spec, run, tuple(sorted(picked)), None)
    weights = split.weights(split_traffic, [short[arm - 1] for arm in picked])
    pairs = sorted(zip(picked, weights, strict=True))
    return Plan(spec, run, tuple(arm for arm, _ in pairs), tuple(part for _, part in pairs))


def missing(app: App, wanted: Plan, made: dict[int, JsonObject]) -> list[int]:
    """The arms that have no job yet. Raises ConflictError where the run was made with other settings."""
    account = app.client().account
    strange = [f"arm {arm} is none of its arms" for arm in made if arm not in wanted.arms]
    for arm in (arm for arm in wanted.arms if arm in made):
        asked, there = wanted.job_body(account, arm), made[arm]
        for field in ("model", "inputDatasetId"):
            if there.get(field) != asked[field]:
                strange.append(f"{wanted.job(arm)} has {field} {last_segment(str(there.get(field)))}")
    if strange:
        title = "; ".join(sorted({str(job.get("displayName") or "") for job in made.values()}))
        raise ConflictError(
            f"run {wanted.run} of {wanted.spec.id} is there, and was asked for otherwise ({title}): {strange[0]}",
            hint=f"--run {wanted.run + 1} makes another run.",
        )
    return [arm for arm in wanted.arms if arm not in made]


def source(app: App, spec: ExperimentSpec) -> JsonObject:
    """The experiment's data set, READY. Raises NotFoundError, ConflictError."""
    try:
        item = app.client().get("datasets", spec.dataset)
    except NotFoundError as error:
        error.hint = f"Experiment {spec.id} asks the rows of that data set."
        raise
    if item.get("state") != "READY":
        raise ConflictError(f"{spec.dataset} is {item.get('state')}, not READY", hint="Upload its rows first.")
    return item


class Requests(NamedTuple):
    """A data set of requests that is not there yet."""

    id: str
    body: JsonObject
    arm: int
    """Whose requests they are; the first arm's where they are everybody's."""


@contextmanager
def lacking(app: App, wanted: Plan, left: Sequence[int]) -> Iterator[tuple[list[Requests], Sequence[Path]]]:
    """The requests that the arms `left` lack, and the files they are made of.

    Raises InvalidDataError, ConflictError.
    """
    arms = [arm for arm in (left if wanted.parts else left[:1]) if not _is_ready(app, wanted.requests(arm))]
    if not arms:
        yield [], []
        return
    source(app, wanted.spec)
    with sets.fetched(app, wanted.spec.dataset) as files:
        yield [_requests(wanted, arm, files) for arm in arms], files


def _is_ready(app: App, dataset: str) -> bool:
    try:
        return app.client().get("datasets", dataset).get("state") == "READY"
    except NotFoundError:
        return False


def _requests(wanted: Plan, arm: int, files: Sequence[Path]) -> Requests:
    """Raises InvalidDataError for rows that cannot be asked, and where there are none."""
    count = sum(1 for _ in _lines(files, wanted, arm))
    if not count:
        raise InvalidDataError(
            f"{wanted.spec.dataset} gives arm {last_segment(wanted.spec.models[arm - 1])} no row",
            hint="Give it more weight, or take a larger data set.",
        )
    title = f"Requests of {wanted.spec.id}"[:63]
    body: JsonObject = {"displayName": title, "userUploaded": {}, "exampleCount": str(count)}
    return Requests(wanted.requests(arm), body, arm)


def make(app: App, wanted: Plan, left: Sequence[int]) -> None:
    """Bring the requests of the arms that are `left`, and start their jobs. Raises InvalidDataError, ConflictError."""
    with lacking(app, wanted, left) as (found, files):
        for item in found:
            sets.bring(app, item.id, _lines(files, wanted, item.arm), item.body)
    client, resource = app.client(), load("batch-inference-jobs")
    for arm in left:
        client.create(resource, wanted.job_body(client.account, arm), wanted.job(arm), on_found=app.console.note)


def _lines(files: Sequence[Path], wanted: Plan, arm: int) -> Iterator[bytes]:
    """The requests that an arm is to answer."""
    with ExitStack() as stack:
        streams = (stack.enter_context(path.open("rb")) for path in files)
        for question in rows.questions(streams):
            if wanted.parts is None or wanted.arms[split.share(question.digest, wanted.parts)] == arm:
                yield question.line(wanted.spec.request)
