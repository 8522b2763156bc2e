"""`list --watch`: what changes is shown, on a pipe as lines, on a terminal in place."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from firectl_py import contract
from firectl_py.commands.shared.watch import WatchedTable

from ..helpers import DEADLINE, ROOT, Run

WATCH = [sys.executable, "-m", "firectl_py", "sftj", "list", "--watch", "--interval", "0.2"]
LORA = ("--base-model", "llama-v3p1-8b-instruct", "--dataset", "triage")


@pytest.fixture
def jobs(local: Run, rows: Path) -> Run:
    local("local", "clock", "speed", "0").ok()
    local("datasets", "create", "triage", rows).ok()
    local("sftj", "create", *LORA, "--job-id", "j").ok()
    return local


def watching(*more: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([*WATCH, *more], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_only_what_is_shown_counts() -> None:
    table = WatchedTable(contract.load("sftj").columns, contract.load("sftj").states)
    row = {"name": "a", "state": "JOB_STATE_RUNNING", "updateTime": "1"}
    kinds: Callable[..., list[str]] = lambda *rows: [change.kind for change in table.look(rows)]  # noqa: E731 - once
    assert kinds(row) == ["seen"]
    assert kinds({**row, "updateTime": "2"}) == []
    assert kinds({**row, "state": "JOB_STATE_COMPLETED"}, {"name": "b"}) == ["changed", "new"]
    assert kinds({"name": "b"}) == ["gone"]


def test_lines_on_a_pipe(jobs: Run) -> None:
    process = watching()
    assert process.stdout is not None
    titles, first = process.stdout.readline(), process.stdout.readline()
    assert titles.split()[:3] == ["TIME", "NAME", "STATE"]
    assert first.split()[1] == "j"
    jobs("local", "clock", "advance", "1d").ok()
    changed = process.stdout.readline()
    assert changed.index("COMPLETED") == titles.index("STATE")
    jobs("sftj", "delete", "j", "-y").ok()
    assert process.stdout.readline().split()[1:] == ["j", "gone"]
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=DEADLINE) == ("", "")
    assert process.returncode == 130


def test_events_for_programs(jobs: Run) -> None:
    process = watching("-o", "jsonl")
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["event"] == "seen"
    jobs("sftj", "delete", "j", "-y").ok()
    event = json.loads(process.stdout.readline())
    assert (event["event"], event["object"]["state"]) == ("changed", "JOB_STATE_DELETING_CLEANING_UP")
    jobs("local", "clock", "advance", "1h").ok()
    event = json.loads(process.stdout.readline())
    assert (event["event"], event["object"]["name"]) == ("gone", "accounts/local/supervisedFineTuningJobs/j")
    process.stdout.close()  # nobody reads any more
    jobs("sftj", "create", *LORA, "--job-id", "k").ok()
    assert process.wait(DEADLINE) == 141
    assert process.stderr is not None and process.stderr.read() == ""
    process.stderr.close()


def test_bad_weather_is_noted(jobs: Run) -> None:
    process = watching()
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    jobs(
        "local", "faults", "add", "--match", "GET */supervisedFineTuningJobs", "--fault", "return-503", "--times", "6"
    ).ok()
    assert process.stderr.readline().endswith("still watching\n")
    assert process.stderr.readline() == "looking again works; still watching\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=DEADLINE)
    assert process.returncode == 130


def test_a_terminal_is_redrawn_and_left_as_it_was(jobs: Run) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (10, 50)) if hasattr(termios, "tcsetwinsize") else None
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    process = subprocess.Popen(WATCH, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    seen = b""
    try:
        while seen.count(b"Ctrl-C ends") < 3:
            assert select.select([ours], [], [], DEADLINE)[0]
            seen += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE) == 130
    finally:
        process.kill()
        os.close(ours)
    assert seen.count(b"NAME") == 3 == seen.count(b"\x1b[4A\x1b[J") + 1
    assert b"\x1b[?" not in seen  # neither the cursor nor the screen is touched, so there is nothing to put back


@pytest.mark.parametrize(
    "words", [("--watch", "-o", "json"), ("--watch", "--page-token", "x"), ("--interval", "2"), ("--on-change", "cat")]
)
def test_what_does_not_go_together(local: Run, words: tuple[str, ...]) -> None:
    assert local("deployments", "list", *words).code == 2
