"""SIGINT, SIGTERM and SIGHUP: the exit status, no traceback, and what is said of that which goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])


def run_with(planted: str, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run firectl in a process of its own, after the lines `planted`."""
    code = f"import os, sys\nfrom firectl_py.__main__ import main\n{planted}\nsys.exit(main())"
    return subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True, timeout=120)


@SIGNALS
@pytest.mark.parametrize(
    "moment",
    [
        "firectl_py.cli.main.Console.standard",
        "firectl_py.cli.main.App.prepare",
        "firectl_py.output.console.Console.flush",
        "contextlib.ExitStack.__exit__",
        "firectl_py.cli.signals.StopSignals.release",
    ],
    ids=["first act", "options known", "last flush", "locks freed", "last act"],
)
def test_a_signal_at_any_moment_ends_the_run_without_a_traceback(number: signal.Signals, moment: str) -> None:
    owner, _, name = moment.rpartition(".")
    module, _, cls = owner.rpartition(".")
    planted = (
        f"import importlib; owner = getattr(importlib.import_module({module!r}), {cls!r}); real = owner.{name}\n"
        f"def stopped(*args):\n    owner.{name} = real; os.kill(os.getpid(), {int(number)}); return real(*args)\n"
        f"owner.{name} = stopped"
    )
    done = run_with(planted, "version")
    assert (done.returncode, done.stderr) == (128 + number, "")


def test_a_signal_that_was_ignored_from_the_start_stays_ignored() -> None:
    planted = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from firectl_py.cli.main import App; real = App.prepare\n"
        "App.prepare = lambda self: (os.kill(os.getpid(), signal.SIGHUP), real(self))"
    )
    done = run_with(planted, "version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("firectl-py ")


def test_a_signal_in_a_destructor_is_not_lost() -> None:
    planted = (
        "import signal\n"
        "from firectl_py.cli.main import App; real = App.prepare\n"
        "class Falling:\n"
        "    def __del__(self): os.kill(os.getpid(), signal.SIGTERM); sum(range(10))\n"
        "App.prepare = lambda self: (Falling(), real(self))"
    )
    done = run_with(planted, "version")
    assert (done.returncode, done.stderr, done.stdout) == (143, "", "")


def test_an_interrupted_wait_says_what_goes_on_and_how_to_come_back(empty_home: Path) -> None:
    planted = (
        "import signal\n"
        "from firectl_py.api.waiting.backoff import Clock\n"
        "Clock.sleep = lambda self, seconds: os.kill(os.getpid(), signal.SIGINT)"
    )
    create = ("-p", "local", "deployments", "create", "qwen3-8b", "--name", "live", "--gpu-type", "h100", "--wait")
    done = run_with(planted, *create)
    assert (done.returncode, done.stdout) == (130, "")
    goes_on = "deployment live keeps running at USD 5.80 an hour"
    assert done.stderr.splitlines()[-1] == f"Note: {goes_on}: firectl -p local deployments wait live."
