"""Numbers that the API refuses are refused before they are sent, with and without --dry-run."""

from __future__ import annotations

from pathlib import Path

import pytest

from firectl_py.api import ranges
from firectl_py.contract import load
from firectl_py.errors import InvalidDataError

from ..helpers import Run


@pytest.mark.parametrize(
    ("noun", "body", "message"),
    [
        ("sftj", {"epochs": -3}, "epochs is -3: it has to be at least 1"),
        ("sftj", {"loraRank": 7}, "loraRank is 7: it has to be one of 1, 2, 4, 8, 16, 32"),
        ("sftj", {"learningRate": "1.5"}, "learningRate is 1.5: it has to be 0 to 1"),
        (
            "sftj",
            {"lrScheduler": {"linear": {"minLrRatio": 2}}},
            "lrScheduler.linear.minLrRatio is 2: it has to be 0 to 1",
        ),
        (
            "deployments",
            {"minReplicaCount": 5, "maxReplicaCount": 2},
            "minReplicaCount is 5, above a maxReplicaCount of 2",
        ),
        ("deployments", {"minReplicaCount": "5", "maxReplicaCount": 2.0}, "minReplicaCount is 5, above"),
        ("deployments", {"acceleratorCount": 17}, "acceleratorCount is 17: it has to be 1 to 16"),
    ],
)
def test_a_number_out_of_its_range_is_named(noun: str, body: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidDataError) as caught:
        ranges.check_resource(load(noun), body)
    assert message in caught.value.message


@pytest.mark.parametrize(
    "body", [{}, {"epochs": 0}, {"epochs": None}, {"epochs": "2"}, {"loraRank": 0}, {"epochs": "many"}]
)
def test_what_is_not_set_or_not_a_number_is_the_servers_to_judge(body: dict[str, object]) -> None:
    ranges.check_resource(load("sftj"), body)


def test_a_dry_run_refuses_what_the_server_refuses(local: Run, rows: Path, tmp_path: Path) -> None:
    local("datasets", "create", "d", rows).ok()
    job = tmp_path / "job.yaml"
    job.write_text("dataset: d\nbaseModel: llama-v3p1-8b-instruct\noutputModel: tuned\nepochs: -3\n")
    assert local("sftj", "create", "-f", job, "--dry-run").code == 7
    job.write_text("dataset: d\nbaseModel: llama-v3p1-8b-instruct\noutputModel: tuned\nloraRank: 7\n")
    refused = local("sftj", "create", "-f", job, "--dry-run")
    assert (refused.code, "loraRank is 7" in refused.err) == (7, True)
    box = ("deployments", "create", "qwen3-8b", "--gpu-type", "h100", "--min-replicas", "5", "--max-replicas", "2")
    refused = local(*box, "--dry-run")
    assert (refused.code, "minReplicaCount is 5, above a maxReplicaCount of 2" in refused.err) == (7, True)


def test_the_price_names_what_is_missing(local: Run) -> None:
    box = ("deployments", "create", "qwen3-8b", "--dry-run", "--gpu-type", "h100")
    assert "name the number with --accelerator-count" in local(*box).ok().out
    assert "the platform chooses the hardware of the shape default" in local(*box[:-2]).ok().out
