"""Time two commands in turn and compare them. Standard library only."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """One finished process."""

    wall: float
    """Seconds."""
    rss: float
    """Largest resident memory, MiB."""


class Pair(NamedTuple):
    """What came of running `ours` and `reference` in turn."""

    name: str
    reference: str
    ratio: float
    """Median wall time of ours divided by that of the reference."""
    wall: float
    """Median seconds of ours."""
    rss: float
    """Median MiB of ours."""


def run(argv: Sequence[str], environ: Mapping[str, str], measured: bool = False) -> Run:
    """Run a command to its end. Raises RuntimeError where it fails: a failure is no figure.

    A child's memory is never below that of the process it was forked from: `measured` puts a small shell between them,
    whose own time would then be in the wall.
    """
    if measured:
        argv = ["/bin/sh", "-c", 'exec "$@"', "sh", *argv]
    started = time.perf_counter()
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=dict(environ))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(argv)} ended with {process.returncode}")
    return Run(time.perf_counter() - started, usage.ru_maxrss / 1024)


def compare(
    name: str,
    ours: Sequence[str],
    reference_name: str,
    reference: Sequence[str],
    environ: Mapping[str, str],
    rounds: int = 15,
) -> Pair:
    """Run both in turn, once to warm up and then `rounds` times."""
    run(ours, environ), run(reference, environ)
    a: list[Run] = []
    b: list[Run] = []
    for _ in range(rounds):
        a.append(run(ours, environ))
        b.append(run(reference, environ))
    wall = statistics.median(r.wall for r in a)
    rss = statistics.median(run(ours, environ, measured=True).rss for _ in range(3))
    return Pair(name, reference_name, wall / statistics.median(r.wall for r in b), wall, rss)
