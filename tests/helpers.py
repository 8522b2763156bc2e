"""Running firectl and looking at what came of it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import pytest

ROOT = Path(__file__).parent.parent


T = TypeVar("T")
DEADLINE = 60.0
"""Seconds a condition may take to come true: far more than it needs, so that a loaded machine fails no test."""


def eventually(condition: Callable[[], T], alive: subprocess.Popen[Any] | None = None) -> T:
    """Ask until the condition holds, and return what it gave. Fails at the deadline, or as soon as the process that
    should live has ended.
    """
    deadline = time.monotonic() + DEADLINE
    while not (found := condition()):
        assert alive is None or alive.poll() is None, f"the process ended with {alive.returncode}"
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.01)
    return found


@dataclass(frozen=True)
class Outcome:
    """What a run left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error object that `-o json` puts on the last line of stderr."""
        return json.loads(self.err.splitlines()[-1])["error"]

    def ok(self) -> Outcome:
        """This outcome, which must be a success."""
        assert self.code == 0, self.err
        return self


class Run:
    """Runs command lines in this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *argv: str | Path, stdin: str = "") -> Outcome:
        from firectl_py.cli import main

        self._capture.readouterr()
        fake = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        with mock.patch.object(sys, "stdin", fake):
            code = main([str(word) for word in argv])
        sys.stdout.flush()
        out, err = self._capture.readouterr()
        return Outcome(code, out, err)


class Firectl:
    """Runs command lines as processes, with the environment of the test."""

    def __call__(self, *argv: str | Path, stdin: str | None = None, **environ: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "firectl_py", *map(str, argv)],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        )
        return Outcome(done.returncode, done.stdout, done.stderr)


@contextmanager
def serving(store: Path, *extra: str) -> Iterator[dict[str, str]]:
    """`firectl local serve` on a free port; the variables a client of it needs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "firectl_py", "local", "serve", "--data-dir", str(store), *extra],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stderr is not None
    found: dict[str, str] = {}
    try:
        for line in process.stderr:
            found |= dict(word.split("=", 1) for word in line.split() if word.startswith("FIREWORKS_"))
            if line.startswith("listening on "):
                break
        else:
            raise AssertionError(f"local serve ended with {process.wait()}")
        yield found
    finally:
        process.terminate()
        assert process.wait(DEADLINE) == 0
        process.stderr.close()
