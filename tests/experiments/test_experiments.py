"""Experiments as they are used: a whole run on the clock, two machines, a kill in the middle, results by hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ..helpers import ROOT, Firectl, Run, eventually, serving

MODELS = "llama-v4-scout,qwen3-235b,deepseek-r1-0528"


@pytest.fixture
def compared(local: Run, tmp_path: Path) -> Run:
    """A data set of ten rows, and an experiment on it."""
    rows = tmp_path / "rows.jsonl"
    said = [
        {
            "messages": [
                {"role": "user", "content": f"Is {n} odd?"},
                {"role": "assistant", "content": "Yes, that is so."},
            ]
        }
        for n in range(10)
    ]
    rows.write_text("".join(f"{json.dumps(row)}\n" for row in said))
    local("datasets", "create", "questions", rows).ok()
    local("experiments", "create", "--name", "odd", "--models", MODELS, "--dataset", "questions").ok()
    return local


def test_every_model_answers_every_row(compared: Run, tmp_path: Path) -> None:
    run = compared
    assert run("experiments", "get", "odd", "-o", "json").json["state"] == "NEW"
    assert run("experiments", "results", "odd").code == 6
    begun = run("experiments", "run", "odd", "-o", "json").ok().json
    assert [arm["model"].rsplit("/", 1)[-1] for arm in begun["arms"]] == MODELS.split(",")
    early = run("experiments", "results", "odd")
    assert (early.code, "VALIDATING" in early.out) == (18, True)
    run("local", "clock", "advance", "10m").ok()
    again = run("experiments", "run", "odd", "--wait").ok()
    assert "run 1 of odd exists already (COMPLETED); --run 2 asks again" in again.err

    told = run("experiments", "results", "odd", "-o", "json").ok().json
    assert len(run("batch-inference-jobs", "list", "-o", "json").json) == 3
    for arm in told["arms"]:
        folder = tmp_path / arm["job"]
        run("datasets", "download", arm["answers"], "--output-dir", folder).ok()
        found = [json.loads(line) for line in next(folder.rglob("BIJOutputSet.jsonl")).read_text().splitlines()]
        texts = [row["response"]["choices"][0]["message"]["content"] for row in found]
        assert (arm["rows"], arm["answered"], arm["failed"], arm["missing"]) == (10, len(found), 0, 0)
        assert arm["tokensIn"] == sum(row["response"]["usage"]["prompt_tokens"] for row in found)
        assert arm["tokensOut"] == sum(row["response"]["usage"]["completion_tokens"] for row in found)
        assert (arm["withReference"], arm["agreeing"]) == (10, texts.count("Yes, that is so."))
        assert arm["meanCharacters"] == round(sum(map(len, texts)) / 10, 1)
    assert all(len({a["text"] for a in row["answers"]}) > 1 for row in told["differing"])
    every = run("experiments", "results", "odd", "--rows", "-o", "jsonl").ok().out.splitlines()
    assert [json.loads(line)["row"] for line in every] == list(range(1, 11))
    assert "the stand-in of the local control plane gave these answers" in run("experiments", "results", "odd").out
    assert (
        "the stand-in of the local control plane gave these answers"
        in run("experiments", "results", "odd", "--rows").err
    )
    assert run("experiments", "results", "odd", "--run", "9").code == 4


def test_a_split_divides_the_rows(compared: Run) -> None:
    refused = compared("experiments", "run", "odd", "--split-traffic", "50/50")
    assert refused.code == 2
    assert "2 weights for 3 arms: llama-v4-scout, qwen3-235b, deepseek-r1-0528" in refused.err
    assert compared("experiments", "run", "odd", "--arms", "gpt").code == 2
    words = ("run", "experiment", "odd", "--arms", "qwen3-235b,1", "--split-traffic", "80/20")
    seen = compared(*words, "--dry-run", "-o", "json").ok().json["requests"]
    assert [call["url"].rsplit("/", 1)[-1].split("?")[0] for call in seen] == ["datasets"] * 2 + [
        "batchInferenceJobs"
    ] * 2
    assert compared("experiments", "get", "odd", "-o", "json").json["runs"] == []
    compared(*words).ok()
    compared("local", "clock", "advance", "10m").ok()
    arms = compared("experiments", "results", "odd", "-o", "json").ok().json["arms"]
    assert [arm["arm"] for arm in arms] == [1, 2]
    assert sum(arm["answered"] for arm in arms) == 10
    assert arms[0]["answered"] < arms[1]["answered"]
    shown = compared("experiments", "results", "odd").ok().out
    assert "Each row was answered by one model only" in shown and "Differing" not in shown
    csv = (
        compared("experiments", "results", "odd", "-o", "csv", "--columns", "name,answered,cost").ok().out.splitlines()
    )
    assert [line.split(",")[0] for line in csv] == ["name", "llama-v4-scout", "qwen3-235b"]
    other = compared("experiments", "run", "odd", "--split-traffic", "1/1/1")
    assert (other.code, "--run 2 makes another run" in other.err) == (6, True)
    compared("experiments", "run", "odd", "--split-traffic", "1/1/1", "--run", "2").ok()


def test_the_most_it_may_cost_is_known_before_it_is_started(compared: Run) -> None:
    seen = compared("experiments", "run", "odd", "--arms", "1", "--dry-run", "-o", "json").ok().json["cost"]
    (arm,) = seen["arms"]
    assert (arm["mostOutputTokens"], seen["known"]) == (10 * 1024, True)
    assert seen["most"] == pytest.approx((arm["inputTokens"] * 0.15 + 10 * 1024 * 0.60) / 1e6, abs=0.0051)
    refused = compared("experiments", "run", "odd", "--max-cost", "0.001")
    assert (refused.code, "is over --max-cost 0.001; nothing was sent" in refused.err) == (13, True)
    assert compared("experiments", "get", "odd", "-o", "json").json["runs"] == []
    compared("experiments", "run", "odd", "--max-cost", "1").ok()
    compared("experiments", "run", "odd", "--max-cost", "0").ok()  # it is there: nothing is spent


def test_an_arm_that_fails_is_said_and_the_rest_is_shown(compared: Run) -> None:
    compared("local", "faults", "add", "--match", "POST */batchInferenceJobs*", "--fault", "fail-job").ok()
    assert compared("experiments", "run", "odd").code == 0
    compared("local", "clock", "advance", "10m").ok()
    told = compared("experiments", "results", "odd")
    assert (told.code, "llama-v4-scout is FAILED" in told.err, "qwen3-235b" in told.out) == (10, True, True)
    assert compared("experiments", "list", "-o", "json").json[0]["state"] == "FAILED"
    assert compared("experiments", "run", "odd", "--wait").code == 10
    again = compared("experiments", "run", "odd")
    assert (again.code, "run 1 of odd exists and is FAILED; nothing new was made" in again.err) == (6, True)


def test_rows_that_cannot_be_asked_are_refused_when_the_experiment_is_made(local: Run, tmp_path: Path) -> None:
    rows = tmp_path / "preferences.jsonl"
    pair = {
        "input": {"messages": [{"role": "user", "content": "Hello"}]},
        "preferred_output": [{"role": "assistant", "content": "Hi"}],
        "non_preferred_output": [{"role": "assistant", "content": "No"}],
    }
    rows.write_text(f"{json.dumps(pair)}\n" * 3)
    local("datasets", "create", "preferences", rows).ok()
    done = local("experiments", "create", "--name", "x", "--models", MODELS, "--dataset", "preferences")
    assert (done.code, "row 1 has neither messages nor a prompt" in done.err) == (7, True)
    assert local("experiments", "list", "-o", "name").ok().out == ""


def test_what_is_wrong_is_said_before_anything_is_made(local: Run, rows: Path) -> None:
    local("datasets", "create", "questions", rows).ok()
    create = ("experiments", "create", "--dataset", "questions", "--models")
    for words, code in (
        (("a,b", "--name", "No Good"), 7),
        (("llama-v4-scout", "--name", "one"), 2),
        (("llama-v4-scout,no-such-model", "--name", "x"), 4),
        (("llama-v4-scout,llama-v4-scout", "--name", "x"), 7),
        (("llama-v4-scout,qwen3-235b",), 2),
        (("llama-v4-scout,qwen3-235b", "--name", "x", "--dataset", "none"), 4),
    ):
        assert local(*create, *words).code == code, words
    assert local("experiments", "list").ok().out == ""
    assert local("experiments", "get", "x").code == local("experiments", "run", "x").code == 4
    assert local("experiments", "delete", "x", "--yes").code == 4


def test_somebodys_own_data_set_is_no_experiment(local: Run, rows: Path) -> None:
    local("datasets", "create", "my-experiment", rows).ok()
    assert local("experiments", "list", "-o", "name").ok().out == ""
    refused = local("experiments", "delete", "my", "--yes")
    assert (refused.code, "the data set my-experiment is something else" in refused.err) == (4, True)
    assert local("experiments", "create", "my", "--models", MODELS, "--dataset", "my-experiment").code == 6
    local("datasets", "get", "my-experiment").ok()


def test_the_same_create_finds_it_and_another_one_does_not_replace_it(compared: Run) -> None:
    words = ("create", "experiment", "--name", "odd", "--dataset", "questions", "--models")
    assert "exists already as asked" in compared(*words, MODELS).ok().err
    other = compared(*words, "qwen3-235b,qwen3-30b")
    assert (other.code, "exists and is another one: models is" in other.err) == (6, True)


def test_nothing_is_left_behind_but_the_data(compared: Run) -> None:
    compared("experiments", "run", "odd").ok()
    compared("experiments", "create", "odd-r1", "--models", MODELS, "--dataset", "questions").ok()
    compared("experiments", "run", "odd-r1").ok()
    compared("local", "faults", "add", "--match", "DELETE */batchInferenceJobs/odd-r1-a2", "--fault", "return-403").ok()
    stopped = compared("experiments", "delete", "odd", "--yes")
    assert (stopped.code, "odd-r1-a2" in stopped.err) == (15, True)
    assert "odd-experiment" in compared("datasets", "list").out
    compared("experiments", "delete", "odd", "--yes").ok()
    left = compared("datasets", "list", "-o", "name").ok().out.split()
    assert [name for name in left if "odd-r1-" not in name] == ["accounts/local/datasets/questions"]
    assert compared("experiments", "list", "-o", "name").out.split() == ["odd-r1"]
    compared("local", "clock", "advance", "2m").ok()
    assert len(compared("batch-inference-jobs", "list", "-o", "json").json) == 3, "the others are cleaned up by now"


def test_killed_on_one_machine_and_finished_on_another(
    firectl: Firectl, rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 while the requests are sent, elsewhere between the jobs; the same command makes the rest."""
    store, second = tmp_path / "store", tmp_path / "second"
    second.mkdir()
    elsewhere = {"HOME": str(second)}
    with serving(store) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        firectl("datasets", "create", "questions", rows).ok()
        firectl("experiments", "create", "cmp", "--models", MODELS, "--dataset", "questions").ok()
        plant(firectl, store, "POST */datasets/cmp-r1-*:upload", "delay-60s")
        kill_once(firectl, "datasets", "cmp-r1-", {})
        plant(firectl, store, "POST */batchInferenceJobs", "lose-reply")
        plant(firectl, store, "POST */batchInferenceJobs", "delay-60s")
        kill_once(firectl, "batch-inference-jobs", "cmp-r1-a1", elsewhere)
        assert firectl("experiments", "get", "cmp", "-o", "json", **elsewhere).ok().json["state"] == "INCOMPLETE"
        firectl("experiments", "run", "cmp").ok()
        firectl("local", "clock", "advance", "10m", "--data-dir", store).ok()
        firectl("experiments", "results", "cmp", **elsewhere).ok()
        left = firectl("datasets", "list", "-o", "json").ok().json
        assert len([item for item in left if "-r1-s" in item["name"]]) == 1
        jobs = firectl("batch-inference-jobs", "list", "-o", "name").ok().out.split()
        assert [job.rsplit("/", 1)[-1] for job in jobs] == ["cmp-r1-a1", "cmp-r1-a2", "cmp-r1-a3"]


def plant(firectl: Firectl, store: Path, match: str, fault: str) -> None:
    firectl("local", "faults", "add", "--match", match, "--fault", fault, "--data-dir", store).ok()


def kill_once(firectl: Firectl, noun: str, seen: str, machine: dict[str, str]) -> None:
    """Run the experiment, and kill it -9 as soon as a list of `noun` shows `seen`: it is in the planted delay then."""
    command = [sys.executable, "-m", "firectl_py", "experiments", "run", "cmp"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **machine}
    stopped = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    eventually(lambda: seen in firectl(noun, "list", "-o", "name").ok().out, stopped)
    stopped.send_signal(signal.SIGKILL)
    assert stopped.wait() == -signal.SIGKILL
