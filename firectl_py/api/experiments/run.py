"""Making a run of an experiment: its requests and its jobs, each exactly once.

What is in the account decides what is left to do. Whenever a run was stopped, on whichever machine, the same call makes
what is missing and nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import ConflictError, InvalidDataError, NotFoundError
from ..resources import ResourceClient
from . import datasets as sets
from . import rows, split
from .plan import RunPlan


class RequestSet(NamedTuple):
    """A data set of requests that does not exist yet."""

    id: str
    body: JsonObject
    arm: int
    """The arm that answers them; the first one where all arms do."""


@contextmanager
def missing_requests(
    client: ResourceClient, plan: RunPlan, arms: Sequence[int]
) -> Iterator[tuple[list[RequestSet], Sequence[Path]]]:
    """The requests that `arms` lack, and the files of rows they are made of.

    Raises InvalidDataError for rows that cannot be asked, ConflictError where the data set is not READY.
    """
    lacking = [arm for arm in (arms if plan.parts else arms[:1]) if not _is_ready(client, plan.requests(arm))]
    if not lacking:
        yield [], []
        return
    _require_ready(client, plan)
    with sets.fetched(client, plan.spec.dataset) as files:
        yield [_request_set(plan, arm, files) for arm in lacking], files


def make(
    client: ResourceClient, plan: RunPlan, arms: Sequence[int], on_found: Callable[[str], None] | None = None
) -> None:
    """Upload the requests of `arms` and start their jobs. Raises InvalidDataError, ConflictError."""
    with missing_requests(client, plan, arms) as (lacking, files):
        for item in lacking:
            sets.upload(client, item.id, _lines(files, plan, item.arm), item.body)
    for arm in arms:
        body = plan.job_body(client.account, arm)
        client.create(load("batch-inference-jobs"), body, plan.job(arm), on_found=on_found)


def _require_ready(client: ResourceClient, plan: RunPlan) -> None:
    """Raises NotFoundError, ConflictError where the experiment's data set cannot be read."""
    try:
        item = client.get("datasets", plan.spec.dataset)
    except NotFoundError as error:
        error.hint = f"Experiment {plan.spec.id} asks the rows of that data set."
        raise
    if not load("datasets").is_ready(item):
        raise ConflictError(f"{plan.spec.dataset} is {item.get('state')}, not READY", hint="Upload its rows first.")


def _is_ready(client: ResourceClient, dataset: str) -> bool:
    try:
        return load("datasets").is_ready(client.get("datasets", dataset))
    except NotFoundError:
        return False


def _request_set(plan: RunPlan, arm: int, files: Sequence[Path]) -> RequestSet:
    """Raises InvalidDataError for rows that cannot be asked, and where there are none."""
    count = sum(1 for _ in _lines(files, plan, arm))
    if not count:
        raise InvalidDataError(
            f"{plan.spec.dataset} gives arm {last_segment(plan.spec.models[arm - 1])} no row",
            hint="Give it more weight, or take a larger data set.",
        )
    title = f"Requests of {plan.spec.id}"[:63]
    body: JsonObject = {"displayName": title, "userUploaded": {}, "exampleCount": str(count)}
    return RequestSet(plan.requests(arm), body, arm)


def _lines(files: Sequence[Path], plan: RunPlan, arm: int) -> Iterator[bytes]:
    """The requests that an arm is to answer."""
    for question in rows.questions_of(files):
        if plan.parts is None or plan.arms[split.share(question.digest, plan.parts)] == arm:
            yield question.line(plan.spec.request)
