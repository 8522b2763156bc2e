"""Supervised fine-tuning: what is refused, and how a job runs in virtual time."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import pytest

from firectl_py.local.simulation import pricing

from .plane import LLAMA, Plane, chat_rows, stated

MAVERICK = "accounts/fireworks/models/llama-v4-maverick"


@pytest.fixture
def ready(plane: Plane) -> Plane:
    """A control plane with a dataset to train on."""
    plane.dataset()
    return plane


def state_of(plane: Plane, job: str) -> str:
    return str(plane.ok("GET", f"supervisedFineTuningJobs/{job}")["state"].removeprefix("JOB_STATE_"))


@pytest.mark.parametrize(
    ("fields", "complaint", "code"),
    [
        ({"dataset": None}, "dataset: is required", "INVALID_ARGUMENT"),
        ({"dataset": "accounts/local/datasets/none"}, "datasets/none not found", "NOT_FOUND"),
        (
            {"dataset": "accounts/local/models/x"},
            "is not a name such as accounts/local/datasets/ID",
            "INVALID_ARGUMENT",
        ),
        ({"dataset": "empty"}, "UPLOADING, not READY", "FAILED_PRECONDITION"),
        ({"dataset": "two"}, "has 2 examples, at least 3", "INVALID_ARGUMENT"),
        ({"dataset": "prompts"}, "rows.jsonl line 1 has no assistant message", "INVALID_ARGUMENT"),
        ({"dataset": "pairs"}, "holds preference rows", "INVALID_ARGUMENT"),
        ({"baseModel": None}, "exactly one of baseModel and warmStartFrom", "INVALID_ARGUMENT"),
        ({"warmStartFrom": "accounts/local/models/x"}, "exactly one of", "INVALID_ARGUMENT"),
        ({"baseModel": "accounts/local/models/none"}, "models/none not found", "NOT_FOUND"),
        ({"baseModel": MAVERICK}, "model is not supported for fine-tuning", "INVALID_ARGUMENT"),
        (
            {"baseModel": "accounts/fireworks/models/llama-v4-scout", "loraRank": 0},
            "not tunable for supervised full-parameter fine-tuning",
            "INVALID_ARGUMENT",
        ),
        ({"baseModel": None, "warmStartFrom": LLAMA}, "is not a LoRA adapter", "INVALID_ARGUMENT"),
        ({"loraRank": 3}, "loraRank: has to be one of 1, 2, 4", "INVALID_ARGUMENT"),
        ({"loraRank": 64}, "16, 32, not 64", "INVALID_ARGUMENT"),
        ({"loraRank": -8}, "loraRank: has to be one of", "INVALID_ARGUMENT"),
        ({"epochs": -3}, "epochs: has to be at least 1", "INVALID_ARGUMENT"),
        ({"epochs": 50_001}, "more than 3000000", "INVALID_ARGUMENT"),
        ({"learningRate": -1}, "learningRate: has to be 0 to 1", "INVALID_ARGUMENT"),
        ({"learningRate": "fast"}, "a finite number", "INVALID_ARGUMENT"),
        ({"batchSize": 4}, "batchSize: is deprecated and refused", "INVALID_ARGUMENT"),
        ({"gradientAccumulationSteps": 2}, "gradientAccumulationSteps: is deprecated", "INVALID_ARGUMENT"),
        ({"jinjaTemplate": "{{x}}"}, "jinjaTemplate: is refused", "INVALID_ARGUMENT"),
        ({"mtpEnabled": True}, "mtpEnabled: is deprecated", "INVALID_ARGUMENT"),
        ({"evaluationDataset": "empty"}, "UPLOADING, not READY", "FAILED_PRECONDITION"),
        ({"outputModel": "accounts/fireworks/models/x"}, "has to be accounts/local/models/ID", "INVALID_ARGUMENT"),
        ({"outputModel": "bare"}, "is not a name such as accounts/local/models/ID", "INVALID_ARGUMENT"),
        ({"outputModel": "accounts/local/models/Bad"}, "is not an id", "INVALID_ARGUMENT"),
        ({"outputModel": "accounts/local/models/taken"}, "already exists", "ALREADY_EXISTS"),
        ({"wandbConfig": {"enabled": True}}, "wandb entity is required when wandb is enabled", "INVALID_ARGUMENT"),
        ({"lrScheduler": {"cosine": {}, "linear": {}}}, "more than one schedule", "INVALID_ARGUMENT"),
    ],
)
def test_what_is_refused(ready: Plane, fields: dict[str, Any], complaint: str, code: str) -> None:
    ready.ok("POST", "datasets", {"datasetId": "empty", "dataset": {"exampleCount": "1"}})
    ready.dataset("two", chat_rows(2))
    ready.dataset("prompts", b'{"messages": [{"role": "user", "content": "hi"}]}\n' * 3)
    message = {"role": "assistant", "content": "x"}
    asked = {"messages": [{"role": "user", "content": "x"}]}
    pair = {"input": asked, "preferred_output": [message], "non_preferred_output": [message]}
    ready.dataset("pairs", (json.dumps(pair) + "\n").encode() * 3)
    model = {"kind": "HF_BASE_MODEL", "baseModelDetails": {"worldSize": 1}}
    ready.ok("POST", "models", {"modelId": "taken", "model": model})
    body = {"dataset": "accounts/local/datasets/rows", "baseModel": LLAMA, "loraRank": 8, **fields}
    assert complaint in ready.refused("POST", "supervisedFineTuningJobs", body, code=code)
    assert ready.ok("GET", "supervisedFineTuningJobs")["totalSize"] == 0


def test_defaults(ready: Plane) -> None:
    zeros = {"epochs": 0, "learningRate": 0, "batchSizeSamples": 0, "displayName": "", "loraRank": 8}
    job = ready.job("tune", **zeros)
    assert (job["epochs"], job["loraRank"], job["batchSizeSamples"]) == (1, 8, 32)
    assert job["outputModel"] == "accounts/local/models/tune"
    assert job["maxContextLength"] == 65536
    assert job["createdBy"]


def test_both_forms_of_the_body(ready: Plane) -> None:
    body = {"supervisedFineTuningJob": {"dataset": "rows", "base_model": LLAMA}}
    assert ready.ok("POST", "supervisedFineTuningJobs?supervisedFineTuningJobId=one", body)["baseModel"] == LLAMA


def test_secrets_never_come_back(ready: Plane) -> None:
    job = ready.job("tune", wandbConfig={"enabled": True, "apiKey": "hidden-key", "project": "p", "entity": "e"})
    assert stated(job["wandbConfig"]) == {"enabled": True, "project": "p", "entity": "e"}
    assert b"hidden-key" not in (ready.data_dir / "state.db").read_bytes()


def test_a_job_runs_in_virtual_time(ready: Plane) -> None:
    ready.job("tune", epochs=2)
    seen: list[tuple[str, int]] = []
    for _ in range(40):
        job = ready.ok("GET", "supervisedFineTuningJobs/tune")
        seen.append((job["state"].removeprefix("JOB_STATE_"), job["jobProgress"]["percent"]))
        assert ("completedTime" in stated(job)) == (seen[-1][0] == "COMPLETED")
        ready.advance(4)
    states = [state for state, _ in groupby(seen, key=lambda look: look[0])]
    assert states == ["RUNNING", "CREATING", "RUNNING", "COMPLETED"]
    percents = [percent for _, percent in seen]
    assert percents == sorted(percents)
    assert len(set(percents)) > 10
    assert percents[-1] == 100
    halfway = next(percent for state, percent in seen if state == "RUNNING")
    assert halfway < 10


def test_turbo_is_faster(ready: Plane) -> None:
    ready.job("slow")
    ready.job("fast", isTurbo=True)
    ready.advance(100)
    assert (state_of(ready, "fast"), state_of(ready, "slow")) == ("COMPLETED", "RUNNING")


def test_time_depends_on_the_data(ready: Plane) -> None:
    ready.dataset("long", chat_rows(3).replace(b"Very well", b"Very well, thank you. " * 200_000))
    ready.job("short")
    large = "accounts/fireworks/models/llama-v3p1-70b-instruct"
    ready.job("long", dataset="accounts/local/datasets/long", baseModel=large)
    ready.advance(600)
    assert (state_of(ready, "short"), state_of(ready, "long")) == ("COMPLETED", "RUNNING")


@pytest.mark.parametrize("look", ["models/tuned", "models", "supervisedFineTuningJobs/tune", "deployments"])
def test_the_model_appears_whoever_looks_first(ready: Plane, look: str) -> None:
    job = ready.job("tune", outputModel="accounts/local/models/tuned", loraRank=16)
    ready.refused("GET", "models/tuned", code="NOT_FOUND")
    ready.advance(3600)
    ready.ok("GET", look)
    model = ready.ok("GET", "models/tuned")
    assert (model["kind"], model["state"], model["fineTuningJob"]) == ("HF_PEFT_ADDON", "READY", job["name"])
    assert (model["peftDetails"]["r"], model["peftDetails"]["baseModel"]) == (16, LLAMA)
    done = ready.ok("GET", "supervisedFineTuningJobs/tune")
    assert model["createTime"] == done["completedTime"] == done["updateTime"]


def test_training_goes_on_from_an_adapter(plane: Plane) -> None:
    adapter = plane.adapter()
    plane.job("more", baseModel=None, loraRank=None, warmStartFrom=adapter, outputModel="accounts/local/models/better")
    plane.advance(3600)
    assert plane.ok("GET", "models/better")["peftDetails"]["baseModel"] == LLAMA
    body = {"dataset": "rows", "warmStartFrom": adapter, "loraRank": 4}
    assert "has rank 8" in plane.refused("POST", "supervisedFineTuningJobs", body)
    body = {"dataset": "rows", "baseModel": adapter}
    assert "name it as warmStartFrom" in plane.refused("POST", "supervisedFineTuningJobs", body)


def test_all_parameters_make_a_whole_model(ready: Plane) -> None:
    ready.job("whole", loraRank=0)
    ready.advance(3600)
    model = ready.ok("GET", "models/whole")
    assert (model["kind"], model["peftDetails"]) == ("HF_BASE_MODEL", None)
    assert model["baseModelDetails"]["parameterCount"] == "8030261248"


def test_a_name_taken_meanwhile_fails_the_job(ready: Plane) -> None:
    ready.job("tune")
    model = {"kind": "HF_BASE_MODEL", "baseModelDetails": {"worldSize": 1}}
    ready.ok("POST", "models", {"modelId": "tune", "model": model})
    ready.advance(3600)
    job = ready.ok("GET", "supervisedFineTuningJobs/tune")
    assert (job["state"], job["status"]["code"]) == ("JOB_STATE_FAILED", "ALREADY_EXISTS")
    assert ready.ok("GET", "models/tune")["kind"] == "HF_BASE_MODEL"


def test_cancel(ready: Plane) -> None:
    ready.job("tune")
    ready.advance(60)
    assert ready.ok("POST", "supervisedFineTuningJobs/tune:cancel", {}) == {}
    assert state_of(ready, "tune") == "CANCELLING"
    assert ready.ok("POST", "supervisedFineTuningJobs/tune:cancel") == {}
    ready.advance(3600)
    job = ready.ok("GET", "supervisedFineTuningJobs/tune")
    assert job["state"] == "JOB_STATE_CANCELLED"
    assert 0 < job["jobProgress"]["percent"] < 100
    ready.refused("POST", "supervisedFineTuningJobs/tune:cancel", {}, code="FAILED_PRECONDITION")
    ready.refused("GET", "models/tune", code="NOT_FOUND")
    ready.refused("POST", "supervisedFineTuningJobs/tune:resume", {}, code="FAILED_PRECONDITION")


def test_a_deleted_job_makes_no_model(ready: Plane) -> None:
    ready.job("tune")
    ready.ok("DELETE", "supervisedFineTuningJobs/tune")
    ready.advance(3600)
    ready.refused("GET", "supervisedFineTuningJobs/tune", code="NOT_FOUND")
    assert ready.ok("GET", "models")["totalSize"] == 0


def test_metrics_show_a_falling_loss(ready: Plane) -> None:
    ready.job("tune", epochs=10, batchSizeSamples=4)
    assert not ready.ok("GET", "supervisedFineTuningJobs/tune")["metricsFileSignedUrl"]
    ready.advance(90)
    early = ready.client.get(ready.ok("GET", "supervisedFineTuningJobs/tune")["metricsFileSignedUrl"]).text
    ready.advance(3600)
    late = ready.client.get(ready.ok("GET", "supervisedFineTuningJobs/tune")["metricsFileSignedUrl"]).text
    lines = [json.loads(line) for line in late.splitlines()]
    assert late.startswith(early)
    assert len(lines) == 150 > early.count("\n") > 10
    assert lines[-1]["train_loss"] < lines[0]["train_loss"] - 1
    assert all(line["simulated"] for line in lines)


def test_costs_come_from_the_table(ready: Plane) -> None:
    assert ready.job("tune")["estimatedCost"] == {"currencyCode": "USD", "units": "3", "nanos": 0}
    body = {"dataset": "rows", "baseModel": LLAMA, "loraRank": 8, "name": "kept-apart", "state": "JOB_STATE_RUNNING"}
    assert ready.ok("POST", "supervisedFineTuningJobs:estimateCost", body)["estimatedCost"]["units"] == "3"
    body["baseModel"] = "accounts/fireworks/models/deepseek-v3"
    ready.refused("POST", "supervisedFineTuningJobs:estimateCost", body, code="FAILED_PRECONDITION")
    assert ready.ok("GET", "supervisedFineTuningJobs")["totalSize"] == 1


@pytest.mark.parametrize(
    ("parameters", "moe", "tokens", "units", "nanos"),
    [
        (8_000_000_000, False, 1_000_000, "3", 0),
        (8_000_000_000, False, 10_000_001, "5", 500),
        (16_000_000_001, False, 10_000_000, "30", 0),
        (30_000_000_000, True, 10_000_000, "20", 0),
        (140_000_000_000, True, 10_250_000, "61", 500_000_000),
    ],
)
def test_prices(parameters: int, moe: bool, tokens: int, units: str, nanos: int) -> None:
    assert pricing.training_cost(parameters, moe, tokens) == {"currencyCode": "USD", "units": units, "nanos": nanos}
