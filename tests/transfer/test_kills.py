"""A sample of `python -m tests.transfer.kills`, and the signals that ask to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..helpers import ROOT
from . import kills, made
from .storage import ACCOUNT, World


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("kind", ["set", "model", "download"])
def test_killed_and_gone_on_with(kind: str, seed: int) -> None:
    kills.play(kind, seed)


@pytest.mark.parametrize(
    ("number", "code", "hangs"), [(signal.SIGINT, 130, False), (signal.SIGTERM, 143, True), (signal.SIGHUP, 129, False)]
)
def test_asked_to_stop_it_stops_and_says_how_to_go_on(
    world: World, tmp_path: Path, number: int, code: int, hangs: bool
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(made.rows(3_000_000))
    world.rate = 1e3 if hangs else 1e6
    argv = [sys.executable, "-m", "firectl_py", "datasets", "create", "rows", str(path), "--shard-size", "1MiB"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(argv, env=environ, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    deadline = time.monotonic() + 20
    while not world.bytes_of("PUT /s/") and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    started = time.monotonic()
    process.send_signal(number)
    error = process.communicate(timeout=20)[1]
    assert time.monotonic() - started < 2
    assert process.returncode == code
    assert "the same command sends the rest" in error
    world.rate = 0.0
    again = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=60)
    assert again.returncode == 0, again.stderr
    assert world.whole(f"accounts/{ACCOUNT}/datasets/rows") == path.read_bytes()
