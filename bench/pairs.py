"""Time two commands in turn and compare them. Standard library only."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_PEAK = """\
import os, resource, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
status = os.waitpid(child, 0)[1]
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


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


def seconds(argv: Sequence[str], environ: Mapping[str, str], ends: int = 0) -> float:
    """Wall time of a command that ends with `ends`. Raises RuntimeError where it does not: a failure is no figure."""
    started = time.perf_counter()
    done = subprocess.run(
        argv,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if ends else None,
    )
    took = time.perf_counter() - started
    if done.returncode != ends:
        raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}")
    return took


def peak(argv: Sequence[str], environ: Mapping[str, str]) -> float:
    """Largest resident memory of a command, MiB.

    A process begins with the memory of the one it was forked from, through any `exec`: so a bare Python, which is
    smaller than whatever is measured here, stands between this one and the command.
    """
    words = [sys.executable, "-I", "-S", "-c", _PEAK, *argv]
    done = subprocess.run(
        words, env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    return int(done.stderr.split()[-1]) / 1024


def compare(
    name: str,
    ours: Sequence[str],
    reference_name: str,
    reference: Sequence[str],
    environ: Mapping[str, str],
    rounds: int = 15,
    ends: int = 0,
) -> Pair:
    """Run both in turn, once to warm up and then `rounds` times. `ends` is the exit status of ours."""
    seconds(ours, environ, ends), seconds(reference, environ)
    a: list[float] = []
    b: list[float] = []
    for _ in range(rounds):
        a.append(seconds(ours, environ, ends))
        b.append(seconds(reference, environ))
    wall = statistics.median(a)
    rss = statistics.median(peak(ours, environ) for _ in range(3))
    return Pair(name, reference_name, wall / statistics.median(b), wall, rss)
