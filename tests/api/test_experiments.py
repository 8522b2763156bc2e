"""Experiments from Python: what `firectl experiments` does, without a command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from firectl_py import Client
from firectl_py.errors import ConflictError, NotFoundError, UsageError

MODELS = ["llama-v4-scout", "qwen3-235b"]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A rehearsal with a data set of four questions."""
    monkeypatch.setenv("FIRECTL_LOCAL_DATA_DIR", str(tmp_path / "data"))
    client = Client(profile="local")
    rows = tmp_path / "rows.jsonl"
    asked = [{"messages": [{"role": "user", "content": f"Is {n} odd?"}]} for n in range(4)]
    rows.write_text("".join(f"{json.dumps(row)}\n" for row in asked))
    client.upload_dataset("questions", [rows])
    return client


def test_a_comparison_from_first_to_last(client: Client) -> None:
    experiments = client.experiments
    spec = experiments.spec("odd", MODELS, "questions", max_tokens=16)
    assert spec.models == tuple(f"accounts/fireworks/models/{model}" for model in MODELS)
    assert experiments.create(spec)["state"] == "NEW"
    again: list[str] = []
    experiments.create(spec, again.append)
    assert again == ["experiment odd exists already as asked; nothing new was made."]
    with pytest.raises(ConflictError, match="max_tokens is 16, not 32"):
        experiments.create(experiments.spec("odd", MODELS, "questions", max_tokens=32))

    plan = experiments.plan("odd")
    assert experiments.missing(plan) == [1, 2]
    estimate = experiments.estimate(plan)
    assert estimate.amount is not None and estimate.data["arms"][0]["mostOutputTokens"] == 4 * 16
    made = experiments.run(plan)
    assert (made["state"], len(made["arms"]), experiments.missing(plan)) == ("RUNNING", 2, [])
    with experiments.results("odd") as results:
        assert [arm.state for arm in results.arms] == ["VALIDATING", "VALIDATING"]
        assert results.error() is not None and not results.simulated

    assert [row["name"] for row in experiments.list()] == ["odd"]
    removal = experiments.delete("odd")
    assert removal.failures == [] and removal.deleted[-1] == "accounts/local/datasets/odd-experiment"
    with pytest.raises(NotFoundError):
        experiments.get("odd")


def test_what_cannot_be_compared(client: Client) -> None:
    with pytest.raises(UsageError, match="at least two models"):
        client.experiments.spec("x", MODELS[:1], "questions")
    with pytest.raises(NotFoundError):
        client.experiments.spec("x", [*MODELS, "no-such-model"], "questions")


def test_a_price_from_python(client: Client) -> None:
    job = {"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct", "dataset": "questions", "epochs": 2}
    assert str(client.price("sftj", job).amount) == "3.00"
    box = {"acceleratorType": "NVIDIA_H100_80GB", "acceleratorCount": 2, "maxReplicaCount": 3}
    assert str(client.price("deployments", box).amount) == "34.80"
    with pytest.raises(UsageError, match="datasets have no price"):
        client.price("datasets", {})
