"""What is said during a wait."""

from __future__ import annotations

from typing import Any

import pytest

from firectl_py import contract
from firectl_py.api.waiting.goal import goal_of
from firectl_py.api.waiting.outcome import continuation
from firectl_py.api.waiting.watchlist import Watchlist
from firectl_py.commands.shared.wait_text import data, line, spoken, summary

SFTJ = contract.load("sftj")


def job(state: str, percent: int | None = None, **more: Any) -> dict[str, Any]:
    progress = {} if percent is None else {"jobProgress": {"percent": percent, "epoch": 0}}
    return {"name": "j", "state": f"JOB_STATE_{state}", "epochs": 2, **progress, **more}


def told(watchlist: Watchlist) -> str:
    return summary(SFTJ, list(watchlist.members.values()), watchlist.made)


def test_one_job() -> None:
    watchlist = Watchlist(SFTJ, ["a/supervisedFineTuningJobs/j"])
    (name,) = watchlist.members
    assert told(watchlist) == "supervised fine-tuning job j: not seen yet"
    watchlist.see(name, job("PENDING"), 0)
    assert told(watchlist) == "supervised fine-tuning job j: PENDING"
    watchlist.see(name, job("RUNNING", 1), 10)
    (change,) = watchlist.see(name, job("RUNNING", 25), 130)
    assert told(watchlist) == "supervised fine-tuning job j: RUNNING 25 %, epoch 1 of 2, about 6 min left"
    assert line(SFTJ, change) == told(watchlist)
    watchlist.see(name, job("COMPLETED", 100), 500)
    assert told(watchlist) == "supervised fine-tuning job j: COMPLETED"


def test_several_jobs_say_how_far_they_are() -> None:
    watchlist = Watchlist(SFTJ, ["j", "k", "l", "m", "nope"])
    watchlist.see("j", job("RUNNING", 5), 0)
    watchlist.see("k", job("RUNNING", 40), 0)
    watchlist.see("l", job("PENDING"), 0)
    watchlist.see("m", job("COMPLETED", 100), 0)
    watchlist.miss("nope", 0)
    assert told(watchlist) == "2 of 5 done: 1 COMPLETED, 1 MISSING, 1 PENDING, 2 RUNNING 5 to 40 %"
    watchlist.see("j", job("RUNNING", 40), 60)
    assert told(watchlist).endswith("2 RUNNING 40 %, about 103 s left")


def test_one_that_was_just_made() -> None:
    assert told(Watchlist(SFTJ, ["j"], made=True)) == ("supervised fine-tuning job j: made, and cannot be found yet")


def test_events_hold_what_the_api_says() -> None:
    watchlist = Watchlist(SFTJ, ["j"])
    watchlist.see("j", job("RUNNING", 5), 0)
    (change,) = watchlist.see("j", job("FAILED", 5, status={"code": "INTERNAL", "message": "out of memory"}), 1)
    event = data(change)
    assert event.pop("time").endswith("Z")
    assert event == {
        "event": "state",
        "name": "j",
        "state": "JOB_STATE_FAILED",
        "before": "JOB_STATE_RUNNING",
        "jobProgress": {"percent": 5, "epoch": 0},
        "status": {"code": "INTERNAL", "message": "out of memory"},
    }


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (119, "119 s"), (150, "2 min"), (7200, "2.0 h")])
def test_durations_that_change_all_the_time_have_no_fractions(seconds: float, text: str) -> None:
    assert spoken(seconds) == text


@pytest.mark.parametrize(
    ("noun", "state", "goal", "what", "command"),
    [
        ("sftj", "JOB_STATE_RUNNING", (), "keeps running", "sftj wait j"),
        ("sftj", "JOB_STATE_PENDING", ("running",), "keeps running", "sftj wait j --for RUNNING"),
        ("sftj", "JOB_STATE_COMPLETED", ("GONE",), "is COMPLETED", "sftj wait j --for GONE"),
        ("deployments", "READY", ("GONE",), "keeps running", "deployments wait j --for GONE"),
        ("deployments", "DELETING", ("GONE",), "is still being deleted", "deployments wait j --for GONE"),
        ("datasets", "UPLOADING", (), "is still UPLOADING", "datasets wait j"),
    ],
)
def test_what_goes_on_and_how_to_wait_again(
    noun: str, state: str, goal: tuple[str, ...], what: str, command: str
) -> None:
    resource = contract.load(noun)
    watchlist = Watchlist(resource, ["j"], goal=goal_of(resource, goal))
    watchlist.see("j", {"name": "j", "state": state}, 0)
    assert continuation(watchlist) == f"{resource.title} j {what}: firectl {command}"


def test_what_goes_on_of_several() -> None:
    watchlist = Watchlist(SFTJ, ["j", "k"])
    watchlist.see("j", job("RUNNING", 5), 0)
    watchlist.see("k", job("PENDING"), 0)
    assert continuation(watchlist) == "2 supervised fine-tuning jobs keep running: firectl sftj wait j k"
    watchlist.see("k", job("DELETING"), 0)
    assert continuation(watchlist) == "2 supervised fine-tuning jobs are under way: firectl sftj wait j k"
