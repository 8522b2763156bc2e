"""What a run of an experiment is to be: which arms answer which rows, under which names."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ...contract.json_types import JsonObject
from ...contract.names import last_segment, resource_name
from ...errors import ConflictError
from . import names, split, state
from .marker import ExperimentSpec


class RunPlan(NamedTuple):
    """A run. Its names follow from what is asked for, so that any machine finds what another one made."""

    spec: ExperimentSpec
    run: int
    arms: tuple[int, ...]
    """The numbers of the arms, in order."""
    parts: tuple[Fraction, ...] | None
    """The weights of the arms; None where each answers every row."""

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

    def missing(self, account: str, jobs: dict[int, JsonObject]) -> list[int]:
        """The arms that have no job among the `jobs` of the run. Raises ConflictError for a run with other settings."""
        strange = [f"arm {arm} is not one of its arms" for arm in jobs if arm not in self.arms]
        for arm in (arm for arm in self.arms if arm in jobs):
            asked, job = self.job_body(account, arm), jobs[arm]
            for field in ("model", "inputDatasetId"):
                if job.get(field) != asked[field]:
                    strange.append(f"{self.job(arm)} has {field} {last_segment(str(job.get(field)))}")
        if strange:
            title = "; ".join(sorted({str(job.get("displayName") or "") for job in jobs.values()}))
            raise ConflictError(
                f"run {self.run} of {self.spec.id} exists with other settings ({title}): {strange[0]}",
                hint=f"--run {self.run + 1} makes another run.",
            )
        return [arm for arm in self.arms if arm not in jobs]


def plan(spec: ExperimentSpec, run: int = 1, arms: str | None = None, split_traffic: str | None = None) -> RunPlan:
    """The run that the options ask for: `arms` such as "1,qwen3-8b", `split_traffic` such as "50/50".

    Raises UsageError that names the arms.
    """
    picked, short = split.pick(arms, spec.models), split.names(spec.models)
    if split_traffic is None:
        return RunPlan(spec, run, tuple(sorted(picked)), None)
    weights = split.weights(split_traffic, [short[arm - 1] for arm in picked])
    pairs = sorted(zip(picked, weights, strict=True))
    return RunPlan(spec, run, tuple(arm for arm, _ in pairs), tuple(part for _, part in pairs))
