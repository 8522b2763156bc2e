"""Waits of many, over a bad line, and what they cost."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from ..helpers import eventually
from .bench import Bench
from .plane import MODEL
from .words import ALWAYS, Answer, Fault

JOBS = "supervisedFineTuningJobs"


def jobs(bench: Bench, count: int, state: str = "RUNNING") -> list[str]:
    """So many jobs, each as large as a real one."""
    names = [f"job-{number:04}" for number in range(count)]
    for name in names:
        bench.world.plane.put(
            f"{JOBS}/{name}",
            state=f"JOB_STATE_{state}",
            dataset="accounts/acme/datasets/d",
            jobProgress={"percent": 5, "epoch": 0},
            displayName="x" * 60,
            epochs=1,
        )
    return names


@pytest.mark.parametrize("how", ["names", "filter"])
def test_a_thousand_jobs_cost_six_requests_a_look_and_little_memory(bench: Bench, how: str) -> None:
    names = jobs(bench, 1000, "COMPLETED")
    bench.world.plane.rows[f"accounts/acme/{JOBS}/job-0007"]["state"] = "JOB_STATE_FAILED"
    words = ("-",) if how == "names" else ("--filter", 'create_time>"2026-01-01T00:00:00Z"')
    stdin = "\n".join(names) if how == "names" else None
    ran = bench.run("sftj", "wait", *words, "-q", stdin=stdin)
    assert ran.code == 10, ran
    assert ran.peak < 100
    first = 5 if how == "filter" else 0  # the list that fixes who is waited for
    assert [seen.path for seen in bench.requests()] == [f"/v1/accounts/acme/{JOBS}"] * (first + 5)


def test_one_job_costs_one_get_and_a_few_old_ones_not_the_whole_list(bench: Bench) -> None:
    names = jobs(bench, 1000, "COMPLETED")
    assert bench.run("sftj", "wait", names[-1]).code == 0
    assert [seen.path for seen in bench.requests()] == [f"/v1/accounts/acme/{JOBS}/{names[-1]}"]
    assert bench.run("sftj", "wait", *names[-2:]).code == 0
    assert len(bench.requests()) == 1 + 2 + 2
    bench.plant(Fault("GET */supervisedFineTuningJobs", "return-400"))  # an order this server does not know
    assert bench.run("sftj", "wait", *names[:2]).code == 0


def test_the_network_goes_and_comes_back(bench: Bench) -> None:
    job = bench.world.plane.put(f"{JOBS}/night", state="JOB_STATE_RUNNING")
    bench.plant(Fault("GET *", "return-reset-connection", 12, skip=2))
    process = bench.start(
        "sftj",
        "wait",
        "night",
        "--timeout",
        "60",
        "--interval",
        "0.2",
        "-o",
        "jsonl",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    eventually(lambda: len(bench.requests()) >= 16, alive=process)
    job["state"] = "JOB_STATE_COMPLETED"
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["seen", "state", "end"]
    told = [json.loads(line)["progress"] for line in err.splitlines()]
    assert "still waiting" in told[0] and told[-1] == "looking again works; still waiting"


def test_the_server_says_when_to_look_again(bench: Bench) -> None:
    bench.world.plane.put(f"{JOBS}/night", state="JOB_STATE_RUNNING")
    busy = Answer(429, {"Retry-After": "3600"}, b"{}")
    bench.plant(Fault("GET *", answer=busy, times=ALWAYS))
    ran = bench.run("sftj", "wait", "night", "--timeout", "2")
    assert ran.code == 124, ran
    assert len(bench.requests()) == 1


def test_one_that_vanishes_and_one_that_never_was(bench: Bench, tmp_path: Path) -> None:
    names = jobs(bench, 3)
    hook = tmp_path / "hook"
    hook.write_text('#!/bin/sh\ncat >> "$0.log"\nenv >> "$0.env"\necho told\n')
    hook.chmod(0o755)
    process = bench.start(
        "sftj",
        "wait",
        *names,
        "--interval",
        "0.2",
        "--on-change",
        f"'{hook}' x",
        stdout=-1,
        stderr=-1,
        FIRECTL_JSON_CASE="snake",
    )
    eventually(lambda: len(bench.requests()) >= 2, alive=process)
    del bench.world.plane.rows[f"accounts/acme/{JOBS}/{names[0]}"]
    for name in names[1:]:
        bench.world.plane.rows[f"accounts/acme/{JOBS}/{name}"]["state"] = "JOB_STATE_COMPLETED"
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert (out, err.count(b"told\n")) == (b"", 3)
    events = (tmp_path / "hook.log").read_text()
    assert '"event": "gone"' in events and '"job_progress": {"percent": 5' in events
    assert bench.canary.key not in (tmp_path / "hook.env").read_text()
    assert bench.run("sftj", "wait", *names[1:], "none").code == 4


def test_a_hook_that_fails_ends_nothing_and_one_that_is_not_there_is_said_at_once(bench: Bench) -> None:
    job = bench.world.plane.put(f"{JOBS}/night", state="JOB_STATE_RUNNING")
    assert bench.run("sftj", "wait", "night", "--on-change", "no-such-program").code == 2
    assert bench.run("sftj", "wait", "night", "--on-change", "'").code == 2
    process = bench.start("sftj", "wait", "night", "--interval", "0.2", "--on-change", "false", stdout=-1, stderr=-1)
    eventually(lambda: len(bench.requests()) >= 2, alive=process)
    job["state"] = "JOB_STATE_COMPLETED"
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"Warning: --on-change: false ended with 1" in err


HANGING = '#!/bin/sh\nsleep 3600 &\necho $! $$ > "$0.pids"\nwait\n'


def hanging(folder: Path) -> Path:
    """A hook that never ends, and writes down who it is: the file of the process ids is returned."""
    hook = folder / "hook"
    hook.write_text(HANGING)
    hook.chmod(0o755)
    return folder / "hook.pids"


def running(pids: Path) -> list[str]:
    """Those of the processes that have not ended."""
    return [pid for pid in (pids.read_text().split() if pids.exists() else ()) if _cmdline(pid)]


def _cmdline(pid: str) -> bytes:
    """The words of a process; one that has ended has none, reaped or not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_hook_that_hangs_does_not_hold_a_wait_beyond_its_timeout(bench: Bench, tmp_path: Path) -> None:
    job, pids = bench.world.plane.put(f"{JOBS}/night", state="JOB_STATE_PENDING"), hanging(tmp_path)
    words = ("sftj", "wait", "night", "--interval", "0.2", "--timeout", "5", "--on-change", str(tmp_path / "hook"))
    process = bench.start(*words, stdout=-1, stderr=-1)
    eventually(lambda: len(bench.requests()) >= 2, alive=process)
    job["state"] = "JOB_STATE_RUNNING"
    _, err = process.communicate(timeout=50)  # less than a hook has where no time is set
    assert process.returncode == 124
    assert b"hook was stopped after" in err
    eventually(lambda: not running(pids))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_hook_does_not_outlive_the_wait(bench: Bench, tmp_path: Path, number: signal.Signals) -> None:
    job, pids = bench.world.plane.put(f"{JOBS}/night", state="JOB_STATE_PENDING"), hanging(tmp_path)
    process = bench.start(
        "sftj", "wait", "night", "--interval", "0.2", "--on-change", str(tmp_path / "hook"), stdout=-1, stderr=-1
    )
    eventually(lambda: len(bench.requests()) >= 2, alive=process)
    job["state"] = "JOB_STATE_RUNNING"
    eventually(lambda: pids.exists() and pids.read_text(), alive=process)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert b"supervised fine-tuning job night keeps running: firectl sftj wait night" in err
    eventually(lambda: not running(pids))


def test_a_job_that_is_made_and_not_found_for_a_while(bench: Bench) -> None:
    bench.plant(Fault("GET */supervisedFineTuningJobs/*", "return-404", 2))
    words = ("sftj", "create", "--base-model", MODEL, "--dataset", "d", "--job-id", "night", "--wait")
    process = bench.start(*words, stdout=-1, stderr=-1)
    eventually(lambda: len(bench.requests("GET")) >= 3, alive=process)
    bench.world.plane.rows[f"accounts/acme/{JOBS}/night"]["state"] = "JOB_STATE_COMPLETED"
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert b"supervised fine-tuning job night: made, and cannot be found yet" in err


def test_quiet_is_silent(bench: Bench) -> None:
    bench.world.plane.put(f"{JOBS}/done", state="JOB_STATE_COMPLETED")
    bench.world.plane.put(f"{JOBS}/bad", state="JOB_STATE_FAILED")
    ran = bench.run("sftj", "wait", "done", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    ran = bench.run("sftj", "wait", "bad", "--quiet")
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (10, "", "Error: bad ended FAILED")


STATUS = {"COMPLETED": 0, "EARLY_STOPPED": 0, "FAILED": 10, "CANCELLED": 10, "RUNNING": 18, "PENDING": 18}


@pytest.mark.parametrize("state", STATUS)
def test_status_is_one_word(bench: Bench, state: str) -> None:
    bench.world.plane.put(f"{JOBS}/night", state=f"JOB_STATE_{state}")
    ran = bench.run("sftj", "status", "night")
    assert (ran.code, ran.out, ran.err) == (STATUS[state], f"{state}\n", "")
    assert bench.run("sftj", "status", "none").code == 4


BATCHES = "batchInferenceJobs"


@pytest.mark.parametrize(
    ("done", "failed", "code", "told"),
    [
        (9, 0, 0, ""),
        (7, 2, 0, "Warning: night is COMPLETED, but 2 of its 9 rows failed"),
        (0, 9, 10, "night is COMPLETED, but none of its 9 rows succeeded"),
    ],
)
def test_a_batch_job_that_is_completed_has_not_done_its_work_by_that(
    bench: Bench, done: int, failed: int, code: int, told: str
) -> None:
    progress = {"totalInputRequests": 9, "successfullyProcessedRequests": done, "failedRequests": failed}
    bench.world.plane.put(f"{BATCHES}/night", state="JOB_STATE_COMPLETED", jobProgress=progress)
    for verb in ("wait", "status"):
        ran = bench.run("batch-inference-jobs", verb, "night")
        assert ran.code == code, ran
        assert told in ran.err and ("rows" in ran.err) == bool(told)


def test_a_state_that_is_not_known_is_said_and_ends_the_wait_with_the_job(bench: Bench) -> None:
    job = bench.world.plane.put(f"{JOBS}/night", state="JOB_STATE_PREEMPTED")
    ran = bench.run("sftj", "status", "night")
    assert (ran.code, ran.out) == (18, "PREEMPTED\n")
    assert "night is PREEMPTED, a state that this firectl does not know" in ran.err
    process = bench.start("sftj", "wait", "night", "--interval", "0.2", stdout=-1, stderr=-1)
    eventually(lambda: len(bench.requests()) >= 3, alive=process)
    job["completedTime"] = "2026-11-25T11:19:24Z"
    _, err = process.communicate(timeout=60)
    assert process.returncode == 10
    assert b"Error: night ended PREEMPTED, a state that this firectl does not know" in err


def test_of_several_the_one_that_does_not_exist_is_named_when_the_others_are_done(bench: Bench) -> None:
    (job,) = jobs(bench, 1)
    process = bench.start("sftj", "wait", job, "nope", "--interval", "0.2", stdout=-1, stderr=-1)
    eventually(lambda: len(bench.requests()) >= 4, alive=process)
    bench.world.plane.rows[f"accounts/acme/{JOBS}/{job}"]["state"] = "JOB_STATE_COMPLETED"
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert b"supervised fine-tuning job nope: not found\n" in err
    assert b"supervised fine-tuning job job-0000: COMPLETED\n" in err
    assert b"Error: accounts/acme/supervisedFineTuningJobs/nope not found" in err
