"""Every command of the written procedure our users follow, as it is written there, and in the other grammar."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from ..helpers import Run

SET_UP = ("create dataset my-dataset {rows}", "create dataset my-eval-set {rows}")

PROCEDURE = (
    "whoami",
    "list models",
    "list models --category experimental",
    "get model llama-v3p1-8b-instruct",
    "download model llama-v3p1-8b-instruct {folder}/local_path",
    "get dataset my-dataset",
    "create sftj --base-model llama-v3p1-8b-instruct --dataset my-dataset --output-model my-tuned-model",
    "create sftj --base-model llama-v3p1-8b-instruct --dataset my-dataset --output-model my-second-model "
    "--job-id my-fine-tuning-job --learning-rate 0.0001 --epochs 2 --early-stop --evaluation-dataset my-eval-set "
    "--max-context-length 8192 --lora-rank 16 --turbo "
    '--wandb-entity my-org --wandb-api-key xxx --wandb-project "My Project"',
    "get sftj my-fine-tuning-job",
    "create deployment --model llama-v3p1-70b-instruct --name my-deployment --gpu-type h100 --gpu-count 2 "
    "--max-replicas 4",
    "list deployments",
    "get deployment my-deployment",
    "delete deployment my-deployment",
    "create deployment --model deepseek-v3 --gpu-type b200 --gpu-count 1 --precision fp4 --max-tokens-per-second 300 "
    "--name fast",
    "get deployment fast --metrics",
    "create deployment --model llama-v4-scout --region us-west-2 --fallback-regions eu-west-1,asia-southeast-1 "
    "--auto-scale true",
    "create vpc-deployment --model custom-model --vpc-id vpc-12345 --security-groups sg-67890 --compliance-mode hipaa",
    "list regions",
    'create experiment --name "model-comparison" --models "llama-v4-scout,qwen3-235b,deepseek-r1-0528" '
    "--dataset my-eval-set",
    'create experiment --name "two-models" --models "llama-v4-scout,qwen3-235b" --dataset my-eval-set',
    "run experiment two-models --split-traffic 50/50",
)


def words(line: str, rows: Path, folder: Path) -> list[str]:
    return [word.format(rows=rows, folder=folder) for word in shlex.split(line)]


def noun_first(argv: list[str]) -> list[str]:
    """`create sftj ...` as `sftj create ...`."""
    return argv if len(argv) == 1 else [argv[1], argv[0], *argv[2:]]


@pytest.mark.parametrize("grammar", ["as written", "noun first"])
def test_the_procedure_runs_as_it_is_written(local: Run, rows: Path, tmp_path: Path, grammar: str) -> None:
    for line in SET_UP + PROCEDURE:
        argv = words(line, rows, tmp_path)
        done = local(*(argv if grammar == "as written" else noun_first(argv)))
        assert done.code == 0, f"{line}: {done.err}"


def test_what_the_procedures_flags_became(local: Run, rows: Path, tmp_path: Path) -> None:
    for line in SET_UP + PROCEDURE:
        local(*words(line, rows, tmp_path)).ok()
    job = local("sftj", "get", "my-fine-tuning-job", "-o", "json").ok().json
    assert (job["epochs"], job["loraRank"], job["maxContextLength"], job["isTurbo"]) == (2, 16, 8192, True)
    assert job["evaluationDataset"] == "accounts/local/datasets/my-eval-set"
    assert job["wandbConfig"]["project"] == "My Project"
    assert "xxx" not in local("sftj", "get", "my-fine-tuning-job", "-o", "json").out

    fast = local("deployments", "get", "fast", "-o", "json").ok().json
    assert (fast["precision"], fast["acceleratorType"]) == ("FP4", "NVIDIA_B200_180GB")
    assert fast["autoscalingPolicy"]["loadTargets"]["tokens_generated_per_second"] == 300

    placed = [d["placement"]["regions"] for d in local("deployments", "list", "-o", "json").ok().json]
    assert ["US_WASHINGTON_2", "EU_FRANKFURT_1", "AP_TOKYO_1"] in placed

    private = [d for d in local("deployments", "list", "-o", "json").json if d.get("annotations")]
    assert private[0]["annotations"]["custom/compliance-mode"] == "hipaa"
    assert private[0]["directRouteHandle"]


def test_what_a_user_should_know_is_said(local: Run, rows: Path, tmp_path: Path) -> None:
    said = {line: local(*words(line, rows, tmp_path)).ok().err for line in SET_UP + PROCEDURE}
    assert "needs about" in next(err for line, err in said.items() if "deepseek-v3" in line)
    scout = next(err for line, err in said.items() if "llama-v4-scout" in line)
    assert "us-west-2 is a cloud's region; the nearest of the platform is US_WASHINGTON_2" in scout
    assert "no hardware is named: the platform chooses it by its default shape" in scout
    assert "enforces none of them" in next(err for line, err in said.items() if "vpc" in line)
    assert "supports_serverless=false" in said["list models --category experimental"]
    assert "-a fireworks lists the public ones" in said["list models"]
