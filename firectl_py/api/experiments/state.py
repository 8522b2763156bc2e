"""The state of experiments, worked out from one list of their jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ...contract import load
from ...contract.enums import JOB_FAILED, JOB_GOAL, JOB_PREFIX
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ..resources import ResourceClient
from . import names

_ARM_OF = re.compile(r"run \d+, arm \d+; (\d{1,2}) arms?", re.ASCII)


class Runs(NamedTuple):
    """The jobs of an experiment by run and arm."""

    jobs: dict[int, dict[int, JsonObject]]

    def latest(self) -> int:
        """The highest number of a run; 0 where there is none."""
        return max(self.jobs, default=0)

    def state(self, run: int) -> str:
        """NEW, INCOMPLETE (a job is missing: the command was stopped), RUNNING, COMPLETED or FAILED."""
        made = self.jobs.get(run, {})
        states = [str(job.get("state")) for job in made.values()]
        if not made:
            return "NEW"
        if len(made) < _arms(made.values()):
            return "INCOMPLETE"
        if any(state not in JOB_GOAL + JOB_FAILED for state in states):
            return "RUNNING"
        return "FAILED" if any(state in JOB_FAILED for state in states) else "COMPLETED"

    def describe(self, run: int) -> dict[str, Any]:
        """A run as a JSON object."""
        made = self.jobs.get(run, {})
        return {"run": run, "state": self.state(run), "arms": [arm_object(arm, made[arm]) for arm in sorted(made)]}


def arm_object(arm: int, job: JsonObject) -> dict[str, Any]:
    """An arm of a run as a JSON object."""
    progress = job.get("jobProgress") or {}
    return {
        "arm": arm,
        "model": job.get("model"),
        "state": str(job.get("state") or "").removeprefix(JOB_PREFIX),
        "percent": progress.get("percent", 0),
        "job": last_segment(str(job.get("name", ""))),
        "requests": last_segment(str(job.get("inputDatasetId") or "")),
        "answers": last_segment(str(job.get("outputDatasetId") or "")),
    }


def job_title(run: int, arm: int, arms: int, split: str | None) -> str:
    """The display name of an arm's job. It holds the number of arms, by which an incomplete run is known."""
    return (f"run {run}, arm {arm}; {arms} arm{'s' if arms > 1 else ''}" + (f" by {split}" if split else ""))[:63]


def of_one(client: ResourceClient, experiment: str, marker: JsonObject) -> Runs:
    """The runs of one experiment, among the jobs made since its marker was made."""
    since = marker.get("createTime")
    query = f'create_time>="{since}"' if since else None
    rows = client.list(load("batch-inference-jobs"), filter=query, pageSize=200)
    return of_all(rows).get(names.stem(experiment), Runs({}))


def of_all(jobs: Iterable[JsonObject]) -> dict[str, Runs]:
    """The runs of every experiment, by the stem of its names."""
    found: dict[str, Runs] = {}
    for job in jobs:
        known = names.part(last_segment(str(job.get("name", ""))))
        if known is not None and known[1].arm and not known[1].output:
            start, part = known
            found.setdefault(start, Runs({})).jobs.setdefault(part.run, {})[part.arm] = job
    return found


def _arms(jobs: Iterable[JsonObject]) -> int:
    titles = (_ARM_OF.match(str(job.get("displayName") or "")) for job in jobs)
    return max((int(match[1]) for match in titles if match), default=0)
