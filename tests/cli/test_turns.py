"""--lock and --jitter: one run at a time, and not all at the same second."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from firectl_py.api.waiting.backoff import Clock
from firectl_py.cli import run_lock
from firectl_py.cli.app import App
from firectl_py.output.console import Console

from ..helpers import ROOT, Firectl, Run


def test_a_second_run_does_nothing_and_a_killed_one_frees_the_lock(local: Run, firectl: Firectl) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "firectl_py", "datasets", "list", "--lock", "nightly", "--jitter", "1d"]
    first = subprocess.Popen(words, env=environ, stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    assert re.match(r"Note: starting in [\d.]+ (s|min|h) \(--jitter 1d\)\.", first.stderr.readline())
    done = local("datasets", "list", "--lock", "nightly")
    assert (done.code, done.out) == (18, "")
    assert done.err.splitlines()[0] == "Error: another run holds the lock nightly; nothing was done"
    done = local("datasets", "list", "--lock", "nightly", "--lock-ok").ok()
    assert (done.out, done.err) == ("", "Note: another run holds the lock nightly; nothing was done.\n")
    assert local("-q", "datasets", "list", "--lock", "nightly", "--lock-ok").ok().err == ""
    assert "No datasets" in local("datasets", "list", "--lock", "another").ok().err
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert "No datasets" in local("--lock", "nightly", "datasets", "list").ok().err
    first.stderr.close()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--lock", "../x"), 2),
        (("--lock", ""), 2),
        (("--lock-ok",), 2),
        (("--jitter", "soon"), 7),
    ],
)
def test_what_makes_no_sense(local: Run, words: tuple[str, ...], code: int) -> None:
    assert local("datasets", "list", *words).code == code


def test_starts_are_spread_evenly() -> None:
    slept: list[float] = []

    class Recorded(Clock):
        def sleep(self, seconds: float) -> None:
            slept.append(seconds)

    app = App(Console(sys.stdout, sys.stderr), os.environ)
    app.console.quiet, app.flags["jitter"] = True, "30"
    with ExitStack() as held:
        assert all(run_lock.begin(app, held, Recorded()) for _ in range(400))
    assert 0 <= min(slept) < 3 and 27 < max(slept) <= 30
    assert 12 < sum(slept) / len(slept) < 18


def test_the_lock_is_in_the_users_state_folder(local: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRECTL_STATE_DIR", str(tmp_path / "state"))
    local("datasets", "list", "--lock", "nightly").ok()
    assert (tmp_path / "state" / "locks" / "nightly.lock").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP])
def test_a_home_without_file_locks_is_warned_of_once_and_stops_nothing(
    local: Run, rows: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, how: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    done = local("datasets", "create", "triage", rows, "--lock", "nightly", "-o", "name").ok()
    assert done.out == "accounts/local/datasets/triage\n"
    warnings = [line for line in done.err.splitlines() if line.startswith("Warning: ")]
    assert len(warnings) == 1
    assert "cannot be locked" in warnings[0] and "FIRECTL_STATE_DIR" in warnings[0]


def test_a_state_folder_that_cannot_be_written_stops_nothing(
    local: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FIRECTL_STATE_DIR", str(tmp_path / "file"))
    done = local("models", "list", "--lock", "nightly").ok()
    assert "Warning: the lock nightly cannot be held, and this run goes on without it: " in done.err
