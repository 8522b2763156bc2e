"""wait: the end is the resource's own state, and the exit code says which."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firectl_py.commands.shared import wait_report

from ..helpers import Run


@pytest.fixture
def job(local: Run, rows: Path) -> str:
    local("datasets", "create", "triage", rows).ok()
    local("sftj", "create", "--base-model", "llama-v3p1-8b-instruct", "--dataset", "triage", "--job-id", "j").ok()
    return "j"


def test_time_is_up(local: Run, job: str) -> None:
    done = local("sftj", "wait", job, "--timeout", "1")
    assert (done.code, done.out) == (124, "")
    assert "after 1 s" in done.err
    assert local("sftj", "wait", job, "--wait-timeout", "0").code == 124


def test_a_wait_in_which_nothing_happens_gives_signs_of_life(
    local: Run, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    local("local", "clock", "speed", "0").ok()
    monkeypatch.setattr(wait_report, "_SIGN_OF_LIFE", 0.0)
    done = local("sftj", "wait", job, "--timeout", "2", "--interval", "1")
    assert done.code == 124
    first, second = done.err.splitlines()[:2]
    assert first.startswith("supervised fine-tuning job j: ")
    assert re.fullmatch(re.escape(first) + r" \(\d s\)", second)


def test_the_goal_is_reached(local: Run, job: str) -> None:
    local("local", "clock", "advance", "1d").ok()
    done = local("sftj", "wait", job).ok()
    assert "State: COMPLETED" in done.out


def test_it_ended_otherwise(local: Run, job: str) -> None:
    local("sftj", "cancel", job, "--wait")
    local("local", "clock", "advance", "1h").ok()
    done = local("sftj", "wait", job, "-o", "json")
    assert (done.code, done.out) == (10, "")
    assert "ended CANCELLED" in done.error["message"]


def test_of_several_one_that_failed_is_enough(local: Run, job: str) -> None:
    args = ("--base-model", "llama-v3p1-8b-instruct", "--dataset", "triage")
    local("sftj", "create", *args, "--job-id", "k").ok()
    local("sftj", "cancel", "k").ok()
    local("local", "clock", "advance", "1d").ok()
    done = local("sftj", "wait", job, "k")
    assert done.code == 10
    assert "k ended CANCELLED" in done.err


def test_what_is_not_there_is_not_waited_for(local: Run) -> None:
    assert local("sftj", "wait", "nothing", "--timeout", "1m").code == 4
    assert local("deployments", "wait", "nothing").code == 4


def test_a_create_that_waits_ends_with_the_job(local: Run, rows: Path) -> None:
    local("local", "clock", "speed", "3600").ok()
    local("datasets", "create", "triage", rows, "--wait").ok()
    args = ("--base-model", "llama-v3p1-8b-instruct", "--dataset", "triage", "--job-id", "j", "--wait")
    assert local("sftj", "create", *args, "-o", "json").ok().json["state"] == "JOB_STATE_COMPLETED"
