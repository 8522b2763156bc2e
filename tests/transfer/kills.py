"""kill -9 at seeded moments of uploads and downloads, and the same command again until it is through.

    python -m tests.transfer.kills --kills 100

Each round ends with the bytes compared; a target is looked at all the while, and has to be absent or complete. Printed
is what was sent twice. The storage stands still at a seeded step, so that every kill lands there.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..helpers import ROOT, eventually
from . import made, storage
from .storage import ACCOUNT, World

MIB = 1024 * 1024
SIZE = 8 * MIB
SHARD = MIB
KILLS = 3
"""Kills in one round, at most."""
STEPS = 100
"""Requests and blocks after which a kill comes, at most: a whole transfer takes a few more."""


class Round(NamedTuple):
    """What one round came to."""

    kills: int
    twice: int
    """Bytes that went over the line more than once."""
    allowed: int


def upload_set(seed: int, home: Path) -> Round:
    """A data set in shards: each kill may cost the shards that were in flight."""
    path = home / "rows.jsonl"
    path.write_bytes(made.rows(SIZE, seed))
    with storage.serving() as world:
        kills = _killed(world, home, seed, ["datasets", "create", "rows", str(path), "--shard-size", "1MiB"])
        owner = f"accounts/{ACCOUNT}/datasets/rows"
        assert world.rows[owner]["state"] == "READY"
        assert world.whole(owner) == path.read_bytes(), f"seed {seed}: other bytes are stored"
        twice = world.bytes_of("PUT /s/") - path.stat().st_size
    return Round(kills, twice, kills * 4 * (SHARD + 8192))


def upload_model(seed: int, home: Path) -> Round:
    """A model in one session: what the server stored is not sent again."""
    folder = made.base_model(home / "model", SIZE, seed)
    with storage.serving() as world:
        kills = _killed(world, home, seed, ["models", "create", "m", str(folder)])
        files = world.files(f"accounts/{ACCOUNT}/models/m")
        assert files == {path.name: path.read_bytes() for path in folder.iterdir()}, f"seed {seed}: other bytes"
        twice = world.bytes_of("PUT /r/") - sum(map(len, files.values()))
    return Round(kills, twice, 0)


def download(seed: int, home: Path) -> Round:
    """A data set that was cut, put together again; the target is absent or complete at every look."""
    data, target = made.rows(SIZE, seed), home / "out" / "rows.jsonl"
    lines = data.splitlines(keepends=True)
    third = len(lines) // 3
    parts = [b"".join(lines[:third]), b"".join(lines[third : 2 * third]), b"".join(lines[2 * third :])]
    names = [f"rows.part-0000{number}-of-00003.jsonl" for number in (1, 2, 3)]
    over, wrong = threading.Event(), list[int]()

    def watch() -> None:
        while not over.wait(0.001):
            if target.exists() and target.stat().st_size != len(data):
                wrong.append(target.stat().st_size)

    with storage.serving() as world:
        world.add("datasets", "rows", dict(zip(names, parts, strict=True)))
        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        kills = _killed(world, home, seed, ["datasets", "download", "rows", "--output-dir", str(home / "out")])
        over.set()
        watcher.join()
        asked = [it.headers.get("range", "") for it in world.seen if it.method == "GET" and it.path.startswith("/s/")]
    assert not wrong, f"seed {seed}: the target was seen with {wrong[0]} bytes"
    assert target.read_bytes() == data, f"seed {seed}: other bytes"
    assert os.listdir(home / "out") == ["rows.jsonl"], f"seed {seed}: something is left behind"
    afresh = max(0, sum(not text for text in asked) - len(parts))
    return Round(kills, afresh * MIB, kills * MIB)


def _killed(world: World, home: Path, seed: int, words: Sequence[str]) -> int:
    """Run a command, kill it, and run it again; the last run is let through. How many kills landed."""
    chance, kills = random.Random(seed), 0
    for _ in range(chance.randint(1, KILLS)):
        world.stall_after(chance.randint(0, STEPS))
        process = _start(world, home, words)
        _stalled_or_ended(world, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        world.go_on()
        if process.returncode == 0:
            return kills
        kills += process.returncode == -signal.SIGKILL
    last = _start(world, home, words)
    error = last.communicate(timeout=60)[1]
    # A target that stands already is complete: an earlier run was killed after its end.
    assert last.returncode == 0 or (last.returncode == 6 and "exists" in error), f"seed {seed}: {error}"
    return kills


def _stalled_or_ended(world: World, process: subprocess.Popen[str]) -> None:
    eventually(lambda: world.stalled.is_set() or process.poll() is not None)


def _start(world: World, home: Path, words: Sequence[str]) -> subprocess.Popen[str]:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "FIREWORKS_BASE_URL": world.url,
        "FIREWORKS_API_KEY": "fw_0123456789abcdef",
        "FIREWORKS_ACCOUNT_ID": ACCOUNT,
    }
    argv = [sys.executable, "-m", "firectl_py", *words]
    return subprocess.Popen(
        argv, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


KINDS: dict[str, Callable[[int, Path], Round]] = {"set": upload_set, "model": upload_model, "download": download}


def play(kind: str, seed: int) -> Round:
    """One round. Raises AssertionError where a byte is wrong, or more was sent twice than is promised."""
    with tempfile.TemporaryDirectory() as home:
        found = KINDS[kind](seed, Path(home))
    assert found.twice <= found.allowed, f"{kind}, seed {seed}: {found.twice} bytes twice, {found.allowed} allowed"
    return found


class Played(NamedTuple):
    """What the rounds of one kind came to."""

    rounds: list[Round]
    broken: list[str]
    """One sentence for each promise that was broken."""

    @property
    def kills(self) -> int:
        """Kills that landed while the program ran."""
        return sum(found.kills for found in self.rounds)

    @property
    def most_per_kill(self) -> int:
        """Bytes that went over the line twice for one kill, at most."""
        return max((found.twice // max(1, found.kills) for found in self.rounds), default=0)


def until(kind: str, kills: int, first: int = 0) -> Played:
    """Play seed after seed until so many kills have landed, or a tenth as many promises are broken."""
    played = Played([], [])
    for seed in itertools.count(first):
        if played.kills >= kills or len(played.broken) > kills // 10:
            return played
        try:
            played.rounds.append(play(kind, seed))
        except AssertionError as error:
            played.broken.append(str(error))
    raise AssertionError("seeds do not run out")


def main(argv: Sequence[str] | None = None) -> int:
    """Play every kind; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description="kill -9 at seeded moments of uploads and downloads")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kind", choices=sorted(KINDS), action="append")
    options = parser.parse_args(argv)
    broken = 0
    for kind in options.kind or KINDS:
        played = until(kind, options.kills, options.first)
        broken += len(played.broken)
        for sentence in played.broken:
            print(f"BROKEN {sentence}")
        twice = f"{played.most_per_kill} bytes twice for a kill at most"
        print(f"{kind}: {len(played.rounds)} rounds byte-equal, {played.kills} kills, {twice}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
