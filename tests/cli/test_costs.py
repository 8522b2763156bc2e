"""Money is shown before it is spent: --dry-run, --max-cost, and the noun costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..helpers import Run

JOB = ("sftj", "create", "--base-model", "llama-v3p1-8b-instruct", "--dataset", "mine", "--output-model", "tuned")
BOX = ("deployments", "create", "llama-v3p1-70b-instruct", "--name", "box", "--gpu-type", "h100", "--gpu-count", "2")


@pytest.fixture
def mine(local: Run, rows: Path) -> Run:
    """The local control plane with a data set of 60 rows, about 18,198 tokens."""
    local("datasets", "create", "mine", rows).ok()
    return local


def test_a_job_shows_its_price_before_it_is_made(mine: Run) -> None:
    shown = mine(*JOB, "--epochs", "2", "--dry-run").ok().out
    assert "rows: 60; tokens: 18,198 (estimated by the platform)" in shown
    assert "tokens trained on: 36,396" in shown
    assert "USD 0.50 for 1M tokens, at least USD 3.00 a job" in shown
    assert "total: USD 3.00" in shown and "check them" in shown

    cost = mine(*JOB, "--epochs", "1000", "--dry-run", "-o", "json").ok().json["cost"]
    assert (cost["trainedTokens"], cost["total"], cost["pricesStale"]) == (18_198_000, 9.099, True)


def test_a_job_over_the_limit_is_refused_before_it_is_sent(mine: Run) -> None:
    done = mine(*JOB, "--max-cost", "2.99")
    assert (done.code, done.out) == (13, "")
    assert "USD 3.00 is over --max-cost 2.99; nothing was sent" in done.err
    assert mine("sftj", "list", "-o", "json").ok().json == []
    mine(*JOB, "--max-cost", "3").ok()


def test_what_has_no_price_is_said_to_have_none_and_refused(mine: Run) -> None:
    unpriced = [word if word != "llama-v3p1-8b-instruct" else "deepseek-v3" for word in JOB]
    assert "total: unknown (the table of 2025-05 has no price" in mine(*unpriced, "--dry-run").ok().out
    assert mine(*unpriced, "--max-cost", "1000000").code == 13


@pytest.mark.parametrize(("value", "code"), [("nan", 2), ("inf", 2), ("ten", 2), ("-1", 7)])
def test_a_limit_that_is_no_amount(mine: Run, value: str, code: int) -> None:
    assert mine(*JOB, f"--max-cost={value}").code == code


def test_a_deployment_is_priced_by_the_hour_and_held_to_its_highest_count(local: Run) -> None:
    cost = local(*BOX, "--max-replicas", "4", "--dry-run", "-o", "json").ok().json["cost"]
    assert (cost["hourly"], cost["monthly"]) == ({"min": 0, "max": 46.4}, {"min": 0, "max": 33872})
    assert local(*BOX, "--max-replicas", "4", "--max-cost", "46.39").code == 13
    local(*BOX, "--max-replicas", "4", "--max-cost", "46.4").ok()

    assert local("deployments", "scale", "box", "--replicas", "6", "--max-cost", "46.4").code == 13
    assert local("deployments", "update", "box", "--max-replicas", "5", "--max-cost", "46.4").code == 13
    assert local("deployments", "get", "box", "-o", "json").ok().json["maxReplicaCount"] == 4
    unpriced = ("deployments", "create", "deepseek-v3", "--gpu-type", "b200", "--max-cost", "1000")
    assert local(*unpriced).code == 13


def test_what_runs_now_is_listed_with_what_it_has_cost(local: Run) -> None:
    assert "nothing is running up a bill" in local("costs", "running").ok().out
    local(*BOX, "--min-replicas", "1").ok()
    local("local", "clock", "advance", "10h").ok()
    now = local("costs", "running", "-o", "json").ok().json
    assert (now["perHour"], now["unknown"]) == (11.6, [])
    assert now["soFar"] == pytest.approx(11.6 * 9.95, abs=0.1)  # the first replica took three minutes to come up
    assert now["deployments"][0]["idle"] is True
    assert "Total: USD 11.60 an hour; USD 115.4" in local("costs", "running").ok().out


def test_what_was_spent_is_not_the_age_times_the_replicas_of_this_moment(local: Run) -> None:
    box = ("deployments", "create", "qwen3-8b", "--gpu-type", "h100", "--gpu-count", "1")
    local(*box, "--name", "shrunk", "--min-replicas", "5", "--max-replicas", "5").ok()
    local(*box, "--name", "grown", "--min-replicas", "1", "--max-replicas", "1").ok()
    local("local", "clock", "advance", "24h").ok()
    local("deployments", "scale", "shrunk", "--replicas", "1").ok()
    local("deployments", "scale", "grown", "--replicas", "2").ok()
    local("local", "clock", "advance", "5m").ok()
    found = local("costs", "running", "-o", "json").ok().json
    spent = {item["name"].rpartition("/")[2]: item["soFar"] for item in found["deployments"]}
    assert spent["shrunk"] == pytest.approx(5 * 24 * 5.80, rel=0.01)
    assert spent["grown"] == pytest.approx(24 * 5.80, rel=0.01)
    billed = local("local", "status", "-o", "json").ok().json["bill"]["deployments"]
    assert found["soFar"] == pytest.approx(float(billed), abs=0.1)


def test_without_billing_the_cost_lies_between_bounds(local: Run) -> None:
    local(*BOX, "--min-replicas", "1", "--max-replicas", "2").ok()
    local("local", "clock", "advance", "10h").ok()
    local("local", "faults", "add", "--match", "GET */billingUsage*", "--fault", "return-404").ok()
    found = local("costs", "running", "-o", "json").ok().json
    (box,) = found["deployments"]
    assert box["soFar"] is None and box["soFarMin"] < 115.5 < box["soFarMax"]
    assert "between 1 and 2 replicas since its last change at" in box["soFarReason"]
    assert "which the GPU quota allows" in box["soFarReason"]
    local("local", "faults", "add", "--match", "GET */billingUsage*", "--fault", "return-404").ok()
    assert f"USD {box['soFarMin']:.2f} to " in local("costs", "running").ok().out


def test_estimates_without_making_anything(local: Run, rows: Path) -> None:
    base = ("--base-model", "llama-v3p1-8b-instruct")
    assert "total: USD 3.00" in local("costs", "estimate", "sftj", *base, "--file", rows).ok().out
    assert local("costs", "estimate", "sftj", *base).code == 2
    tokens = ("--input-tokens", "1000000", "--output-tokens", "200000")
    assert "total: USD 0.396" in local("costs", "estimate", "inference", "--model", "qwen3-235b", *tokens).ok().out
    box = local("costs", "estimate", "deployment", "--gpu-type", "b200").ok().out
    assert "the table of 2025-05 has no price for NVIDIA_B200_180GB" in box


def test_prices_are_a_file_that_users_replace(local: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = local("costs", "prices").ok().out
    assert "Of 2025-05 (Fireworks AI list prices of May 2025)" in shown and "long ago: check them" in shown
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"asOf": "2099-01-01", "currency": "EUR", "gpuHour": {"NVIDIA_B200_180GB": "1.25"}}))
    monkeypatch.setenv("FIRECTL_PRICES_FILE", str(own))
    assert "EUR 1.25 an hour" in local("costs", "estimate", "deployment", "--gpu-type", "b200").ok().out
    own.write_text('{"asOf": "2099-01-01", "currency": "EUR", "gpuHour": {"NVIDIA_B200_180GB": "NaN"}}')
    done = local("costs", "prices")
    assert done.code == 17 and str(own) in done.err


def test_a_number_out_of_reach_is_no_way_past_the_limit(local: Run, rows: Path) -> None:
    local("datasets", "create", "d", rows).ok()
    job = ("sftj", "create", "--base-model", "qwen3-8b", "--dataset", "d", "--max-cost", "10")
    assert local(*job, "--epochs", "1000000000").code == 13
    assert local(*job, "--epochs", "3000000000").code == 7
    plane = ("deployments", "create", "qwen3-8b", "--gpu-type", "h100", "--gpu-count", "1", "--max-cost", "10")
    assert local(*plane, "--max-replicas", "99999999999999999999").code == 13
