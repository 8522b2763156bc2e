"""A sample of `python -m tests.transfer.kills`, and the signals that ask to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ..helpers import DEADLINE, ROOT, eventually
from . import kills, made
from .storage import ACCOUNT, World


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("kind", ["set", "model", "download"])
def test_killed_and_gone_on_with(kind: str, seed: int) -> None:
    assert kills.play(kind, seed).kills > 0


@pytest.mark.parametrize(
    ("number", "code", "rate"), [(signal.SIGINT, 130, 1e4), (signal.SIGTERM, 143, 1e3), (signal.SIGHUP, 129, 1e4)]
)
def test_asked_to_stop_it_stops_and_says_how_to_go_on(
    world: World, tmp_path: Path, number: int, code: int, rate: float
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(made.rows(3_000_000))
    world.rate = rate  # bytes a second: the three megabytes would take minutes
    argv = [sys.executable, "-m", "firectl_py", "datasets", "create", "rows", str(path), "--shard-size", "1MiB"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(argv, env=environ, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    eventually(lambda: world.bytes_of("PUT /s/"), process)
    process.send_signal(number)
    error = process.communicate(timeout=DEADLINE)[1]
    assert process.returncode == code
    assert "the same command sends the rest" in error
    world.rate = 0.0
    again = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=60)
    assert again.returncode == 0, again.stderr
    assert world.whole(f"accounts/{ACCOUNT}/datasets/rows") == path.read_bytes()
