"""The program that a wait runs at each change: real programs, and what they leave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from firectl_py.api.waiting.hook import ChangeHook
from firectl_py.errors import UsageError

from ..helpers import eventually

EVENT = {"event": "state", "name": "accounts/a/deployments/live", "state": "READY"}


def script(folder: Path, text: str) -> str:
    path = folder / "hook"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_it_gets_the_event_on_its_standard_input(tmp_path: Path) -> None:
    warned: list[str] = []
    program = script(tmp_path, f"open({str(tmp_path / 'got')!r}, 'w').write(sys.stdin.read())")
    ChangeHook(program, warn=warned.append)(EVENT)
    assert json.loads((tmp_path / "got").read_text()) == EVENT
    assert warned == []


def test_no_key_is_in_its_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREWORKS_API_KEY", "fw_12345678")
    monkeypatch.setenv("COPY_OF_IT", "Bearer fw_12345678")
    monkeypatch.setenv("HARMLESS", "yes")
    program = script(tmp_path, f"json.dump(dict(os.environ), open({str(tmp_path / 'env')!r}, 'w'))")
    ChangeHook(program, warn=pytest.fail, is_secret=lambda text: "fw_12345678" in text)(EVENT)
    environ = json.loads((tmp_path / "env").read_text())
    assert environ["HARMLESS"] == "yes"
    assert "fw_12345678" not in str(environ)


def test_one_that_hangs_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    warned: list[str] = []
    program = tmp_path / "hook"
    program.write_text('#!/bin/sh\nsleep 3600 &\necho $! $$ > "$0.pids"\nwait\n')
    program.chmod(0o755)
    ChangeHook(str(program), warn=warned.append)(EVENT, seconds=5)
    assert warned == [f"--on-change: {program} was stopped after 5 s"]
    pids = [int(pid) for pid in (tmp_path / "hook.pids").read_text().split()]
    eventually(lambda: not any(map(_runs, pids)))


def test_one_that_is_being_started_when_a_signal_comes_is_stopped() -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(ChangeHook):
        def _start(self) -> subprocess.Popen[bytes]:
            started.append(super()._start())
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            return started[0]

    with pytest.raises(KeyboardInterrupt):
        Interrupted("sleep 3600", warn=pytest.fail)(EVENT)
    assert started[0].returncode == -signal.SIGKILL


def test_one_that_reads_nothing_and_fails_is_warned_of(tmp_path: Path) -> None:
    warned: list[str] = []
    program = script(tmp_path, "sys.exit(3)")
    ChangeHook(program, warn=warned.append)({**EVENT, "status": "x" * 1_000_000})
    assert warned == [f"--on-change: {program} ended with 3"]


@pytest.mark.parametrize("command", ["no-such-program", "'", ""])
def test_one_that_does_not_exist_is_refused_at_once(command: str) -> None:
    with pytest.raises(UsageError):
        ChangeHook(command, warn=pytest.fail)


def _runs(pid: int) -> bool:
    """Whether a process is there and not merely unreaped."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    except OSError:
        os.kill(pid, 0)
        return True
    return state not in "ZX"
