"""Transfers over TLS on loopback against curl and the same server: wall, CPU and peak memory, medians.

    python -m bench.transfer                # 1 GiB up and down
    python -m bench.transfer --sparse 20    # the peak memory of 20 GiB up, too

Needs curl and openssl; says so and goes on where one is missing.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import google_crc32c

GIB = 1 << 30
MOST_RATIO, MOST_MIB = 1.15, 45.0
ROUNDS = 5


class Run(NamedTuple):
    """One finished transfer."""

    wall: float
    """Seconds of the transfer."""
    cpu: float
    """Seconds of the whole process."""
    rss: float
    """Largest resident memory, MiB."""


def run(argv: Sequence[str], tells: bool) -> Run:
    """Run to the end; where it `tells`, its own clock counts. Raises RuntimeError where it fails."""
    started = time.perf_counter()
    # Through a small shell: a child's figures begin with the memory of the process it was forked from.
    process = subprocess.Popen(["/bin/sh", "-c", 'exec "$@"', "sh", *argv], stdout=subprocess.PIPE)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stdout.close()
    wall = time.perf_counter() - started
    if process.returncode is None:
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{argv[0]} ended with {process.returncode}")
    return Run(float(told) if tells else wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def crc_of_zeros(size: int) -> str:
    """The crc32c of so many zero bytes, in base64."""
    crc, block = 0, bytes(1 << 20)
    for at in range(0, size, len(block)):
        crc = google_crc32c.extend(crc, block[: min(len(block), size - at)])
    return base64.b64encode(crc.to_bytes(4, "big")).decode()


@contextmanager
def sink(home: Path, size: int) -> Iterator[tuple[str, str]]:
    """(URL, certificate) of a server that swallows what is sent."""
    cert, key = str(home / "cert.pem"), str(home / "key.pem")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            cert,
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    argv = [sys.executable, "-m", "bench.sink", cert, key, str(size), crc_of_zeros(size)]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"https://localhost:{process.stdout.readline().strip()}/x", cert
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def compare(home: Path, how: str, size: int, rounds: int) -> tuple[Run, Run, Run]:
    """Medians of ours, of curl run in turn with it, and of the ratios of each turn: what slows a turn slows both."""
    source, target = home / "source", home / "target"
    with source.open("wb") as file:
        file.truncate(size)
    ours: list[Run] = []
    theirs: list[Run] = []
    with sink(home, size) as (url, cert):
        mine = [sys.executable, "-m", "bench.moved", how, str(target if how == "down" else source), url, cert]
        curl = ["curl", "-sS", "--cacert", cert, "-H", "Expect:"]
        curl += ["-o", str(target), url] if how == "down" else ["-T", str(source), "-o", "/dev/null", url]
        for warm in range(rounds + 1):
            pair = []
            for argv, tells in ((mine, True), (curl, False)):
                target.unlink(missing_ok=True)
                pair.append(run(argv, tells))
            if warm:
                ours.append(pair[0])
                theirs.append(pair[1])
    ratios = [Run(*(mine / its for mine, its in zip(*pair, strict=True))) for pair in zip(ours, theirs, strict=True)]
    return _median(ours), _median(theirs), _median(ratios)


def _median(runs: Sequence[Run]) -> Run:
    return Run(*(statistics.median(values) for values in zip(*runs, strict=True)))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description="transfers over TLS against curl")
    parser.add_argument("--size", type=float, default=1.0, help="GiB")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sparse", type=float, help="also send a sparse file of so many GiB, for its peak memory")
    options = parser.parse_args(argv)
    if missing := [tool for tool in ("curl", "openssl") if shutil.which(tool) is None]:
        print(f"transfers are not timed: {' and '.join(missing)} not found")
        return 0
    missed = 0
    names = {"up": "upload, resumable", "put": "upload, one PUT", "down": "download"}
    print(f"{'what, TLS on loopback':24} {'wall':>6} {'at most':>8} {'CPU':>6} {'s':>6} {'curl s':>7} {'MiB':>6}")
    room = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=room) as home:
        for how, name in names.items():
            ours, curl, ratio = compare(Path(home), how, int(options.size * GIB), options.rounds)
            late = ratio.wall > MOST_RATIO or ours.rss > MOST_MIB
            missed += late
            figures = f"{ratio.wall:6.2f} {MOST_RATIO:8.2f} {ratio.cpu:6.2f} {ours.wall:6.2f}"
            print(f"{name:24} {figures} {curl.wall:7.2f} {ours.rss:6.1f}{'  MISSED' if late else ''}", flush=True)
        if options.sparse:
            source = Path(home, "source")
            os.truncate(source, int(options.sparse * GIB))
            with sink(Path(home), 1) as (url, cert):
                found = run([sys.executable, "-m", "bench.moved", "up", str(source), url, cert], True)
            late = found.rss > MOST_MIB
            missed += late
            print(f"{options.sparse:g} GiB up: {found.rss:.1f} MiB at most {MOST_MIB:g}{'  MISSED' if late else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
