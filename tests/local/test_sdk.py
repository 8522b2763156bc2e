"""The official SDK, unchanged, against a served control plane: the main job from a file to a deployment.

Strict validation is on, so a reply that does not parse into its typed model raises; and nothing may be left over that
the typed model does not know, beside the fields that are newer than the SDK.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fireworks import APIStatusError, Fireworks
from fireworks.types import ModelParam

from firectl_py.local import advance_clock

from .plane import KEY, LLAMA, chat_rows, stated

NEWER_THAN_THE_SDK = {
    "effectiveReplicaCount",
    "encryptionState",
    "revocableReplicaCount",
    "rlLoraTunable",
    "supervisedFullParameterTunable",
    "supervisedLoraTunable",
    "totalSize",
    "useTrainingV2",
}


@pytest.fixture
def sdk(served: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fireworks]:
    """The SDK, told by environment where to go."""
    monkeypatch.setenv("FIREWORKS_BASE_URL", served)
    monkeypatch.setenv("FIREWORKS_API_KEY", KEY)
    monkeypatch.setenv("FIREWORKS_ACCOUNT_ID", "local")
    with Fireworks(_strict_response_validation=True, max_retries=0) as client:
        yield client


def leftovers(value: Any) -> set[str]:
    """Names of members a typed object holds and its model does not declare, at any depth."""
    if isinstance(value, list):
        return {name for item in value for name in leftovers(item)}
    if not hasattr(value, "model_extra"):
        return set()
    found = {name for name, extra in (value.model_extra or {}).items() if stated({name: extra})}
    for name in type(value).model_fields:
        found |= leftovers(getattr(value, name))
    return found - NEWER_THAN_THE_SDK


def known(value: Any) -> Any:
    """`value`, once it holds nothing its model does not declare."""
    assert leftovers(value) == set()
    return value


def test_from_a_file_to_a_deployment(sdk: Fireworks, data_dir: Path, tmp_path: Path) -> None:
    rows = tmp_path / "train.jsonl"
    rows.write_bytes(chat_rows(60))
    made = sdk.datasets.create(dataset_id="train", dataset={"user_uploaded": {}, "example_count": "60"})
    assert known(made).state == "UPLOADING"
    with rows.open("rb") as file:
        known(sdk.datasets.upload("train", file=file))
    dataset = known(sdk.datasets.get("train"))
    assert (dataset.state, dataset.example_count, dataset.format) == ("READY", "60", "CHAT")

    job = known(
        sdk.supervised_fine_tuning_jobs.create(
            supervised_fine_tuning_job_id="tune",
            dataset=dataset.name,
            base_model=LLAMA,
            output_model="accounts/local/models/tuned",
            epochs=2,
            lora_rank=16,
            wandb_config={"api_key": "hidden", "entity": "us"},
        )
    )
    assert job.state == "JOB_STATE_RUNNING"
    states: list[str] = []
    for _ in range(60):
        job = known(sdk.supervised_fine_tuning_jobs.get("tune"))
        states += [str(job.state)] if states[-1:] != [job.state] else []
        if job.state == "JOB_STATE_COMPLETED":
            break
        advance_clock(data_dir, 4)
    wanted = ["RUNNING", "CREATING", "RUNNING", "COMPLETED"]
    assert states == [f"JOB_STATE_{state}" for state in wanted]
    assert job.wandb_config.api_key is None

    model = known(sdk.models.get("tuned"))
    assert (model.kind, model.state, model.fine_tuning_job) == ("HF_PEFT_ADDON", "READY", job.name)
    assert (model.peft_details.r, model.peft_details.base_model) == (16, LLAMA)


def test_a_deployment_lives_and_dies(sdk: Fireworks, data_dir: Path) -> None:
    made = known(
        sdk.deployments.create(deployment_id="bot", base_model=LLAMA, deployment_shape="default", enable_addons=True)
    )
    assert (made.state, made.accelerator_type) == ("CREATING", "NVIDIA_A100_80GB")
    advance_clock(data_dir, 200)
    assert known(sdk.deployments.get("bot")).state == "READY"
    sdk.deployments.scale("bot", replica_count=2)
    advance_clock(data_dir, 200)
    ready = known(sdk.deployments.get("bot"))
    assert (ready.replica_count, ready.replica_stats.ready_replica_count) == (2, 2)
    assert known(sdk.deployments.update("bot", base_model=LLAMA, max_replica_count=3)).max_replica_count == 3
    sdk.deployments.delete("bot")
    assert [d.name for d in sdk.deployments.list()] == []
    assert [d.state for d in sdk.deployments.list(show_deleted=True)] == ["DELETING"]
    assert known(sdk.deployments.undelete("bot", body={})).state == "CREATING"
    assert [d.name for d in sdk.deployments.list()] == ["accounts/local/deployments/bot"]


def test_signed_urls_take_and_give_bytes(sdk: Fireworks) -> None:
    data = chat_rows(5)
    sdk.datasets.create(dataset_id="big", dataset={"user_uploaded": {}, "example_count": "5"})
    size = str(len(data))
    put = known(sdk.datasets.get_upload_endpoint("big", filename_to_size={"a.jsonl": size}))
    headers = {"Content-Type": "application/octet-stream", "X-Goog-Content-Length-Range": f"{size},{size}"}
    assert httpx.put(put.filename_to_signed_urls["a.jsonl"], content=data, headers=headers).status_code == 200
    sdk.datasets.validate_upload("big", body={})
    get = known(sdk.datasets.get_download_endpoint("big"))
    assert httpx.get(get.filename_to_signed_urls["dataset/big/a.jsonl"]).content == data


def test_lists_page_to_the_end(sdk: Fireworks) -> None:
    for index in range(7):
        sdk.datasets.create(dataset_id=f"d{index}", dataset={"external_url": "gs://bucket/rows.jsonl"})
    names = [known(dataset).name for dataset in sdk.datasets.list(page_size=3)]
    assert names == [f"accounts/local/datasets/d{index}" for index in range(7)]
    catalogue = [known(model) for model in sdk.models.list(account_id="fireworks", page_size=5)]
    assert len(catalogue) > 20
    assert LLAMA in {model.name for model in catalogue}
    assert [account.name for account in sdk.accounts.list()] == ["accounts/local"]
    assert known(sdk.accounts.get(account_id="local")).display_name == "Local control plane"


def test_adapters_are_loaded(sdk: Fireworks, data_dir: Path) -> None:
    mine: ModelParam = {
        "kind": "HF_PEFT_ADDON",
        "peft_details": {"base_model": LLAMA, "r": 8, "target_modules": ["q_proj"]},
    }
    known(sdk.models.create(model_id="mine", model=mine))
    sdk.deployments.create(deployment_id="bot", base_model=LLAMA, deployment_shape="default", enable_addons=True)
    with pytest.raises(APIStatusError, match="UPLOADING"):
        sdk.lora.load(model="accounts/local/models/mine", deployment="accounts/local/deployments/bot")
    record = known(next(iter(sdk.lora.list())))
    assert (record.state, record.default) == ("DEPLOYING", True)
    advance_clock(data_dir, 200)
    assert known(sdk.lora.get(record.name.rsplit("/", 1)[-1])).state == "DEPLOYED"
    refs = known(sdk.models.get("llama-v3p1-8b-instruct", account_id="fireworks")).deployed_model_refs
    assert [ref.deployment for ref in refs] == ["accounts/local/deployments/bot"]


def test_errors_are_typed(sdk: Fireworks, served: str) -> None:
    with pytest.raises(APIStatusError) as missing:
        sdk.models.get("nothing")
    assert missing.value.status_code == 404
    stranger = Fireworks(api_key="wrong", account_id="local", base_url=served, max_retries=0)
    with stranger, pytest.raises(APIStatusError) as refused:
        stranger.accounts.get(account_id="local")
    assert refused.value.status_code == 403
